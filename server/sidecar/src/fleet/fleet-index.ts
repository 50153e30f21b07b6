import type { Instance } from '../ports.ts';
import { isIdShaped } from '../selection/selector.ts';
import { countQualifiers, type Qualifiers } from './qualifiers.ts';

/** A name that is offered as such: what completion inserts is read as exactly this, and as nothing else. */
const PLAIN_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?$/;

/** Where a name may be cut to make a pattern. */
const JOINT = /[-_.]/g;

/** Longer than any number that people put into names. */
const DIGITS = 20;

/** Names are cut at so many joints at most: some have a hundred, and each is a pattern of its own. */
const MOST_JOINTS = 4;

/** What is offered of an instance. All is kept of thousands of them, so it is no more than that. */
export type Seen = Pick<Instance, 'id' | 'name' | 'region' | 'type' | 'state' | 'launchedAt'>;

/** What is offered of an instance, by itself. */
export function seenOf({ id, name, region, type, state, launchedAt }: Seen): Seen {
  return { id, name, region, type, state, launchedAt };
}

/** An instance in its place, as it was last seen. */
export interface Placed {
  instance: Seen;
}

/** Instances that one pattern stands for. */
export interface PatternOf {
  /** `web-*` */
  readonly pattern: string;
  readonly instances: readonly Placed[];
}

/** The fleet, put in the order in which it is offered. Made once for many questions. */
export interface FleetIndex {
  /** Those that a plain name tells apart, by name, numbers as numbers. */
  readonly named: readonly Placed[];
  /** All others, by name and id: they are offered by id. */
  readonly others: readonly Placed[];
  /** Patterns for two or more names that share a beginning, by pattern; of several for the same names the longest. */
  readonly patterns: readonly PatternOf[];
  /** All, by id. */
  readonly byId: readonly Placed[];
  /** What tags and types offer. */
  readonly qualifiers: Qualifiers;
  /** Takes over what was seen of an instance that is there. */
  see(instance: Seen): void;
}

/**
 * Terminated instances are of no use to anybody, and left out.
 *
 * @param qualifiers what their tags and types offer; counted when left out
 */
export function createIndex(
  instances: readonly (Seen & { readonly tags?: ReadonlyMap<string, string> })[],
  qualifiers = countQualifiers(instances),
): FleetIndex {
  const alive = instances.filter(({ state }) => state !== 'terminated');
  const bearers = new Map<string, number>();
  for (const { name } of alive) {
    if (name !== undefined) bearers.set(name.toLowerCase(), (bearers.get(name.toLowerCase()) ?? 0) + 1);
  }
  const isTold = ({ name }: Seen): boolean =>
    name !== undefined && PLAIN_NAME.test(name) && !isIdShaped(name) && bearers.get(name.toLowerCase()) === 1;
  const sorted = alive
    .map((instance) => ({ key: sortKey(instance), placed: { instance } }))
    .toSorted((a, b) => byText(a.key, b.key) || byText(a.placed.instance.id, b.placed.instance.id))
    .map(({ placed }) => placed);
  const named = sorted.filter(({ instance }) => isTold(instance));
  const places = new Map(sorted.map((placed) => [placed.instance.id, placed]));
  return {
    named,
    others: sorted.filter(({ instance }) => !isTold(instance)),
    patterns: patternsOf(named),
    byId: sorted.toSorted((a, b) => byText(a.instance.id, b.instance.id)),
    qualifiers,
    see(seen) {
      const placed = places.get(seen.id);
      if (placed !== undefined) placed.instance = seenOf(seen);
    },
  };
}

/** In text order, numbers stand as numbers do; a thousand times faster than by the rules of a language. */
function sortKey({ name = '' }: Seen): string {
  return name.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(DIGITS, '0'));
}

function byText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function patternsOf(named: readonly Placed[]): PatternOf[] {
  const byBeginning = new Map<string, Placed[]>();
  for (const placed of named) {
    for (const beginning of beginningsOf(placed)) {
      const alike = byBeginning.get(beginning.toLowerCase());
      if (alike === undefined) byBeginning.set(beginning.toLowerCase(), [placed]);
      else alike.push(placed);
    }
  }
  const patterns = new Map<string, PatternOf>();
  for (const placed of named) {
    let longer = 1;
    for (const beginning of beginningsOf(placed).reverse()) {
      const instances = byBeginning.get(beginning.toLowerCase()) ?? [];
      // A shorter one for the same names says less.
      if (instances.length > longer && !patterns.has(beginning.toLowerCase())) {
        patterns.set(beginning.toLowerCase(), { pattern: `${beginning}*`, instances });
      }
      longer = Math.max(longer, instances.length);
    }
  }
  return [...patterns.values()];
}

/** `eu-`, `eu-web-` of `eu-web-1`. */
function beginningsOf({ instance: { name = '' } }: Placed): string[] {
  const beginnings: string[] = [];
  for (const { index } of name.matchAll(JOINT)) {
    if (beginnings.push(name.slice(0, index + 1)) === MOST_JOINTS) break;
  }
  return beginnings;
}
