import type { Attachment, AttachmentField } from '../attachment.ts';
import { flag, list, object, optional, readStored, text } from '../stored.ts';

/** What stands below a post, as Mattermost keeps it. */
export interface StoredButtons {
  /** What the buttons carry. */
  readonly tokens: ReadonlySet<string>;
  /** The same without buttons and footer; undefined where nothing is left. */
  readonly rest: Attachment | undefined;
}

/** Reads the attachments of a post. Undefined for what we would not have made, and where there are no buttons. */
export function storedButtons(attachments: unknown): StoredButtons | undefined {
  return readStored(() => {
    const [first] = list(attachments);
    const attachment = object(first);
    const actions = list(attachment['actions']).map((action) => object(object(action)['integration'])['context']);
    const tokens = new Set(actions.map((context) => text(object(context)['token'])));
    const fields = optional(attachment['fields'], fieldsOf) ?? [];
    if (fields.length === 0) return { tokens, rest: undefined };
    const { color, fallback } = attachment;
    return { tokens, rest: { color: text(color), fallback: text(fallback), fields } };
  });
}

function fieldsOf(stored: unknown): AttachmentField[] {
  return list(stored).map((one) => {
    const { title, value, short } = object(one);
    return { title: text(title), value: text(value), short: flag(short) };
  });
}
