import type { UpstreamError } from '../errors.ts';
import type { ListedInstance } from '../ports.ts';
import { chooseRegions } from '../selection/choose-regions.ts';
import type { Noun } from '../selection/selector.ts';
import type { RegionReading } from '../views.ts';
import { isClientFault } from './failures.ts';
import type { FindRequest } from './find.ts';
import { readChosenRegions } from './regions.ts';

/** What was read of all regions that count. */
export interface Found {
  readonly instances: readonly ListedInstance[];
  readonly regions: readonly RegionReading[];
}

/** What was read of names alone. */
export interface FoundByNames extends Found {
  /**
   * Where names alone do not tell which instances are meant: the regions of which all must be read. Another was in no state to
   * answer, and somebody waits: it is not asked a second time.
   */
  readonly left: readonly string[];
}

/**
 * Reads the instances of names that are written out, and nothing else of their regions: of a large account that is a thousandth.
 * That does not tell all where nothing is called exactly so, since then names count that differ in case or only begin so, or
 * where a region turned the question down. Undefined where nobody was asked, since something else is named as well.
 */
export async function findByNames(request: FindRequest): Promise<FoundByNames | undefined> {
  const { listNamed, signal, selection } = request;
  const names = namesOf(selection.nouns);
  if (names === undefined) return undefined;
  const instances: ListedInstance[] = [];
  const silent = new Set<string | undefined>();
  const answers = await readChosenRegions({
    ...request,
    onRefusal: (refusal) => {
      // Of the others all is read, and what they say to that counts.
      if (isAboutTheQuestion(refusal.error)) return;
      silent.add(refusal.region);
      request.onRefusal?.(refusal);
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
  const regions = answers.readings();
  const alive = new Set(instances.flatMap(({ name, state }) => (state === 'terminated' ? [] : [name])));
  const isTold = regions.every(({ region, status }) => status === 'read' || silent.has(region));
  if (isTold && names.every((name) => alive.has(name))) return { instances, regions, left: [] };
  return { instances, regions, left: regions.flatMap(({ region }) => (silent.has(region) ? [] : [region])) };
}

/** Whether a region turned down what was asked rather than who asks: to another question it may answer. */
function isAboutTheQuestion({ status }: UpstreamError): boolean {
  return isClientFault(status) && status !== 401 && status !== 403;
}

/** What AWS may turn down as a value, and with it what others ask in the same call. No name is likely to have it. */
const ODD = /[\p{Cc}\p{Cs}]/u;

/** The names, if nothing else is among the nouns. */
function namesOf(nouns: readonly Noun[]): readonly string[] | undefined {
  const names = nouns.flatMap(({ kind, word }) => (kind === 'name' && !ODD.test(word) ? [word] : []));
  return names.length > 0 && names.length === nouns.length ? names : undefined;
}
