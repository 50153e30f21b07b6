import type { Messages } from '../messages/messages.ts';
import type { CardEnd } from '../card-views.ts';
import type { Head } from '../views.ts';
import { code, username } from './escape.ts';
import { renderHead } from './head.ts';

/** What a card shrinks to that was not answered with a change: one line, below what was typed. */
export function renderCardEnd(messages: Messages, head: Head, end: CardEnd): string {
  return [renderHead(messages, head), sentenceOf(messages, end)].join('\n');
}

function sentenceOf(messages: Messages, end: CardEnd): string {
  switch (end.kind) {
    case 'rights':
      return messages.format('card.end.rights', { username: username(end.username) });
    case 'tooMany':
      return messages.format('card.end.tooMany', { most: end.most });
    case 'unreadable':
      return end.regions.length === 0
        ? messages.format('card.end.unreadable')
        : messages.format('card.end.unreadable.in', { regions: messages.list(end.regions.map((one) => code(one))) });
    case 'done':
      return '';
    default:
      return messages.format(`card.end.${end.kind}`);
  }
}

/** What somebody else reads who presses a button, alone: whose it is, and how to do it oneself. */
export function renderNotYours(
  messages: Messages,
  card: { readonly username: string; readonly head: Pick<Head, 'typed'> },
): string {
  const command = code(`/${card.head.typed}`, { limit: 300 });
  return [
    messages.format('press.notYours', { username: username(card.username) }),
    messages.format('press.notYours.yourself', { command }),
  ].join('\n');
}
