import type { Action, Attachment } from '../attachment.ts';
import type { NewFile } from '../files.ts';
import type { Messages } from '../messages/messages.ts';
import type { Instance, Order } from '../ports.ts';
import type { Confirmation, YesIgnored } from '../card-views.ts';
import type { ChangeLine, Head, RegionReading } from '../views.ts';
import { csvOf } from './csv.ts';
import { code, plain, username } from './escape.ts';
import { fileName } from './file-name.ts';
import { renderHead } from './head.ts';
import { MARKS, nameInLine, sharedNames, WARNING } from './instance.ts';
import { joinLines } from './limit.ts';
import { sumUpReadings } from './readings.ts';
import { unfitLine } from './reboot.ts';
import { namesOf, warningLines } from './warnings.ts';

/** The bar beside a question that is answered with a change. */
export const CONFIRM_COLOR = '#d24b4e';

/** Above this many instances names run together by region, and a file has the ids. */
const LINES_UP_TO = 20;

/** How long the regions were asked at most, for one that gave no answer. */
const READING_MS = 8_000;

/** A question with its buttons. */
export interface QuestionPost {
  readonly message: string;
  readonly attachment: Attachment;
}

/**
 * The card that asks whether to do it: the question, what is to be known before, every instance, what is left out. It becomes
 * the post of the change, with the same lines in the same order.
 *
 * @param card `token` is what the buttons carry, `hasFile` whether the post has the file of `confirmationFile`: names stand
 *   without their ids only then
 */
export function renderConfirmation(
  messages: Messages,
  head: Head,
  card: { readonly confirmation: Confirmation; readonly token: string; readonly hasFile: boolean },
): QuestionPost {
  const { confirmation, token, hasFile } = card;
  const { order, lines, unread, yesIgnored, isAgain } = confirmation;
  const instances = lines.map((line) => line.instance);
  const regions = new Set(instances.map(({ region }) => region));
  const [region] = regions.size === 1 ? regions : [];
  const shared = sharedNames(instances);
  const asked = askedIn(confirmation);
  const question = questionOf(messages, order, asked, shared);
  const message = joinLines(messages, [
    renderHead(messages, head, region),
    `**${question}**`,
    ...(isAgain === true ? [messages.format('card.again')] : []),
    ...(yesIgnored === undefined ? [] : [yesLine(messages, yesIgnored)]),
    ...(unread.length === 0 ? [] : [unreadLine(messages, unread)]),
    ...warningLines(messages, order, asked, shared),
    ...(hasFile
      ? [...byRegion(messages, asked, shared), messages.format('card.file')]
      : asked.map((instance) => instanceLine(instance, region === undefined))),
    ...leftLines(messages, lines, shared, order),
  ]);
  const doIt: Action = {
    type: 'button',
    name: buttonFor(messages, order, asked),
    ...(order.verb !== 'start' && { style: 'danger' as const }),
    context: { token, choice: 'confirm' },
  };
  return {
    message,
    attachment: {
      color: CONFIRM_COLOR,
      fallback: fallbackOf(messages, order, asked),
      footer: footerOf(messages, head.username),
      actions: [doIt, cancelButton(messages, token)],
    },
  };
}

/** Those that are asked about, as a file; undefined where each has a line. `now` is in milliseconds since the epoch. */
export function confirmationFile(confirmation: Confirmation, now: number): NewFile | undefined {
  const asked = askedIn(confirmation);
  if (asked.length <= LINES_UP_TO) return undefined;
  const rows = asked.map(({ name = '', id, type, state, region, zone = '' }) => [name, id, type, state, region, zone]);
  const { content } = csvOf(['name', 'id', 'type', 'state', 'region', 'zone'], rows);
  return { name: fileName(confirmation.order.verb, now), content };
}

function askedIn({ lines }: Confirmation): readonly Instance[] {
  return lines.filter(({ outcome }) => outcome === 'asked').map((line) => line.instance);
}

/** What ends a question, from whichever button it comes. */
export function cancelButton(messages: Messages, token: string): Action {
  return { type: 'button', name: messages.format('card.cancel'), context: { token, choice: 'cancel' } };
}

/** Who alone can answer, and for how long; a name that nobody types stands as it is. */
export function footerOf(messages: Messages, name: string | undefined): string {
  return name === undefined
    ? messages.format('card.valid')
    : messages.format('card.footer', { username: username(name) });
}

/** What a button does to these: the verb with the name, or with how many. */
export function buttonFor(messages: Messages, { verb }: Order, instances: readonly Instance[]): string {
  const [only, ...more] = instances;
  return only === undefined || more.length > 0
    ? messages.format(`card.do.${verb}.several`, { count: instances.length })
    : messages.format(`card.do.${verb}`, { name: plainName(only) });
}

/** An instance where no code span can stand: its name if that is plain, else its id. */
export function plainName({ name, id }: Instance): string {
  return name !== undefined && isPlainWord(name) ? name : id;
}

/** Whether a word may stand where no code span can. */
export function isPlainWord(word: string): boolean {
  return /^[A-Za-z0-9._-]{1,60}$/.test(word);
}

function questionOf(
  messages: Messages,
  { verb }: Order,
  asked: readonly Instance[],
  shared: ReadonlySet<string>,
): string {
  const [only, ...more] = asked;
  return only === undefined || more.length > 0
    ? messages.format(`card.ask.${verb}.several`, { count: asked.length })
    : messages.format(`card.ask.${verb}`, { name: nameInLine(only, shared) });
}

function fallbackOf(messages: Messages, { verb }: Order, asked: readonly Instance[]): string {
  const [only, ...more] = asked;
  return only === undefined || more.length > 0
    ? messages.format(`card.ask.${verb}.several`, { count: asked.length })
    : messages.format(`card.ask.${verb}`, { name: plainName(only) });
}

function yesLine(messages: Messages, ignored: YesIgnored): string {
  return ignored.why === 'count'
    ? messages.format('card.yes.count', { most: ignored.most })
    : messages.format(`card.yes.${ignored.why}`);
}

/** That others may fit which nobody has seen, in regions that could not be read. */
export function unreadLine(messages: Messages, unread: readonly RegionReading[]): string {
  const { failed, waiting } = sumUpReadings(messages, unread, READING_MS);
  const regions = messages.list([failed, waiting].filter((part) => part !== ''));
  return `${WARNING} ${messages.format('card.unread', { count: unread.length, regions })}`;
}

/** The id stands beside the name: whoever may tag chooses names. */
function instanceLine(instance: Instance, withRegion: boolean): string {
  const named = nameInLine(instance, new Set());
  const id = code(instance.id);
  const name = named === id ? id : `${named} ${id}`;
  return [MARKS[instance.state], name, ...(withRegion ? [plain(instance.region)] : [])].join(' ');
}

function byRegion(messages: Messages, asked: readonly Instance[], shared: ReadonlySet<string>): string[] {
  return Array.from(
    // One mark stands for all in a line.
    Map.groupBy(asked, ({ region, state }) => `${MARKS[state]} ${plain(region)}`),
    ([where, alike]) => {
      const names = messages.list(alike.map((instance) => nameInLine(instance, shared)));
      return messages.format('card.region', { where, count: alike.length, names });
    },
  );
}

function leftLines(
  messages: Messages,
  lines: readonly ChangeLine[],
  shared: ReadonlySet<string>,
  { verb }: Order,
): string[] {
  const already = lines.filter(({ outcome }) => outcome === 'already').map((line) => line.instance);
  const moving = lines.filter(({ outcome }) => outcome === 'moving').map((line) => line.instance);
  const about = (some: readonly Instance[]): { count: number; names: string } => ({
    count: some.length,
    names: namesOf(messages, some, shared),
  });
  const there = verb === 'start' ? 'change.alreadyRunning' : 'change.alreadyStopped';
  const onTheWay = verb === 'start' ? 'card.alreadyStarting' : 'card.alreadyStopping';
  return [
    ...(moving.length > 0 ? [messages.format(onTheWay, about(moving))] : []),
    ...(already.length > 0 ? [messages.format(there, about(already))] : []),
    ...unfitLine(messages, lines, shared),
  ];
}
