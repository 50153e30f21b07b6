import type { Messages } from '../messages/messages.ts';
import type { Instance, ListedInstance } from '../ports.ts';
import { type Failure, type Head, type Listing, type ListingLook, MOST_LISTED, type RegionReading } from '../views.ts';
import { code, plain } from './escape.ts';
import { failureSentence, namingRegionsHelps } from './failure.ts';
import { renderHead } from './head.ts';
import { LISTED_STATES, MARKS, stateWord, WARNING } from './instance.ts';
import { type Fitting, lengthOf, MESSAGE_LIMIT, takeFitting } from './limit.ts';
import { aboutLines, cutLines, fileLines, notPublicLine } from './file-lines.ts';
import { type ListingRows, listingRows } from './listing-rows.ts';
import { sumUpReadings, type Readings } from './readings.ts';
import { nothingSelected, selectionLines } from './selected.ts';
import { joinSentences } from './sentences.ts';
import { inOrder } from './sort.ts';

/** Above this many instances, a line a region stands before them: what follows a folded table is not seen. */
const REGION_LINES_ABOVE = 20;

/** What of a listing is told anew once it is known what became of its file. */
export type FileNews = Pick<ListingLook, 'file' | 'notPublic'>;

/** The answer to `ls`, and what of it a file can add. */
export interface DrawnListing {
  readonly message: string;
  /** The instances that it is about, in its order. */
  readonly listed: readonly ListedInstance[];
  /** Whether some of them have no row in the message. */
  readonly isCut: boolean;
  /** The same message with other news of its file. */
  readonly redraw: (news: FileNews) => string;
}

/** The message of `drawListing`. */
export function renderListing(messages: Messages, head: Head, listing: Listing, look: ListingLook): string {
  return drawListing(messages, head, listing, look).message;
}

/**
 * The answer to `ls`: the sum, one honest line about the regions, then a row for each instance, in a table or in lines. Cut
 * at the last whole row that fits one post; how many are left out stands above the rows.
 */
export function drawListing(messages: Messages, head: Head, listing: Listing, look: ListingLook): DrawnListing {
  if (listing.naming === true) {
    return withoutRows(() => [renderHead(messages, head), messages.format('listing.naming')], look);
  }
  const shown = inOrder(listing.instances.filter(isListed(listing)), look.sort);
  const readings = sumUpReadings(messages, listing.regions, listing.elapsedMs);
  const honest = honestLine(messages, listing, readings);
  const terminated = listing.instances.length - shown.length;
  const leftOut = leftOutLine(messages, listing);
  if (shown.length === 0) {
    const none = [renderHead(messages, head), ...nothing(messages, listing, readings, terminated)];
    return withoutRows((news) => [...none, ...notPublicLine(messages, news), ...leftOut, honest], look);
  }
  const sums = [
    renderHead(messages, head),
    sum(messages, shown, terminated),
    ...(shown.length > REGION_LINES_ABOVE ? regionLines(messages, shown) : []),
  ];
  const selected = listing.selected === undefined ? [] : selectionLines(messages, listing.selected);
  const rows = listingRows(messages, shown, look);
  const lay = (news: FileNews): Laid => {
    const top = [...sums, ...notPublicLine(messages, news), ...leftOut, ...selected];
    return layOut(messages, { ...look, ...news }, { top, honest, rows, shown });
  };
  return { ...lay(look), listed: shown, redraw: (news) => lay(news).message };
}

function withoutRows(lines: (news: FileNews) => readonly string[], look: ListingLook): DrawnListing {
  const redraw = (news: FileNews): string => lines(news).join('\n');
  return { message: redraw(look), listed: [], isCut: false, redraw };
}

/** What a listing with rows is put together from. */
interface Parts {
  readonly top: readonly string[];
  readonly honest: string;
  readonly rows: ListingRows;
  readonly shown: readonly ListedInstance[];
}

/** A listing that fits one post. */
type Laid = Pick<DrawnListing, 'message' | 'isCut'>;

function layOut(messages: Messages, look: ListingLook, { top, honest, rows, shown }: Parts): Laid {
  const { titles, draw } = rows;
  const count = shown.length;
  const above = (about: readonly string[]): string[] => [...top, ...aboutLines(honest, about), ...titles];
  const fitting = (lines: readonly string[]): Fitting =>
    takeFitting(drawn(shown, draw), MESSAGE_LIMIT - lengthOf(lines.join('\n')));
  const whole = above(fileLines(messages, look, count));
  const all = fitting(whole);
  if (all.isAll) return { message: [...whole, ...all.rows].join('\n'), isCut: false };
  // With the largest numbers the lines are at their longest, so what fits beside them fits beside the real ones.
  const first = fitting(above(cutLines(messages, look, { shown: count, count }))).rows;
  const lines = above(cutLines(messages, look, { shown: first.length, count }));
  return { message: [...lines, ...first].join('\n'), isCut: true };
}

function* drawn(instances: readonly ListedInstance[], draw: ListingRows['draw']): Generator<string, undefined> {
  for (const instance of instances) yield draw(instance);
}

function leftOutLine(messages: Messages, { leftOut = 0 }: Listing): string[] {
  if (leftOut === 0) return [];
  return [messages.format('listing.leftOut', { most: MOST_LISTED, count: leftOut, flag: code('-r') })];
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

function regionLines(messages: Messages, shown: readonly Instance[]): string[] {
  const byRegion = Map.groupBy(shown, (instance) => instance.region);
  return Array.from(byRegion, ([region, instances]) => {
    const counts = new Map<string, number>();
    for (const state of LISTED_STATES) {
      const inState = instances.filter((instance) => instance.state === state).length;
      if (inState > 0) counts.set(MARKS[state], (counts.get(MARKS[state]) ?? 0) + inState);
    }
    return `${code(region)} ${Array.from(counts, ([mark, count]) => `${mark} ${messages.number(count)}`).join(' ')}`;
  });
}
