/** What stands below the text of a post: fields in two columns, which the clients never fold. */
export interface Attachment {
  /** Of the bar at the left, as `#3db887`. */
  readonly color: string;
  /** The same in plain text, for notifications and clients without attachments. */
  readonly fallback: string;
  readonly fields: readonly AttachmentField[];
}

/** One field. The value is Markdown, the title is not. */
export interface AttachmentField {
  readonly title: string;
  readonly value: string;
  /** Whether two of them stand side by side. */
  readonly short: boolean;
}
