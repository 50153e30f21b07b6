import type { Action } from '../attachment.ts';
import type { Messages } from '../messages/messages.ts';
import { COURSES } from '../courses.ts';
import type { Instance, Verb } from '../ports.ts';
import type { Choice } from '../card-views.ts';
import type { Head } from '../views.ts';
import { renderAlone } from './alone.ts';
import { cancelButton, isPlainWord, plainName, type QuestionPost, unreadLine } from './confirmation.ts';
import { code, plain } from './escape.ts';
import { renderHead } from './head.ts';
import { MARKS, nameInLine, sharedNames, stateWord } from './instance.ts';
import { inOrder } from './sort.ts';
import { warningLines } from './warnings.ts';

const CHOICE_COLOR = '#1c58d9';

/** More than these are a menu instead of buttons. */
const MOST_BUTTONS = 4;

/** So many are offered at most. */
const MOST_OFFERED = 50;

/** So many have a line. */
const MOST_LINES = 20;

/**
 * The card that asks which instance is meant, for the asker alone: a line for each with its id, and a button for each that
 * the command can act on. A button repeats verb and id, so that a thumb on the wrong line still reads what it does.
 *
 * @param card `token` is what the buttons carry, `now` the present in milliseconds since the epoch
 */
export function renderChoice(
  messages: Messages,
  head: Head,
  card: { readonly choice: Choice; readonly token: string; readonly now: number },
): QuestionPost {
  const { choice, token } = card;
  const { order, why } = choice;
  const listed = inOrder(choice.instances);
  const fitting = inOrder(choice.fitting);
  const isMenu = fitting.length > MOST_BUTTONS;
  // A menu says of each what a line would.
  const shown = isMenu ? [] : listed.slice(0, MOST_LINES);
  const left = isMenu ? 0 : listed.length - shown.length;
  const risks = order.verb === 'info' ? [] : warningLines(messages, order, fitting, sharedNames(fitting));
  const message = renderAlone(messages, head, [
    `**${questionOf(messages, choice, code(choice.word))}**`,
    ...(choice.unread.length === 0 ? [] : [unreadLine(messages, choice.unread)]),
    ...risks,
    ...shown.map((instance) => lineOf(messages, instance, { withName: why !== 'shared', now: card.now })),
    ...(left > 0 ? [messages.format('general.moreLines', { count: left })] : []),
    ...(fitting.length > MOST_OFFERED
      ? [messages.format('choice.tooMany', { shown: MOST_OFFERED, count: fitting.length })]
      : []),
  ]);
  const offered = fitting.slice(0, MOST_OFFERED);
  return {
    message,
    attachment: {
      color: CHOICE_COLOR,
      fallback: questionOf(messages, choice, isPlainWord(choice.word) ? choice.word : code(choice.word)),
      footer: messages.format('card.valid'),
      actions: [...actionsFor(messages, choice, offered, token), cancelButton(messages, token)],
    },
  };
}

/** How many bear the name, or begin with it, and of a menu how many of them fit; and what to do with which. */
function questionOf(messages: Messages, { order, why, instances, fitting }: Choice, word: string): string {
  const count = instances.length;
  if (why === 'several') return messages.format('choice.several.info', { count, word });
  if (order.verb === 'info') return messages.format(`choice.${why}.info`, { count, word });
  const [state] = COURSES[order.verb].from;
  const isTold = state === undefined || fitting.length <= MOST_BUTTONS || fitting.length === count;
  const fits = isTold
    ? ''
    : messages.format('choice.fits', { count: fitting.length, state: stateWord(messages, state) });
  return messages.format(`choice.${why}.${order.verb}`, { count, word, fits });
}

/** What the card shrinks to once one or all were chosen. */
export function renderChosen(messages: Messages, head: Head, chosen: readonly Instance[]): string {
  const shown = chosen.slice(0, MOST_LINES).map(({ id, region }) => `${code(id)} ${plain(region)}`);
  const names = messages.list(shown);
  const more = chosen.length - shown.length;
  return [
    renderHead(messages, { ...head, username: undefined }),
    messages.format('choice.chosen', {
      names: more === 0 ? names : messages.format('general.andMore', { names, count: more }),
    }),
  ].join('\n');
}

/**
 * What is said instead of a card where the command can act on none of those that may be meant: there is nothing to choose.
 *
 * @param now the present in milliseconds since the epoch
 */
export function renderNoneFits(
  messages: Messages,
  head: Head,
  { choice, now }: { readonly choice: Choice; readonly now: number },
): string {
  const { order, why, word, unread } = choice;
  const listed = inOrder(choice.instances);
  const left = listed.length - MOST_LINES;
  const [state] = order.verb === 'info' ? [] : COURSES[order.verb].from;
  const kind = why === 'shared' ? 'shared' : 'beginning';
  const values = {
    count: listed.length,
    word: code(word),
    state: state === undefined ? '' : stateWord(messages, state),
  };
  return renderAlone(messages, head, [
    `**${messages.format(`choice.${kind}.none`, values)}**`,
    ...(unread.length === 0 ? [] : [unreadLine(messages, unread)]),
    ...listed.slice(0, MOST_LINES).map((instance) => lineOf(messages, instance, { withName: why !== 'shared', now })),
    ...(left > 0 ? [messages.format('general.moreLines', { count: left })] : []),
  ]);
}

function lineOf(
  messages: Messages,
  instance: Instance,
  { withName, now }: { readonly withName: boolean; readonly now: number },
): string {
  const { state, launchedAt, region } = instance;
  const id = code(instance.id);
  const named = nameInLine(instance, new Set());
  const upSince = state === 'running' && launchedAt !== undefined && launchedAt <= now ? launchedAt : undefined;
  const how =
    upSince === undefined
      ? stateWord(messages, state)
      : messages.format('choice.up', { time: messages.duration(now - upSince) });
  const name = withName && named !== id ? `${named} ` : '';
  return `${MARKS[state]} ${name}${id} ${plain(region)}${messages.format('general.separator')}${how}`;
}

function actionsFor(messages: Messages, choice: Choice, offered: readonly Instance[], token: string): Action[] {
  const { order, asksAgain } = choice;
  const [first] = offered;
  if (first === undefined) return [];
  const count = choice.fitting.length;
  const asksMore = asksAgain.all || count > MOST_BUTTONS;
  const all =
    offered.length > 1 && order.verb !== 'info' ? [allButton(messages, order.verb, { count, asksMore, token })] : [];
  if (offered.length > MOST_BUTTONS) return [menuOf(messages, offered, token), ...all];
  const names = labelsFor(choice, offered);
  const buttons = offered.map((instance, index): Action => {
    const name = messages.format(`card.do.${order.verb}`, { name: names[index] ?? instance.id });
    return {
      type: 'button',
      name: asksAgain.one ? messages.format('choice.asksMore', { button: name }) : name,
      context: { token, choice: instance.id },
    };
  });
  return [...buttons, ...all];
}

/** What buttons call instances: by id where they share their name, by name where that tells them apart. */
function labelsFor({ why }: Choice, offered: readonly Instance[]): string[] {
  const names = offered.map((instance) => plainName(instance));
  const told = why !== 'shared' && new Set(names).size === names.length;
  return told ? names : offered.map(({ id }) => id);
}

function allButton(
  messages: Messages,
  verb: Verb,
  { count, asksMore, token }: { readonly count: number; readonly asksMore: boolean; readonly token: string },
): Action {
  const name = messages.format(`choice.all.${verb}`, { count });
  return {
    type: 'button',
    name: asksMore ? messages.format('choice.asksMore', { button: name }) : name,
    style: 'danger',
    context: { token, choice: 'all' },
  };
}

function menuOf(messages: Messages, offered: readonly Instance[], token: string): Action {
  const shared = sharedNames(offered);
  return {
    type: 'select',
    name: messages.format('choice.menu'),
    options: offered.map((instance) => {
      const name = plainName(instance);
      const isTold = instance.name === name && !shared.has(code(name));
      const values = {
        name: isTold ? name : instance.id,
        region: instance.region,
        state: stateWord(messages, instance.state),
      };
      return { text: messages.format('choice.option', values), value: instance.id };
    }),
    context: { token, choice: 'menu' },
  };
}
