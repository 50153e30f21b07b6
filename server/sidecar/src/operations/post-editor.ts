import type { Clock } from '../clock.ts';
import type { Log, Posts } from '../ports.ts';
import { isRefusedEdit, logDefect, reasonOf } from './failures.ts';

/** What happens within this long is shown by one edit. */
export const EDIT_WINDOW_MS = 2_000;

/** So many edits are kept for the end: each process that dies while it tells it, and each try that is not answered, takes one. */
const KEPT_FOR_END = 6;

/** From this many edits left on, besides those, the window doubles with each, from the first value to the second. */
const SPARING_FROM = 8;
const SPARING_WINDOW_MS = 15_000;
const LONGEST_WINDOW_MS = 100_000;

/** While the store does not say whose the post is, it is asked so often. */
const NOT_NOW_WINDOW_MS = 30_000;

/** How often the last edit is tried, and the pause in between, when Mattermost does not answer. */
const LAST_EDIT_TRIES = 3;
const LAST_EDIT_PAUSE_MS = 2_000;

/** What a post is to show. */
export interface Face {
  /** Equal for two faces that differ only in time gone by; then no edit is worth it. */
  readonly key: string;
  readonly message: string;
  /** The files that belong to it; none when left out. */
  readonly fileIds?: readonly string[];
}

/** What an editor needs. */
export interface PostEditing {
  readonly posts: Posts;
  readonly clock: Clock;
  readonly log: Log;
  /** Undefined when there is no post to edit. */
  readonly postId: string | undefined;
  /** How many edits there may be, those for the end included. */
  readonly budget: number;
  /** What the post shows already; undefined when that is not known. */
  readonly shown: string | undefined;
  /** What the post should show now. */
  readonly face: () => Face;
  /** Told before each edit how many are left after it, and says whether it may be made. Never rejects. */
  readonly mayEdit: (left: number) => Promise<MayEdit>;
}

/**
 * Whether an edit may be made. `unsaved`: it may, but later processes do not know that; `notNow`: another process may have the
 * post by now, the store does not say; `never`: another one has it.
 */
export type MayEdit = 'yes' | 'unsaved' | 'notNow' | 'never';

/**
 * Keeps one post up to date by few edits. Every edit stores a copy of the old post and goes to every client, so they
 * are gathered, counted, and made only when something changed. A refused edit (post deleted, channel archived) ends
 * the editing.
 */
export class PostEditor {
  readonly #editing: PostEditing;
  readonly #ended = new AbortController();
  #left: number;
  #shown: string | undefined;
  #refused: boolean;
  #due: Promise<void> | undefined;

  constructor(editing: PostEditing) {
    this.#editing = editing;
    this.#left = editing.budget;
    this.#shown = editing.shown;
    this.#refused = editing.postId === undefined;
  }

  /** Something may have changed: what is so at the end of the window is shown then. */
  note(): void {
    if (this.#due !== undefined || this.#ended.signal.aborted || !this.#hasSpare()) return;
    if (this.#face() === undefined) return;
    this.#due = this.#editLater(windowFor(this.#left - KEPT_FOR_END));
  }

  /** Opens a window although nothing has changed yet. */
  openWindow(): void {
    if (this.#hasSpare()) this.#due ??= this.#editLater(EDIT_WINDOW_MS);
  }

  /**
   * Makes the last edit, at once; afterwards nothing is edited but by asking for this again. `isEnd`: it tells the end, and is
   * tried some times when Mattermost does not answer; else a later process goes on with the post. `again`: it could not be shown
   * before; it is tried once, if Mattermost takes the record, and not counted: what was not answered before was hardly made,
   * and nothing may end with a post that says less than the truth. Returns whether the post shows the truth, can never show it,
   * or may be mended later.
   */
  async finish({ isEnd, again = false }: { isEnd: boolean; again?: boolean }): Promise<'shown' | 'closed' | 'unknown'> {
    this.#ended.abort();
    await this.#due;
    const triesForEnd = again ? 1 : Math.max(1, Math.min(LAST_EDIT_TRIES, this.#left));
    const tries = isEnd ? triesForEnd : Number(this.#hasSpare());
    for (let tried = 0; tried < tries; tried += 1) {
      if (this.#face() === undefined) break;
      if (tried > 0) await this.#editing.clock.sleep(LAST_EDIT_PAUSE_MS);
      await this.#edit(this.#editing.face(), again);
    }
    if (this.#face() !== undefined) return 'unknown';
    return !this.#refused && this.#shown === this.#editing.face().key ? 'shown' : 'closed';
  }

  /** Whether there are edits for what is not the end. */
  #hasSpare(): boolean {
    return this.#left > KEPT_FOR_END;
  }

  /** What is to be shown, if it differs from what is shown and may be. */
  #face(): Face | undefined {
    if (this.#refused) return undefined;
    const face = this.#editing.face();
    return face.key === this.#shown ? undefined : face;
  }

  async #editLater(windowMs: number): Promise<void> {
    try {
      await this.#editing.clock.sleep(windowMs, this.#ended.signal);
    } catch {
      return; // Finished: the last edit shows it.
    }
    const face = this.#face();
    const may = face === undefined ? 'yes' : await this.#edit(face);
    this.#due = undefined;
    if (may === 'notNow') this.#due = this.#editLater(NOT_NOW_WINDOW_MS);
    else this.note();
  }

  /** @param again whether not to count it, and not to try while not even the record is taken */
  async #edit(face: Face, again = false): Promise<MayEdit> {
    const { posts, log, postId, mayEdit } = this.#editing;
    if (postId === undefined) return 'never';
    const left = again ? this.#left : Math.max(0, this.#left - 1);
    const may = await mayEdit(left);
    if (may === 'never') {
      this.#shown = undefined;
      this.#refused = true;
    }
    if (may === 'never' || may === 'notNow' || (may === 'unsaved' && again)) return may;
    this.#left = left;
    // A post that was a question may still have its buttons and its file, if a process died between its answer and the first
    // edit.
    const below = { attachment: null, fileIds: face.fileIds ?? [] };
    const [edited] = await Promise.allSettled([posts.edit(postId, face.message, below)]);
    if (edited.status === 'fulfilled') {
      this.#shown = face.key;
      return may;
    }
    const error: unknown = edited.reason;
    logDefect(log, error, { postId });
    this.#shown = undefined;
    if (isRefusedEdit(error)) {
      this.#refused = true;
      log('info', 'Post cannot be edited any longer', { postId, ...reasonOf(error) });
    } else log('warn', 'Post could not be edited', { postId, ...reasonOf(error) });
    return may;
  }
}

/** How long to gather what happens, so that the edits left last for as long as a watch may take. */
function windowFor(left: number): number {
  if (left > SPARING_FROM) return EDIT_WINDOW_MS;
  return Math.min(SPARING_WINDOW_MS * 2 ** (SPARING_FROM - left), LONGEST_WINDOW_MS);
}
