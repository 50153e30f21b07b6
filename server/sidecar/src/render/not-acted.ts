import type { Messages } from '../messages/messages.ts';
import type { Instance } from '../ports.ts';
import type { Head, NotActed, Unclear, UnknownRegion } from '../views.ts';
import { renderAlone } from './alone.ts';
import { code, isShown, plain } from './escape.ts';
import { FAILED, LISTED_STATES, MARKS, nameInLine, sharedNames, stateWord, WARNING } from './instance.ts';
import { sumUpReadings, type Readings } from './readings.ts';
import { missLine, nothingSelected } from './selected.ts';
import { joinSentences } from './sentences.ts';
import { inOrder } from './sort.ts';

/** So many that a name may mean are shown. */
const MOST_SHOWN = 20;

const EXAMPLE_ID = 'i-0a1f39c5d2e84b7f6';

/** How long the regions were asked at most, for one that gave no answer. */
const LIMIT_MS = 8000;

/**
 * Why nothing was changed, to the person alone: which ids are malformed, found nowhere or of a terminated instance, which
 * names are none or do not tell which is meant, and which were fine. A region that could not be read is named as a place where an id may be.
 */
export function renderNotActed(messages: Messages, head: Head, notActed: NotActed): string {
  const whole = asAWhole(messages, notActed);
  if (whole !== undefined) {
    return renderAlone(messages, head, whole);
  }
  const readings = sumUpReadings(messages, notActed.regions, LIMIT_MS);
  const names = (notActed.misses ?? []).length + (notActed.unclear ?? []).length;
  const bad = notActed.malformed.length + notActed.notFound.length + notActed.terminated.length + names;
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
  return renderAlone(messages, head, lines);
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
      ? [
          joinSentences(answer, messages.format('mistake.didYouMean')),
          ...lines.map((line) => code(line, { limit: 300 })),
        ]
      : [
          answer,
          messages.format('listing.region.which', { regions: messages.list(unknown.known.map((name) => code(name))) }),
        ];
  return renderAlone(messages, head, suggestion);
}

/** Why a command was not carried out as a whole, whatever each of its words means; undefined where they are why. */
function asAWhole(messages: Messages, notActed: NotActed): string[] | undefined {
  const { nothingFits, tooMany, cannotHibernate } = notActed;
  const nothingChanged = nothingChangedIn(messages, notActed);
  if (nothingFits !== undefined) {
    const [answer = ''] = nothingSelected(messages, [], nothingFits);
    const readings = sumUpReadings(messages, notActed.regions, LIMIT_MS);
    return [
      joinSentences(answer, nothingChanged),
      ...unreadLine(messages, { ...notActed, notFound: nothingFits }, readings),
    ];
  }
  if (tooMany !== undefined) {
    const states = LISTED_STATES.flatMap((state) => {
      const count = tooMany.inState.get(state);
      return count === undefined
        ? []
        : [messages.format('notActed.tooMany.state', { count, state: code(`state:${state}`) })];
    });
    return [
      joinSentences(messages.format('notActed.tooMany', tooMany), nothingChanged),
      messages.format('notActed.tooMany.narrow', { states: messages.list(states), region: code('-r') }),
    ];
  }
  if (cannotHibernate !== undefined) {
    const shared = sharedNames(cannotHibernate);
    const names = messages.list(cannotHibernate.map((instance) => nameInLine(instance, shared)));
    return [
      joinSentences(
        messages.format('notActed.cannotHibernate', { count: cannotHibernate.length, names }),
        nothingChanged,
      ),
      messages.format('notActed.cannotHibernate.next', { flag: code('--hibernate') }),
    ];
  }
  return undefined;
}

/** Empty for what would have changed nothing anyway. */
function nothingChangedIn(messages: Messages, { verb }: NotActed): string {
  return verb === 'info' ? '' : messages.format('general.nothingChanged');
}

function oneBad(messages: Messages, notActed: NotActed, readings: Readings): string[] {
  const nothingChanged = nothingChangedIn(messages, notActed);
  const [malformed] = notActed.malformed;
  const [notFound] = notActed.notFound;
  const [terminated] = notActed.terminated;
  if (malformed !== undefined) {
    return [joinSentences(messages.format('notActed.malformed', { id: code(malformed) }), nothingChanged)];
  }
  if (terminated !== undefined) {
    const name = terminatedName(notActed, terminated);
    return [`${MARKS.terminated} ${joinSentences(messages.format('notActed.terminated', { name }), nothingChanged)}`];
  }
  const [miss] = notActed.misses ?? [];
  if (miss !== undefined) {
    const [answer = '', ...near] = nothingSelected(messages, [miss]);
    return [joinSentences(answer, nothingChanged), ...near, ...unreadLine(messages, notActed, readings)];
  }
  const [unclear] = notActed.unclear ?? [];
  if (unclear !== undefined) {
    const [answer = '', ...which] = unclearLines(messages, unclear);
    return [joinSentences(answer, nothingChanged), ...which];
  }
  return [joinSentences(notFoundAnswer(messages, code(notFound ?? ''), notActed, readings), nothingChanged)];
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
  const lines = [
    joinSentences(messages.format('notActed.several', { bad, count }), nothingChangedIn(messages, notActed)),
    ...notActed.malformed.map((id) => `${FAILED} ${messages.format('notActed.line.malformed', { id: code(id) })}`),
    ...notActed.notFound.map((id) => `${FAILED} ${notFoundLine(messages, code(id), readings)}`),
    ...notActed.terminated.map((instance) => {
      const name = terminatedName(notActed, instance);
      return `${MARKS.terminated} ${messages.format('notActed.line.terminated', { name })}`;
    }),
    ...(notActed.misses ?? []).map((miss) => `${FAILED} ${missLine(messages, miss)}`),
    ...(notActed.unclear ?? []).flatMap((one) => {
      const [answer = '', ...which] = unclearLines(messages, one);
      return [`${FAILED} ${answer}`, ...which];
    }),
  ];
  return [...lines, ...unreadLine(messages, notActed, readings)];
}

/** That what is nowhere may be in a region that was not read. */
function unreadLine(messages: Messages, { notFound, misses = [] }: NotActed, readings: Readings): string[] {
  const unread = readings.total - readings.read;
  if (notFound.length + misses.length === 0 || unread === 0) return [];
  const failed = unreadRegions(messages, readings);
  const values = { read: readings.read, regions: readings.total, unread, failed };
  return [`${WARNING} ${messages.format('notActed.unread', values)}`];
}

/** Why a name does not tell which is meant, and a line for each that may be, with its id. */
function unclearLines(messages: Messages, { word, why, instances }: Unclear): string[] {
  const values = { word: code(word), count: instances.length };
  const answer = messages.format(why === 'beginning' ? 'notActed.beginning' : 'notActed.shared', values);
  const shown = inOrder(instances).slice(0, MOST_SHOWN);
  const left = instances.length - shown.length;
  return [
    answer,
    ...shown.map((instance) => candidateLine(messages, instance)),
    ...(left > 0 ? [messages.format('general.moreLines', { count: left })] : []),
  ];
}

function candidateLine(messages: Messages, instance: Instance): string {
  const name = isShown(instance.name) ? `${code(instance.name)} ` : '';
  const details = [plain(instance.region), stateWord(messages, instance.state)];
  return `${MARKS[instance.state]} ${name}${code(instance.id)} ${details.join(messages.format('general.separator'))}`;
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
