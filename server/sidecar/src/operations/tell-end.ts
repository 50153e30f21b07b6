import type { Place, Posts } from '../ports.ts';
import type { Change, ChangeFile, Head } from '../views.ts';
import { type ChangeEnd, type ReplyPorts, replyWithEnd } from './change-reply.ts';
import { logDefect, reasonOf } from './failures.ts';

/** What a post begins with, and where it stands. */
export interface PostedAt {
  readonly head: Head;
  readonly place: Place;
}

/** What telling the end works with. */
export interface TellPorts extends ReplyPorts {
  readonly posts: Posts;
  /** Draws the post of a change; `file` once it is known whether there is one. */
  readonly render: (post: PostedAt, change: Change, file?: ChangeFile) => string;
}

/** How it stands with the post, and with who is to be told. */
export interface Telling extends ChangeEnd {
  /** Whether the post shows the end, can never show it, or may be mended by the next process. */
  readonly shown: 'shown' | 'closed' | 'unknown';
  /** Whether the end is told where the one who asked is notified. */
  readonly reply: boolean;
}

/**
 * Tells the end of an operation to the one who asked: by a reply if it deserves one, and alone where neither post nor reply
 * can tell it. Returns whether that is settled, so that the next process need not see to it. Never rejects.
 */
export async function tellEnd(ports: TellPorts, telling: Telling): Promise<boolean> {
  const { shown, reply } = telling;
  const replied = reply ? await replyWithEnd(ports, telling) : 'refused';
  if (shown !== 'shown' && replied !== 'made') await tellAlone(ports, telling);
  return shown !== 'unknown' && replied !== 'unknown';
}

async function tellAlone({ posts, people, log, render }: TellPorts, { record, change }: Telling): Promise<void> {
  const { operationId, personId, place, head } = record;
  try {
    const person = await people.find(personId);
    const alone = { head: { ...head, username: undefined }, place: { ...place, locale: person?.locale } };
    await posts.ephemeral(personId, place, render(alone, change, 'none'));
  } catch (error) {
    logDefect(log, error);
    log('warn', 'End of an operation cannot be told', { operationId, ...reasonOf(error) });
  }
}
