/** Which messages are a word on what was asked for, and which are about something else. */
import { admin } from '../../server/sidecar/src/messages/en/admin.ts';
import { cards } from '../../server/sidecar/src/messages/en/cards.ts';
import { readChange } from './claims.ts';
import type { Asked } from './notes.ts';

/** What every answer begins with that names the command it is for. */
const HEAD = '`〉';

/** What a system admin is told alone, beside a post that has told it already. */
const ADMIN_NOTES = Object.entries(admin)
  .filter(([id]) => /^admin\.(?:denied|failed|open)\./.test(id))
  .map(([, text]) => new RegExp(`^${text.split('{names}').map(escaped).join('.+')}`));

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/**
 * Whether a message to somebody alone can be the first word on what they asked for. Every answer to a command names it; one that
 * names none is about a button. What is told of an end, there or in the notes of an admin, comes after a post.
 */
export function isWordOn({ head, postId }: Pick<Asked, 'head' | 'postId'>, message: string): boolean {
  if (!message.startsWith(HEAD)) return postId !== undefined;
  const [, second = ''] = message.split('\n');
  return (
    message.startsWith(head) && readChange(message) === undefined && !ADMIN_NOTES.some((note) => note.test(second))
  );
}

/** Whether a question is the one that is asked of itself after a restart: it answers nothing that was typed since. */
export function isAskedAgain(message: string): boolean {
  return message.includes(cards['card.again']);
}
