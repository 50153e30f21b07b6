/** A file to be attached to a post. */
export interface NewFile {
  /** As people save it. */
  readonly name: string;
  readonly content: Uint8Array;
}

/** Files beside posts. A port, as those of `ports.ts`. */
export interface Files {
  /**
   * Uploads a file to a channel, where a post of the bot may then have it. Returns the file's id. Rejects with an
   * `UpstreamError` when Mattermost does not take it. A file that no post takes is seen by nobody.
   */
  upload(channelId: string, file: NewFile): Promise<string>;
}
