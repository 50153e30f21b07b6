import type { Messages } from '../messages/messages.ts';
import type { Head, NotActed, UnknownRegion } from '../views.ts';
import { code } from './escape.ts';
import { renderHead } from './head.ts';
import { FAILED, MARKS, nameInLine, sharedNames, WARNING } from './instance.ts';
import { joinLines } from './limit.ts';
import { sumUpReadings, type Readings } from './readings.ts';

const EXAMPLE_ID = 'i-0a1f39c5d2e84b7f6';

/** How long the regions were asked at most, for one that gave no answer. */
const LIMIT_MS = 8000;

/**
 * Why nothing was changed, to the person alone: which ids are malformed, found nowhere or of a terminated instance, and
 * which were fine. A region that could not be read is named as a place where an id may be.
 */
export function renderNotActed(messages: Messages, head: Head, notActed: NotActed): string {
  const readings = sumUpReadings(messages, notActed.regions, LIMIT_MS);
  const bad = notActed.malformed.length + notActed.notFound.length + notActed.terminated.length;
  const fine = notActed.leftAlone ?? [];
  const lines =
    bad === 1 && fine.length === 0
      ? oneBad(messages, notActed, readings)
      : severalBad(messages, notActed, readings, bad, bad + fine.length);
  if (notActed.malformed.length > 0) lines.push(idShape(messages));
  if (fine.length > 0) {
    const ids = messages.list(fine.map((instance) => code(instance.id)));
    lines.push(messages.format('notActed.leftAlone', { count: fine.length, ids }));
  }
  return joinLines(messages, [renderHead(messages, { ...head, username: undefined }), ...lines]);
}

/**
 * That a region is not among those that may be asked, with the nearest names as whole lines to copy.
 *
 * @param lines corrected command lines, nearest first; if there are none, the regions that there are stand instead
 */
export function renderUnknownRegion(
  messages: Messages,
  head: Head,
  unknown: UnknownRegion,
  lines: readonly string[],
): string {
  const region = code(unknown.region);
  const answer = unknown.fromSettings
    ? messages.format('listing.region.unknown.setting', { region })
    : messages.format('listing.region.unknown', { region, count: unknown.known.length });
  const suggestion =
    lines.length > 0
      ? [`${answer} ${messages.format('mistake.didYouMean')}`, ...lines.map((line) => code(line, { limit: 300 }))]
      : [
          answer,
          messages.format('listing.region.which', { regions: messages.list(unknown.known.map((name) => code(name))) }),
        ];
  return joinLines(messages, [renderHead(messages, { ...head, username: undefined }), ...suggestion]);
}

function oneBad(messages: Messages, notActed: NotActed, readings: Readings): string[] {
  const nothingChanged = messages.format('general.nothingChanged');
  const [malformed] = notActed.malformed;
  const [notFound] = notActed.notFound;
  const [terminated] = notActed.terminated;
  if (malformed !== undefined) {
    return [`${messages.format('notActed.malformed', { id: code(malformed) })} ${nothingChanged}`];
  }
  if (terminated !== undefined) {
    const name = terminatedName(notActed, terminated);
    return [`${MARKS.terminated} ${messages.format('notActed.terminated', { name })} ${nothingChanged}`];
  }
  return [`${notFoundAnswer(messages, code(notFound ?? ''), notActed, readings)} ${nothingChanged}`];
}

function notFoundAnswer(messages: Messages, id: string, notActed: NotActed, readings: Readings): string {
  const unread = readings.total - readings.read;
  const failed = unreadRegions(messages, readings);
  if (unread > 0) {
    return readings.read === 0
      ? messages.format('notActed.notFound.noneRead', { id, failed })
      : messages.format('notActed.notFound.unread', { id, regions: readings.read, unread, failed });
  }
  const [only] = notActed.regions;
  return readings.total === 1 && only !== undefined
    ? messages.format('notActed.notFound.oneRegion', { id, region: code(only.region) })
    : messages.format('notActed.notFound', { id, regions: readings.read });
}

function severalBad(messages: Messages, notActed: NotActed, readings: Readings, bad: number, count: number): string[] {
  const unread = readings.total - readings.read;
  const lines = [
    `${messages.format('notActed.several', { bad, count })} ${messages.format('general.nothingChanged')}`,
    ...notActed.malformed.map((id) => `${FAILED} ${messages.format('notActed.line.malformed', { id: code(id) })}`),
    ...notActed.notFound.map((id) => `${FAILED} ${notFoundLine(messages, code(id), readings)}`),
    ...notActed.terminated.map((instance) => {
      const name = terminatedName(notActed, instance);
      return `${MARKS.terminated} ${messages.format('notActed.line.terminated', { name })}`;
    }),
  ];
  if (notActed.notFound.length > 0 && unread > 0) {
    const failed = unreadRegions(messages, readings);
    lines.push(
      `${WARNING} ${messages.format('notActed.unread', { read: readings.read, regions: readings.total, unread, failed })}`,
    );
  }
  return lines;
}

function notFoundLine(messages: Messages, id: string, readings: Readings): string {
  if (readings.read === 0) return messages.format('notActed.line.notFound.noneRead', { id });
  return messages.format(readings.read < readings.total ? 'notActed.line.notFound.unread' : 'notActed.line.notFound', {
    id,
    regions: readings.read,
  });
}

/** Every region without an answer: failed with its reason, or not waited for any longer. */
function unreadRegions(messages: Messages, readings: Readings): string {
  return messages.list([readings.failed, readings.waiting].filter((part) => part !== ''));
}

function terminatedName(notActed: NotActed, instance: NotActed['terminated'][number]): string {
  const name = nameInLine(instance, sharedNames(notActed.terminated));
  return name.includes(instance.id) ? name : `${name} ${code(instance.id)}`;
}

function idShape(messages: Messages): string {
  return messages.format('notActed.malformed.shape', {
    prefix: code('i-'),
    digits: code('0-9a-f'),
    example: code(EXAMPLE_ID),
  });
}
