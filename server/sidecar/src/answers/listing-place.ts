import { UpstreamError } from '../errors.ts';
import type { Messages } from '../messages/messages.ts';
import { again } from '../operations/again.ts';
import { isRefusedEdit } from '../operations/failures.ts';
import type { EphemeralPost } from '../ports.ts';
import type { Settings } from '../settings.ts';
import type { Head } from '../views.ts';
import { type Asker, ownHead, postHead } from './asker.ts';
import type { Surroundings } from './surroundings.ts';

/** Where a listing is shown, and in whose words. */
export interface ListingPlace {
  readonly head: Head;
  readonly messages: Messages;
  /** Shows a text: the first time in a new post, then in its stead. */
  show(message: string): Promise<void>;
  /** Tells the asker alone; where a post waits already, there instead, or it would wait for ever. */
  tell(message: string): Promise<void>;
}

/**
 * The channel, where everyone who can read it may look or the setting says so; else a message to the asker alone. Nobody
 * is shown what they may not ask for.
 */
export async function placeFor(
  around: Surroundings,
  asker: Asker,
  settings: Settings,
  demo: boolean,
): Promise<ListingPlace> {
  const { channelId } = asker.place;
  const isOpen = settings.listings === 'channel' || (await around.access.everyReaderMayLook(channelId));
  return isOpen ? inChannel(around, asker, demo) : toAskerAlone(around, asker, demo);
}

function inChannel(around: Surroundings, asker: Asker, demo: boolean): ListingPlace {
  const { posts } = around;
  let postId: string | undefined;
  let shown = '';
  async function show(message: string): Promise<void> {
    if (postId === undefined) {
      postId = await posts.create({ ...asker.place, message });
    } else if (message !== shown) {
      await editIfThere(around, postId, message);
    }
    shown = message;
  }
  return {
    head: postHead(asker, demo),
    messages: asker.channel,
    show,
    async tell(message) {
      if (postId === undefined) await posts.ephemeral(asker.person.id, asker.place, message);
      else await show(message);
    },
  };
}

function toAskerAlone({ posts }: Surroundings, asker: Asker, demo: boolean): ListingPlace {
  const userId = asker.person.id;
  let post: EphemeralPost | undefined;
  async function show(message: string): Promise<void> {
    if (post === undefined) post = await posts.ephemeral(userId, asker.place, message);
    else await posts.editEphemeral(userId, post, message);
  }
  return { head: ownHead(asker, demo), messages: asker.own, show, tell: show };
}

/**
 * Edits a post, again while Mattermost does not answer: it would wait for ever otherwise. Where somebody deleted it
 * meanwhile there is nothing to mend.
 */
async function editIfThere({ posts, clock, ending }: Surroundings, postId: string, message: string): Promise<void> {
  const patience = { clock, signal: ending, mayHelp: (error: unknown) => !isRefusedEdit(error) };
  try {
    await again(patience, () => posts.edit(postId, message));
  } catch (error) {
    if (!(error instanceof UpstreamError) || !isRefusedEdit(error)) throw error;
  }
}
