import type { Messages } from '../messages/messages.ts';
import type { Instance, ListedInstance } from '../ports.ts';
import type { Failure, Head, Listing, ListingLook, RegionReading } from '../views.ts';
import { code, plain } from './escape.ts';
import { failureSentence, namingRegionsHelps } from './failure.ts';
import { renderHead } from './head.ts';
import { LISTED_STATES, MARKS, stateWord, WARNING } from './instance.ts';
import { countFitting, lengthOf, MESSAGE_LIMIT } from './limit.ts';
import { listingRows } from './listing-rows.ts';
import { sumUpReadings, type Readings } from './readings.ts';
import { nothingSelected, selectionLines } from './selected.ts';
import { joinSentences } from './sentences.ts';
import { inOrder } from './sort.ts';

/** Above this many instances, a line a region stands before them: what follows a folded table is not seen. */
const REGION_LINES_ABOVE = 20;

/**
 * The answer to `ls`: the sum, one honest line about the regions, then a row for each instance, in a table or in lines. Cut
 * at the last whole row that fits one post; how many are left out stands above the rows.
 */
export function renderListing(messages: Messages, head: Head, listing: Listing, look: ListingLook): string {
  if (listing.naming === true) return [renderHead(messages, head), messages.format('listing.naming')].join('\n');
  const shown = inOrder(listing.instances.filter(isListed(listing)), look.sort);
  const readings = sumUpReadings(messages, listing.regions, listing.elapsedMs);
  const honest = honestLine(messages, listing, readings);
  const terminated = listing.instances.length - shown.length;
  if (shown.length === 0) {
    const none = nothing(messages, listing, readings, terminated);
    return [renderHead(messages, head), ...none, ...notPublicLine(messages, look), honest].join('\n');
  }
  const top = [
    renderHead(messages, head),
    sum(messages, shown, terminated),
    ...(shown.length > REGION_LINES_ABOVE ? regionLines(shown) : []),
    ...notPublicLine(messages, look),
    ...(listing.selected === undefined ? [] : selectionLines(messages, listing.selected)),
  ];
  const { titles, rows } = listingRows(messages, shown, look);
  return fill(messages, top, honest, titles, rows);
}

function notPublicLine(messages: Messages, { notPublic }: ListingLook): string[] {
  return notPublic === true ? [messages.format('listing.notPublic')] : [];
}

/** Terminated instances are there for an hour, and of use to nobody: only who names one by its id is shown it. */
function isListed({ selected }: Listing): (instance: ListedInstance) => boolean {
  return ({ state, id }) => state !== 'terminated' || selected?.terminated.includes(id) === true;
}

/** What stands in place of a listing when the regions themselves could not be learned, and which setting does without. */
export function renderRegionsFailed(messages: Messages, head: Head, failure: Failure): string {
  return [
    renderHead(messages, head),
    messages.format('listing.regions.failed', { sentence: failureSentence(messages, failure, 'regions') }),
    ...(namingRegionsHelps(failure) ? [messages.format('listing.regions.setting')] : []),
  ].join('\n');
}

function fill(
  messages: Messages,
  top: readonly string[],
  honest: string,
  titles: readonly string[],
  rows: readonly string[],
): string {
  const budget = MESSAGE_LIMIT - lengthOf([...top, honest, ...titles].join('\n'));
  if (countFitting(rows, budget) === rows.length) return [...top, honest, ...titles, ...rows].join('\n');
  // With the largest numbers the line is at its longest, so what fits beside it fits beside the real one.
  const reserved = lengthOf(cutLine(messages, rows.length, rows.length, rows.length)) + 1;
  const count = countFitting(rows, budget - reserved);
  const cut = cutLine(messages, count, rows.length, rows.length - count);
  const about = honest.startsWith(WARNING) ? [honest, cut] : [joinSentences(cut, honest)];
  return [...top, ...about, ...titles, ...rows.slice(0, count)].join('\n');
}

function cutLine(messages: Messages, shown: number, count: number, left: number): string {
  return messages.format('listing.cut', { shown, count, left });
}

function sum(messages: Messages, shown: readonly Instance[], terminated: number): string {
  const regions = new Set(shown.map((instance) => instance.region));
  const [first = ''] = regions;
  const count = shown.length;
  const title =
    regions.size === 1
      ? messages.format('listing.sum.oneRegion', { count, region: plain(first) })
      : messages.format('listing.sum', { count, regions: regions.size });
  const parts = LISTED_STATES.flatMap((state) => {
    const inState = shown.filter((instance) => instance.state === state).length;
    const values = { mark: MARKS[state], count: inState, state: stateWord(messages, state) };
    return inState === 0 ? [] : [messages.format('listing.sum.state', values)];
  });
  if (terminated > 0) parts.push(messages.format('listing.sum.terminated', { count: terminated }));
  return `${title} ${parts.join(messages.format('general.separator'))}`;
}

/** The answer where there is no instance to show: never that there are none while a region is unread. */
function nothing(messages: Messages, listing: Listing, readings: Readings, terminated: number): string[] {
  if (readings.read === 0 && readings.waiting !== '') return [messages.format('listing.noRegionYet')];
  // Where no region was named there may be instances nevertheless.
  if (readings.read === 0) return [noneRead(messages, listing.regions)];
  const { selected } = listing;
  const [answer = '', ...near] =
    selected === undefined
      ? [noInstances(messages, listing, readings)]
      : nothingSelected(messages, selected.misses, selected.words);
  if (terminated === 0) return [answer, ...near];
  return [joinSentences(answer, messages.format('listing.none.terminated', { count: terminated })), ...near];
}

function noInstances(messages: Messages, listing: Listing, readings: Readings): string {
  const [only] = listing.regions;
  return readings.total === 1 && only !== undefined
    ? messages.format('listing.none.oneRegion', { region: code(only.region) })
    : messages.format(noneIn(readings), { regions: readings.read });
}

function noneIn(readings: Readings): 'listing.none.regions' | 'listing.none.soFar' | 'listing.none.read' {
  if (readings.read === readings.total) return 'listing.none.regions';
  return readings.waiting === '' ? 'listing.none.read' : 'listing.none.soFar';
}

/** All regions failed: if for one reason, what to do about it. */
function noneRead(messages: Messages, regions: readonly RegionReading[]): string {
  const failures = regions.flatMap((reading) => (reading.status === 'failed' ? [reading.failure] : []));
  const [first] = failures;
  return first !== undefined && failures.every((failure) => failure.code === first.code)
    ? messages.format('listing.noRegionRead', { sentence: failureSentence(messages, first, 'instances') })
    : messages.format('listing.noRegionRead.mixed');
}

function honestLine(messages: Messages, listing: Listing, readings: Readings): string {
  const time = messages.readingTime(listing.elapsedMs);
  const { read, total, waiting } = readings;
  if (read === total) return messages.format('listing.read.all', { regions: total, time });
  const line =
    waiting === ''
      ? messages.format('listing.read.some', { read, regions: total, time })
      : messages.format('listing.read.waiting', { read, regions: total, time, waiting });
  if (readings.failedCount === 0) return line;
  return `${WARNING} ${joinSentences(line, messages.format('listing.notRead', { failed: readings.failed }))}`;
}

function regionLines(shown: readonly Instance[]): string[] {
  const byRegion = Map.groupBy(shown, (instance) => instance.region);
  return Array.from(byRegion, ([region, instances]) => {
    const counts = new Map<string, number>();
    for (const state of LISTED_STATES) {
      const inState = instances.filter((instance) => instance.state === state).length;
      if (inState > 0) counts.set(MARKS[state], (counts.get(MARKS[state]) ?? 0) + inState);
    }
    return `${code(region)} ${Array.from(counts, ([mark, count]) => `${mark} ${String(count)}`).join(' ')}`;
  });
}
