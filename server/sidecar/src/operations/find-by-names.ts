import type { ListedInstance } from '../ports.ts';
import { chooseRegions } from '../selection/choose-regions.ts';
import type { Noun } from '../selection/selector.ts';
import type { RegionReading } from '../views.ts';
import type { FindRequest } from './find.ts';
import { readChosenRegions } from './regions.ts';

/** What was read of all regions that count. */
export interface Found {
  readonly instances: readonly ListedInstance[];
  readonly regions: readonly RegionReading[];
}

/**
 * Reads the instances of names that are written out, and nothing else of their regions: of a large account that is a thousandth.
 * Undefined where it cannot tell all: when something else is named as well, or nothing is called exactly so, since then names
 * count that differ in case or only begin so.
 */
export async function findByNames(request: FindRequest): Promise<Found | undefined> {
  const { listNamed, signal, selection } = request;
  const names = namesOf(selection.nouns);
  if (names === undefined) return undefined;
  const instances: ListedInstance[] = [];
  // Said only if it counts: otherwise all is read, and says it again.
  const unsaid: (() => void)[] = [];
  const answers = await readChosenRegions({
    ...request,
    log: (...line) => {
      unsaid.push(() => {
        request.log(...line);
      });
    },
    onRefusal: (refusal) => {
      unsaid.push(() => {
        request.onRefusal?.(refusal);
      });
    },
    choose: chooseRegions(selection),
    read: (region, bounded) => listNamed(region, names, bounded),
    onRead: (found) => {
      // Only what was asked for: others may ask with us, and an endpoint that ignores the filter must not add to the change.
      for (const one of found) if (one.name !== undefined && names.includes(one.name)) instances.push(one);
    },
  });
  await answers.done;
  signal.throwIfAborted();
  const alive = new Set(instances.flatMap(({ name, state }) => (state === 'terminated' ? [] : [name])));
  if (!names.every((name) => alive.has(name))) return undefined;
  for (const say of unsaid) say();
  return { instances, regions: answers.readings() };
}

/** The names, if nothing else is among the nouns. */
function namesOf(nouns: readonly Noun[]): readonly string[] | undefined {
  const names = nouns.flatMap(({ kind, word }) => (kind === 'name' ? [word] : []));
  return names.length > 0 && names.length === nouns.length ? names : undefined;
}
