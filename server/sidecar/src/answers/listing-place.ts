import type { Attachment } from '../attachment.ts';
import type { CardPost } from '../cards/card.ts';
import { UpstreamError } from '../errors.ts';
import type { Messages } from '../messages/messages.ts';
import { again } from '../operations/again.ts';
import { isRefusedEdit } from '../operations/failures.ts';
import type { EphemeralPost } from '../ports.ts';
import { renderInDirect } from '../render/file-lines.ts';
import type { Settings } from '../settings.ts';
import { type Access, type Head, mayChange } from '../views.ts';
import { type Asker, ownHead, postHead } from './asker.ts';
import type { Surroundings } from './surroundings.ts';

/** A text with what is below it. */
export interface ListingText {
  readonly message: string;
  readonly attachment?: Attachment | undefined;
  readonly fileIds?: readonly string[];
}

/** Where a listing is shown, and in whose words. */
export interface ListingPlace {
  readonly head: Head;
  readonly messages: Messages;
  /** Shows the answer, or why there is none: in a new post, or in the stead of what was shown early. */
  show(text: ListingText): Promise<void>;
  /**
   * Shows a text that says what will follow. Should it not follow, since the process ends or Mattermost does not take it,
   * `ending` is shown in its stead later.
   */
  showEarly(text: ListingText, ending: string): Promise<void>;
  /** The channel for a file of the listing: a message to one person has none. */
  fileChannel(): Promise<string>;
  /**
   * What to show of a listing that has a file: itself, or where it is now. `notPublic`: whether it was wished in the channel by
   * somebody who may not decide that.
   */
  withFile(text: ListingText, notPublic: boolean): Promise<ListingText>;
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
  if (visibility === 'public' && mayChange(access)) return true;
  if (visibility === undefined && setting === 'private') return false;
  return setting === 'channel' || (await around.access.everyReaderMayLook(channelId));
}

function inChannel(around: Surroundings, asker: Asker, demo: boolean): ListingPlace {
  const { posts } = around;
  const { place } = asker;
  let postId: string | undefined;
  let shown = '';
  const head = postHead(asker, demo);
  async function put(text: ListingText, more: { readonly operationId?: string } = {}): Promise<void> {
    if (postId === undefined) postId = await posts.create({ ...place, ...text, ...more });
    else if (text.message !== shown || text.fileIds !== undefined) await editIfThere(around, postId, text);
    shown = text.message;
  }
  const show = (text: ListingText): Promise<void> => answer(around, asker, text, put);
  return {
    head,
    messages: asker.channel,
    isForAll: true,
    show,
    async showEarly(text, ending) {
      asker.errand.announce(ending);
      await asker.errand.begin();
      await put(text, { operationId: asker.errand.operationId });
      if (postId !== undefined) await asker.errand.shown({ kind: 'post', id: postId }, head);
    },
    fileChannel: () => Promise.resolve(place.channelId),
    withFile: (text) => Promise.resolve(text),
    post: () => (postId === undefined ? undefined : { kind: 'post', id: postId }),
    async tell(message) {
      if (postId === undefined) await posts.ephemeral(asker.person.id, place, message);
      else await show({ message });
    },
  };
}

function toAskerAlone(around: Surroundings, asker: Asker, demo: boolean): ListingPlace {
  const { posts } = around;
  const { person, place, own: messages } = asker;
  const head = ownHead(asker, demo);
  const fileChannel = (): Promise<string> => posts.directChannel(person.id);
  let post: EphemeralPost | undefined;
  async function put({ message, attachment }: ListingText): Promise<void> {
    if (post === undefined) post = await posts.ephemeral(person.id, place, message, attachment);
    else await posts.editEphemeral(person.id, post, message, attachment);
  }
  const show = (text: ListingText): Promise<void> => answer(around, asker, text, put);
  return {
    head,
    messages,
    isForAll: false,
    show,
    async showEarly(text, ending) {
      await put(text);
      // Only now: one that was made unseen is found by nobody.
      asker.errand.announce(ending);
      if (post !== undefined) await asker.errand.shown({ kind: 'ephemeral', post }, head);
    },
    fileChannel,
    async withFile(text, notPublic) {
      const id = await posts.create({ channelId: await fileChannel(), rootId: '', ...text });
      return { message: renderInDirect(messages, head, { url: around.postUrl(id), notPublic }) };
    },
    post: () => (post === undefined ? undefined : { kind: 'ephemeral', post }),
    tell: (message) => show({ message }),
  };
}

/** Shows what a command is answered with: from then on nothing more needs to be said, and what it says is not to be replaced. */
async function answer(
  { track }: Surroundings,
  { errand }: Asker,
  text: ListingText,
  put: (text: ListingText) => Promise<void>,
): Promise<void> {
  try {
    await put(text);
  } catch (error) {
    errand.unshown(text.message, text.fileIds);
    throw error;
  }
  track(errand.end());
}

/**
 * Edits a post, again while Mattermost does not answer: it would wait for ever otherwise. Where somebody deleted it
 * meanwhile there is nothing to mend.
 */
async function editIfThere(
  { posts, clock, ending }: Surroundings,
  postId: string,
  { message, ...below }: ListingText,
): Promise<void> {
  const patience = { clock, signal: ending, mayHelp: (error: unknown) => !isRefusedEdit(error) };
  try {
    await again(patience, () => posts.edit(postId, message, below));
  } catch (error) {
    if (!(error instanceof UpstreamError) || !isRefusedEdit(error)) throw error;
  }
}
