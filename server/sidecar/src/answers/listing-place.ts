import type { Attachment } from '../attachment.ts';
import type { CardPost } from '../cards/card.ts';
import { UpstreamError } from '../errors.ts';
import type { Messages } from '../messages/messages.ts';
import { again } from '../operations/again.ts';
import { isRefusedEdit } from '../operations/failures.ts';
import type { EphemeralPost } from '../ports.ts';
import type { Settings } from '../settings.ts';
import type { Access, Head } from '../views.ts';
import { type Asker, ownHead, postHead } from './asker.ts';
import type { Surroundings } from './surroundings.ts';

/** Where a listing is shown, and in whose words. */
export interface ListingPlace {
  readonly head: Head;
  readonly messages: Messages;
  /** Shows a text: the first time in a new post, perhaps with something below it, then in its stead. */
  show(message: string, attachment?: Attachment): Promise<void>;
  /** Where it stands; undefined before the first text. */
  post(): CardPost | undefined;
  /** Whether everyone in the channel sees it. */
  readonly isForAll: boolean;
  /** Tells the asker alone; where a post waits already, there instead, or it would wait for ever. */
  tell(message: string): Promise<void>;
}

/** Where a listing is wished to be seen. */
export interface ListingWish {
  readonly setting: Settings['listings'];
  /** What was typed; undefined: as the setting says. */
  readonly visibility: 'public' | 'private' | undefined;
  /** What the asker may do: who may change instances may also show them to a channel. */
  readonly access: Access;
}

/**
 * The channel, where everyone who can read it may look, the setting says so, or somebody who may wishes it; else a message
 * to the asker alone. Nobody is shown what they may not ask for by somebody who could not decide that.
 */
export async function placeFor(
  around: Surroundings,
  asker: Asker,
  wish: ListingWish,
  demo: boolean,
): Promise<ListingPlace> {
  const isOpen = await isForAll(around, asker.place.channelId, wish);
  return isOpen ? inChannel(around, asker, demo) : toAskerAlone(around, asker, demo);
}

async function isForAll(around: Surroundings, channelId: string, wish: ListingWish): Promise<boolean> {
  const { setting, visibility, access } = wish;
  if (visibility === 'private') return false;
  if (visibility === 'public' && (access === 'change' || access === 'admin')) return true;
  if (visibility === undefined && setting === 'private') return false;
  return setting === 'channel' || (await around.access.everyReaderMayLook(channelId));
}

function inChannel(around: Surroundings, asker: Asker, demo: boolean): ListingPlace {
  const { posts } = around;
  let postId: string | undefined;
  let shown = '';
  async function show(message: string, attachment?: Attachment): Promise<void> {
    if (postId === undefined) {
      postId = await posts.create({ ...asker.place, message, attachment });
    } else if (message !== shown || attachment !== undefined) {
      await editIfThere(around, postId, message, attachment);
    }
    shown = message;
  }
  return {
    head: postHead(asker, demo),
    messages: asker.channel,
    isForAll: true,
    show,
    post: () => (postId === undefined ? undefined : { kind: 'post', id: postId }),
    async tell(message) {
      if (postId === undefined) await posts.ephemeral(asker.person.id, asker.place, message);
      else await show(message);
    },
  };
}

function toAskerAlone({ posts }: Surroundings, asker: Asker, demo: boolean): ListingPlace {
  const userId = asker.person.id;
  let post: EphemeralPost | undefined;
  async function show(message: string, attachment?: Attachment): Promise<void> {
    if (post === undefined) post = await posts.ephemeral(userId, asker.place, message, attachment);
    else await posts.editEphemeral(userId, post, message, attachment);
  }
  return {
    head: ownHead(asker, demo),
    messages: asker.own,
    isForAll: false,
    show,
    post: () => (post === undefined ? undefined : { kind: 'ephemeral', post }),
    tell: (message) => show(message),
  };
}

/**
 * Edits a post, again while Mattermost does not answer: it would wait for ever otherwise. Where somebody deleted it
 * meanwhile there is nothing to mend.
 */
async function editIfThere(
  { posts, clock, ending }: Surroundings,
  postId: string,
  message: string,
  attachment: Attachment | undefined,
): Promise<void> {
  const patience = { clock, signal: ending, mayHelp: (error: unknown) => !isRefusedEdit(error) };
  try {
    await again(patience, () => posts.edit(postId, message, attachment));
  } catch (error) {
    if (!(error instanceof UpstreamError) || !isRefusedEdit(error)) throw error;
  }
}
