/** What stands below the text of a post: fields in two columns, which the clients never fold, and buttons. */
export interface Attachment {
  /** Of the bar at the left, as `#3db887`. */
  readonly color: string;
  /** The same in plain text, for notifications and clients without attachments. */
  readonly fallback: string;
  readonly fields?: readonly AttachmentField[];
  /** Plain text, one line of some 50 characters. */
  readonly footer?: string;
  readonly actions?: readonly Action[];
}

/** The route of ours that a press of a button comes to. */
export const ACTION_PATH = '/action';

/** One field. The value is Markdown, the title is not. */
export interface AttachmentField {
  readonly title: string;
  readonly value: string;
  /** Whether two of them stand side by side. */
  readonly short: boolean;
}

/** A button, or a menu. `context` comes back with a press, from whoever presses: it proves nothing. */
export type Action = ButtonAction | MenuAction;

/** A button. Its name is plain text. */
export interface ButtonAction {
  readonly type: 'button';
  readonly name: string;
  /** `danger` only on what stops, reboots or concerns all. */
  readonly style?: 'danger';
  readonly context: Readonly<Record<string, string>>;
}

/** A menu: what was chosen comes back as `selected_option`. */
export interface MenuAction {
  readonly type: 'select';
  readonly name: string;
  readonly options: readonly { readonly text: string; readonly value: string }[];
  readonly context: Readonly<Record<string, string>>;
}
