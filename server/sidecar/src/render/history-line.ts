import type {
  ChangeRow,
  ChannelLabel,
  HistoryRow,
  RefusalReason,
  RefusalRow,
  RowInstance,
  RowOutcome,
  SettingsRow,
} from '../history-rows.ts';
import type { MessageId, PlainMessageId } from '../messages/catalogue.ts';
import type { Messages } from '../messages/messages.ts';
import { withoutHiddenChannels } from './entry-channels.ts';
import { code, isShown, plain, username } from './escape.ts';
import type { When } from './info.ts';
import { FAILED, MARKS, MOVING } from './instance.ts';
import { moment } from './moment.ts';

/** Up to so many of anything are named in a line. */
const MOST_NAMED = 10;

/** Up to so many request ids stand in a line: the log has all. */
const MOST_REQUESTS = 3;

/** An entry of a list with its id is longer than other values. */
const ENTRY_LIMIT = 120;

/** How a line is drawn. */
export interface LineLook extends When {
  /** What the reader may know of each channel, by its id. */
  readonly labels: ReadonlyMap<string, ChannelLabel>;
}

/** One row in one line: when, who, what, what came of it, where; the evidence closes it. */
export function historyLine(messages: Messages, row: HistoryRow, look: LineLook): string {
  const { now, timeZone, labels } = look;
  // The clock of another node may be ahead.
  const time = messages.duration(Math.max(0, now - row.at));
  const when = messages.format('history.when', { time, moment: moment(row.at, timeZone) });
  const parts = [when, ...partsOf(messages, row, labels)];
  if (row.kind !== 'settings') {
    // Several that are not named look the same.
    const channels = new Set(channelIdsOf(row).map((id) => channelText(messages, labels.get(id))));
    parts.push(messages.list([...channels]), ...requestParts(messages, row.requestIds));
  }
  return `${markOf(row)}${parts.join(messages.format('general.separator'))}`;
}

/** What became of it, at a glance; a rehearsal and a change of settings leave every instance as it is. */
function markOf(row: HistoryRow): string {
  if (row.kind === 'refusal') return `${FAILED} `;
  if (row.kind === 'settings') return '';
  const outcomes = row.instances.map(({ outcome }) => outcome);
  if (outcomes.some((outcome) => outcome === 'failed' || outcome === 'refused')) return `${FAILED} `;
  if (row.dryRun) return '';
  if (outcomes.some((outcome) => outcome === 'asked' || outcome === 'moving')) return `${MOVING} `;
  return `${MARKS[row.verb === 'stop' ? 'stopped' : 'running']} `;
}

function partsOf(messages: Messages, row: HistoryRow, labels: LineLook['labels']): string[] {
  switch (row.kind) {
    case 'change':
      return changeParts(messages, row);
    case 'refusal':
      return refusalParts(messages, row);
    case 'settings':
      return settingsParts(messages, row, labels);
  }
}

/** A command as it may be typed: the same in every language. */
function orderTyped({ verb, force, hibernate, dryRun }: ChangeRow): string {
  const flags = [
    ...(force ? ['--force'] : []),
    ...(hibernate ? ['--hibernate'] : []),
    ...(dryRun ? ['--dry-run'] : []),
  ];
  return [verb, ...flags].join(' ');
}

function changeParts(messages: Messages, row: ChangeRow): string[] {
  const { instances, leftOut, tookMs, end } = row;
  const regions = new Set(instances.map(({ region }) => region));
  const [region] = regions;
  const isOne = regions.size === 1;
  const isCounted = instances.length + leftOut > MOST_NAMED;
  const groups = OUTCOMES.flatMap(({ outcomes, id }) => {
    const inIt = instances.filter(({ outcome }) => outcomes.some((one) => one === outcome));
    if (inIt.length === 0) return [];
    const named = isCounted
      ? messages.format('history.count', { count: inIt.length })
      : messages.list(inIt.map((instance) => instanceText(instance, !isOne)));
    return [messages.format(id, { instances: named })];
  });
  return [
    nameOf(row),
    code(orderTyped(row)),
    ...groups,
    ...(isOne && region !== undefined ? [plain(region)] : []),
    ...(tookMs >= 1_000 ? [messages.format('history.took', { time: messages.duration(tookMs) })] : []),
    ...(end === undefined ? [] : [messages.format(ENDS[end])]),
  ];
}

function instanceText({ id, name, region, code: why }: RowInstance, withRegion: boolean): string {
  const words = [
    ...(isShown(name) ? [code(name)] : []),
    code(id),
    ...(withRegion ? [plain(region)] : []),
    ...(why === undefined ? [] : [code(why)]),
  ];
  return words.join(' ');
}

function requestParts(messages: Messages, requestIds: readonly string[]): string[] {
  if (requestIds.length === 0) return [];
  const shown = requestIds.slice(0, MOST_REQUESTS).map((id) => code(id));
  return [messages.format('history.requests', { count: requestIds.length, ids: andMore(messages, shown, requestIds) })];
}

function refusalParts(messages: Messages, row: RefusalRow): string[] {
  const words = row.words.slice(0, MOST_NAMED).map((word) => code(word));
  return [
    nameOf(row),
    messages.list(row.verbs.slice(0, MOST_NAMED).map((verb) => code(verb))),
    ...(words.length > 0 ? [andMore(messages, words, row.words)] : []),
    messages.format('history.refused', { reasons: row.reasons.map((reason) => reasonText(messages, reason)) }),
    ...(row.count > 1 ? [messages.format('history.times', { count: row.count })] : []),
  ];
}

function settingsParts(
  messages: Messages,
  { settings, people, leftOut }: SettingsRow,
  labels: LineLook['labels'],
): string[] {
  const hidden = messages.format('history.channel.private');
  const changed = settings.slice(0, MOST_NAMED).map((setting) => code(setting));
  const shown = people.slice(0, MOST_NAMED).map((entry) => withoutHiddenChannels(entry, labels, hidden));
  const entries = shown.map((entry) => code(entry, { limit: ENTRY_LIMIT }));
  const all = people.length + leftOut;
  return [
    messages.format('history.settings', { settings: andMore(messages, changed, settings) }),
    ...(entries.length > 0 ? [andMore(messages, entries, { length: all })] : []),
  ];
}

function andMore(messages: Messages, shown: readonly string[], all: { readonly length: number }): string {
  const names = messages.list(shown);
  const more = all.length - shown.length;
  return more === 0 ? names : messages.format('general.andMore', { names, count: more });
}

function nameOf({
  username: name,
  personId,
}: {
  readonly username: string | undefined;
  readonly personId: string;
}): string {
  return name === undefined ? code(personId) : username(name);
}

/** Why something was refused, in words. */
function reasonText(messages: Messages, reason: RefusalReason): string {
  return messages.format(REASONS[reason]);
}

function channelIdsOf(row: ChangeRow | RefusalRow): readonly string[] {
  return row.kind === 'change' ? [row.channelId] : row.channelIds;
}

/** Where something was typed, as far as the reader may know. */
function channelText(messages: Messages, label: ChannelLabel | undefined): string {
  // What could not be looked up is told to nobody.
  if (label === undefined) return messages.format('history.channel.private');
  return label.kind === 'named'
    ? code(`~${label.name}`, { limit: ENTRY_LIMIT })
    : messages.format(CHANNELS[label.kind]);
}

/** Failures first; those of which nothing more is known have one word. */
const OUTCOMES = [
  { id: 'history.outcome.failed', outcomes: ['failed'] },
  { id: 'history.outcome.refused', outcomes: ['refused'] },
  { id: 'history.outcome.unknown', outcomes: ['unknown'] },
  { id: 'history.outcome.open', outcomes: ['asked', 'moving'] },
  { id: 'history.outcome.arrived', outcomes: ['arrived'] },
  { id: 'history.outcome.allowed', outcomes: ['allowed'] },
  { id: 'history.outcome.already', outcomes: ['already'] },
  { id: 'history.outcome.unfit', outcomes: ['unfit'] },
] as const satisfies readonly { readonly id: MessageId; readonly outcomes: readonly RowOutcome[] }[];

const ENDS = {
  limit: 'history.end.limit',
  shutdown: 'history.end.shutdown',
  'settings-changed': 'history.end.settings',
} as const;

const REASONS: Readonly<Record<RefusalReason, PlainMessageId>> = {
  'no-session': 'history.reason.noSession',
  'no-right': 'history.reason.noRight',
  'no-bot': 'history.reason.noBot',
  'settings-unusable': 'history.reason.settings',
  limit: 'history.reason.limit',
  'not-acted': 'history.reason.notActed',
  'not-begun': 'history.reason.notBegun',
  'not-theirs': 'history.reason.notTheirs',
  'not-offered': 'history.reason.notOffered',
  'no-card': 'history.reason.noCard',
  expired: 'history.reason.expired',
};

const CHANNELS: Readonly<Record<Exclude<ChannelLabel['kind'], 'named'>, PlainMessageId>> = {
  private: 'history.channel.private',
  elsewhere: 'history.channel.elsewhere',
  direct: 'history.channel.direct',
  group: 'history.channel.group',
  gone: 'history.channel.gone',
};
