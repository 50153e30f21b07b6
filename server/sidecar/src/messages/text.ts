import type { MessageArguments, MessageId } from './catalogue.ts';

/** A sentence not yet in any language: an id of the catalogue and its values. */
export type Text<Id extends MessageId = MessageId> = Id extends MessageId
  ? { readonly id: Id; readonly values: MessageArguments<Id> }
  : never;

/** The values behind an id, as further parameters: they may be left out where the sentence takes none. */
export type Values<Id extends MessageId> = keyof MessageArguments<Id> extends never
  ? [values?: Readonly<Record<string, never>>]
  : [values: MessageArguments<Id>];

/** Makes a sentence from its id and values. A wrong, missing or surplus value does not compile. */
export function text<Id extends MessageId>(id: Id, ...values: Values<Id>): Text<Id> {
  return { id, values: values[0] ?? {} } as unknown as Text<Id>;
}
