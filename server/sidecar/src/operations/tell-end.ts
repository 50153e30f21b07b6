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
  /** Whether the post shows the end, can never show it, or may be mended later. */
  readonly shown: 'shown' | 'closed' | 'unknown';
  /** Whether the end is told where the one who asked is notified. */
  readonly reply: boolean;
  /** Whether it was told to the one who asked alone, when it was told before. */
  readonly isTold: boolean;
}

/** What came of telling an end: whether that is settled, so that it need not be told again, and as in `Telling`. */
export interface Told {
  readonly isSettled: boolean;
  readonly isTold: boolean;
}

/**
 * Tells the end of an operation to the one who asked: by a reply if it deserves one, and alone, once, where neither post nor
 * reply can tell it. Never rejects.
 */
export async function tellEnd(ports: TellPorts, telling: Telling): Promise<Told> {
  const { shown, reply } = telling;
  const replied = reply ? await replyWithEnd(ports, telling) : 'refused';
  const isSettled = shown !== 'unknown' && replied !== 'unknown';
  const isTold = telling.isTold || (shown !== 'shown' && replied !== 'made' && (await tellAlone(ports, telling)));
  return { isSettled, isTold };
}

/** Whether Mattermost took it: whether the person saw it, nobody knows. */
async function tellAlone({ posts, people, log, render }: TellPorts, { record, change }: Telling): Promise<boolean> {
  const { operationId, personId, place, head } = record;
  try {
    const person = await people.find(personId);
    const alone = { head: { ...head, username: undefined }, place: { ...place, locale: person?.locale } };
    await posts.ephemeral(personId, place, render(alone, change, 'none'));
    return true;
  } catch (error) {
    logDefect(log, error);
    log('warn', 'End of an operation cannot be told', { operationId, ...reasonOf(error) });
    return false;
  }
}
