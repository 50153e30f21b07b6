import type { Instance } from '../ports.ts';
import { isIdShaped } from '../selection/selector.ts';
import { sortInSteps } from './in-steps.ts';
import { type OfferedQualifiers, offeredQualifiers } from './offered-qualifiers.ts';
import { countQualifiers, type Qualifiers } from './qualifiers.ts';

/** A name that is offered as such: what completion inserts is read as exactly this, and as nothing else. */
const PLAIN_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?$/;

/** Where a name may be cut to make a pattern. */
const JOINT = /[-_.]/g;

/** Longer than any number that people put into names. */
const DIGITS = 20;

/** Names are cut at so many joints at most: some have a hundred, and each is a pattern of its own. */
const MOST_JOINTS = 4;

/** So many instances are put in their place in one step: a millisecond's work. */
const STEP = 100;

/** What is offered of an instance. All is kept of thousands of them, so it is no more than that. */
export type Seen = Pick<Instance, 'id' | 'name' | 'region' | 'type' | 'state' | 'launchedAt'>;

/** What is offered of an instance, by itself. */
export function seenOf({ id, name, region, type, state, launchedAt }: Seen): Seen {
  return { id, name, region, type, state, launchedAt };
}

/** An instance in its place, as it was last seen. */
export interface Placed {
  instance: Seen;
  /** Its name in lower case, as what is typed is compared with it: thousands of times for each letter. */
  readonly folded: string;
}

/** Instances that one pattern stands for. */
export interface PatternOf {
  /** `web-*` */
  readonly pattern: string;
  /** `web-`, in lower case. */
  readonly beginning: string;
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
  readonly qualifiers: OfferedQualifiers;
  /** Takes over what was seen of an instance that is there. */
  see(instance: Seen): void;
}

/** Instances as an index is made of them. */
type Known = Seen & { readonly tags?: ReadonlyMap<string, string> };

/** Makes an index at once. */
export function createIndex(instances: readonly Known[]): FleetIndex {
  const making = indexInSteps(instances, () => countQualifiers(instances));
  for (;;) {
    const { done, value } = making.next();
    if (done === true) return value;
  }
}

/**
 * Makes an index step by step: whoever types while a large one is made waits for one step, and not for all of it. Terminated
 * instances are of no use to anybody, and left out.
 *
 * @param countAll counts what their tags and types offer
 */
export function* indexInSteps(
  instances: readonly Known[],
  countAll: () => Qualifiers,
): Generator<undefined, FleetIndex> {
  const alive = instances.filter(({ state }) => state !== 'terminated');
  const bearers = new Map<string, number>();
  const keyed: Keyed[] = [];
  for (const instance of alive) {
    const folded = instance.name?.toLowerCase() ?? '';
    if (instance.name !== undefined) bearers.set(folded, (bearers.get(folded) ?? 0) + 1);
    if (keyed.push({ key: sortKey(folded), placed: { instance, folded } }) % STEP === 0) yield;
  }
  const isTold = ({ instance: { name }, folded }: Placed): boolean =>
    name !== undefined && bearers.get(folded) === 1 && PLAIN_NAME.test(name) && !isIdShaped(name);
  const sorted = yield* sortInSteps(keyed, (a, b) => byText(a.key, b.key) || byPlacedId(a.placed, b.placed));
  const [named, others, places] = [[] as Placed[], [] as Placed[], new Map<string, Placed>()];
  for (const { placed } of sorted) {
    (isTold(placed) ? named : others).push(placed);
    if (places.set(placed.instance.id, placed).size % STEP === 0) yield;
  }
  const byId = yield* sortInSteps([...places.values()], byPlacedId);
  const patterns = yield* patternsOf(named);
  const counted = countAll();
  if (named.length > STEP) yield;
  return {
    named,
    others,
    patterns,
    byId,
    qualifiers: offeredQualifiers(counted),
    see(seen) {
      const placed = places.get(seen.id);
      if (placed !== undefined) placed.instance = seenOf(seen);
    },
  };
}

/** What is sorted by name. */
interface Keyed {
  readonly key: string;
  readonly placed: Placed;
}

/** In text order, numbers stand as numbers do; a thousand times faster than by the rules of a language. */
function sortKey(folded: string): string {
  return folded.replace(/\d+/g, (digits) => digits.padStart(DIGITS, '0'));
}

function byText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function byPlacedId(a: Placed, b: Placed): number {
  return byText(a.instance.id, b.instance.id);
}

function* patternsOf(named: readonly Placed[]): Generator<undefined, PatternOf[]> {
  const byBeginning = new Map<string, Placed[]>();
  let count = 0;
  for (const placed of named) {
    for (const beginning of beginningsOf(placed.folded)) {
      const alike = byBeginning.get(beginning);
      if (alike === undefined) byBeginning.set(beginning, [placed]);
      else alike.push(placed);
    }
    if (++count % STEP === 0) yield;
  }
  const patterns = new Map<string, PatternOf>();
  for (const { instance, folded } of named) {
    let longer = 1;
    for (const beginning of beginningsOf(folded).reverse()) {
      const instances = byBeginning.get(beginning) ?? [];
      // A shorter one for the same names says less.
      if (instances.length > longer && !patterns.has(beginning)) {
        const pattern = `${(instance.name ?? '').slice(0, beginning.length)}*`;
        patterns.set(beginning, { pattern, beginning, instances });
      }
      longer = Math.max(longer, instances.length);
    }
    if (++count % STEP === 0) yield;
  }
  return [...patterns.values()];
}

/** `eu-`, `eu-web-` of `eu-web-1`, where a pattern for it and others may end. */
export function beginningsOf(folded: string): string[] {
  const beginnings: string[] = [];
  for (const { index } of folded.matchAll(JOINT)) {
    if (beginnings.push(folded.slice(0, index + 1)) === MOST_JOINTS) break;
  }
  return beginnings;
}
