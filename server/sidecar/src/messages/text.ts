import type { MessageArguments, MessageId } from './catalogue.ts';

/** A sentence not yet in any language: an id of the catalogue and its values. */
export interface Text<Id extends MessageId = MessageId> {
  readonly id: Id;
  readonly values: MessageArguments<Id>;
}
