import type { Attachment, AttachmentField } from '../attachment.ts';
import type { InstanceDetails } from '../instance-details.ts';
import type { PlainMessageId } from '../messages/catalogue.ts';
import type { Messages } from '../messages/messages.ts';
import type { Instance, InstanceState } from '../ports.ts';
import type { Failure, Head } from '../views.ts';
import { code, isShown, link, plain } from './escape.ts';
import { failureSentence } from './failure.ts';
import { renderHead } from './head.ts';
import { MARKS, stateWord } from './instance.ts';
import { moment } from './moment.ts';

/** Of the bar beside the fields, by what the instance does. */
const COLORS = { running: '#3db887', stopped: '#8d93a5', moving: '#e0a400' } as const;

/** Tags that are named; the others are counted. */
const MOST_TAGS = 10;

/** The post of `info`. */
export interface InfoPost {
  readonly message: string;
  readonly attachment: Attachment | undefined;
}

/** By which time it is told. */
export interface When {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Of the one person who reads it; left out where everybody does. */
  readonly timeZone?: string | undefined;
}

/** What is known of one instance: its state in the text, all else in fields. Those that do not apply are left out. */
export function renderInfo(messages: Messages, head: Head, details: InstanceDetails, when: When): InfoPost {
  const name = isShown(details.name) ? details.name : details.id;
  const answer = answerOf(messages, details, code(name), when.now);
  const fallback = messages.format('info.fallback', {
    name: /^[A-Za-z0-9._-]+$/.test(name) ? name : details.id,
    state: stateWord(messages, details.state),
  });
  return {
    message: [renderHead(messages, head), answer].join('\n'),
    attachment: { color: colorOf(details.state), fallback, fields: fieldsOf(messages, head, details, when) },
  };
}

/** That an instance is gone since it was found, or why it could not be read. */
export function renderInfoFailed(
  messages: Messages,
  head: Head,
  instance: Pick<Instance, 'id'> | undefined,
  failure?: Failure,
): InfoPost {
  const answer =
    failure === undefined
      ? messages.format('info.gone', { id: code(instance?.id ?? '') })
      : messages.format('info.failed', { sentence: failureSentence(messages, failure, 'instances') });
  return { message: [renderHead(messages, head), answer].join('\n'), attachment: undefined };
}

function answerOf(messages: Messages, details: InstanceDetails, name: string, now: number): string {
  const { state, stateTransition, launchedAt } = details;
  const since = state === 'running' ? launchedAt : stateTransition?.at;
  const values = { mark: MARKS[state], name, state: stateWord(messages, state) };
  const is =
    since === undefined
      ? messages.format('info.state', values)
      : messages.format('info.state.since', { ...values, time: messages.duration(now - since) });
  const text = stateTransition?.text ?? '';
  if (state === 'running' || text === '') return is;
  return text.startsWith('User initiated')
    ? messages.format('info.byUser', { is })
    : messages.format('info.because', { is, reason: code(text) });
}

function colorOf(state: InstanceState): string {
  return state === 'running' ? COLORS.running : state === 'stopped' ? COLORS.stopped : COLORS.moving;
}

function fieldsOf(messages: Messages, head: Head, details: InstanceDetails, { timeZone }: When): AttachmentField[] {
  const field = (title: PlainMessageId, value: string | undefined, short = true): AttachmentField[] =>
    value === undefined ? [] : [{ title: messages.format(title), value, short }];
  const spanned = (text: string | undefined): string | undefined => (isShown(text) ? code(text) : undefined);
  return [
    ...field('info.publicAddress', spanned(details.publicAddress)),
    ...field('info.privateAddress', spanned(details.privateAddress)),
    ...field('info.publicDns', spanned(details.publicDnsName), false),
    ...field('info.privateDns', spanned(details.privateDnsName), false),
    ...field('info.type', plain(details.type)),
    ...field('info.zone', details.zone === undefined ? undefined : plain(details.zone)),
    ...field('info.checks', checksOf(messages, details)),
    ...field('info.protection', protectionOf(messages, details)),
    ...field('info.launched', details.launchedAt === undefined ? undefined : moment(details.launchedAt, timeZone)),
    ...field('info.spot', details.isSpot ? messages.format('info.yes') : undefined),
    ...field('info.scaling', spanned(details.autoScalingGroup)),
    ...field('info.schedule', spanned(details.schedule)),
    ...field('info.image', spanned(details.imageId)),
    ...field('info.tags', tagsOf(messages, details), false),
    ...field('info.id', idOf(messages, head, details), false),
  ];
}

function checksOf(messages: Messages, { statusChecks, unread }: InstanceDetails): string | undefined {
  if (unread.some(({ part }) => part === 'statusChecks')) return messages.format('info.unread');
  if (statusChecks === undefined) return undefined;
  return statusChecks === 'initializing'
    ? messages.format('info.checks.initializing')
    : messages.format('info.checks.passed', statusChecks);
}

function protectionOf(messages: Messages, { stopProtection, unread }: InstanceDetails): string | undefined {
  if (unread.some(({ part }) => part === 'stopProtection')) return messages.format('info.unread');
  if (stopProtection === undefined) return undefined;
  return messages.format(stopProtection ? 'info.on' : 'info.off');
}

function tagsOf(messages: Messages, { tags }: InstanceDetails): string | undefined {
  const all = [...tags].filter(([key]) => key !== 'Name').map(([key, value]) => `${key}=${value}`);
  if (all.length === 0) return undefined;
  const shown = all.toSorted().slice(0, MOST_TAGS);
  const spans = shown.map((tag) => code(tag)).join(' ');
  return all.length === shown.length
    ? spans
    : messages.format('info.tags.more', { tags: spans, count: all.length - shown.length });
}

function idOf(messages: Messages, head: Head, { id, region }: InstanceDetails): string {
  const host = head.demo ? undefined : consoleOf(region);
  if (host === undefined) return code(id);
  const at = encodeURIComponent(id);
  const details = `https://${host}/ec2/home?region=${region}#InstanceDetails:instanceId=${at}`;
  const session = `https://${host}/systems-manager/session-manager/${at}?region=${region}`;
  return [
    code(id),
    link(messages.format('info.console'), details),
    link(messages.format('info.session'), session),
  ].join(messages.format('general.separator'));
}

/**
 * The host of AWS's console for a region; undefined where there is none that browsers reach.
 * @see https://docs.aws.amazon.com/awsconsolehelpdocs/latest/gsg/getting-started.html
 */
function consoleOf(region: string): string | undefined {
  if (!/^[a-z]+(?:-[a-z]+)+-\d+$/.test(region) || region.includes('-iso')) return undefined;
  if (region.startsWith('us-gov-')) return `${region}.console.amazonaws-us-gov.com`;
  return region.startsWith('cn-') ? `${region}.console.amazonaws.cn` : `${region}.console.aws.amazon.com`;
}
