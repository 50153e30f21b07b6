/** A post as it stood in the channel, as much of it as is drawn. */
export interface ShownPost {
  /** The user name. */
  readonly author: string;
  /** Whether a bot wrote it. */
  readonly bot: boolean;
  /** Whether the one who typed sees it alone. */
  readonly private: boolean;
  readonly edited: boolean;
  /** The text as it came: Markdown. */
  readonly message: string;
  readonly buttons: readonly ShownButton[];
}

/** A button below a post. */
export interface ShownButton {
  readonly name: string;
  /** Whether it stops something, or concerns all. */
  readonly isDanger: boolean;
}

/**
 * The same posts with their durations blanked out: how long a machine takes to answer is all that differs between two runs of
 * the same conversation.
 */
export function withoutDurations(posts: readonly ShownPost[]): ShownPost[] {
  return posts.map((post) => ({ ...post, message: post.message.replace(/\b\d+(\.\d)?s\b/g, '…s') }));
}
