import type { Attachment } from '../attachment.ts';
import type { EphemeralPost, Instance, Order, Place } from '../ports.ts';
import type { ChoiceReason, Head, Layout, RegionReading } from '../views.ts';

/** A card's buttons are good for so long. */
export const CARD_LIFE_MS = 300_000;

/** Where a card stands: a post that everybody in the channel reads, or a message to one person, which no table has. */
export type CardPost =
  { readonly kind: 'post'; readonly id: string } | { readonly kind: 'ephemeral'; readonly post: EphemeralPost };

/** A post with buttons, which one person may press. All buttons of a card share it. */
export interface Card {
  /** 128 random bits in hexadecimal: what a button carries, and the only thing in a press that is trusted. */
  readonly token: string;
  readonly personId: string;
  readonly username: string;
  readonly place: Place;
  readonly head: Head;
  readonly layout: Layout;
  /** Of the credentials in use when it was made. */
  readonly fingerprint: string;
  /** Milliseconds since the epoch, by the server's clock. */
  readonly expiresAt: number;
  /** What it says, and what stays below that without its buttons; the card goes back to it where nothing came of it. */
  readonly face: CardFace;
  readonly subject: CardSubject;
  /** Undefined until it is posted. */
  readonly post: CardPost | undefined;
}

/** The text of a card, and what stands below it besides buttons. */
export interface CardFace {
  readonly message: string;
  readonly attachment: Omit<Attachment, 'actions' | 'footer'> | undefined;
}

/** Why a card ends without an answer, or with one that nothing came of. */
export const ENDINGS = ['expired', 'interrupted', 'notBegun'] as const;
export type Ending = (typeof ENDINGS)[number];

/** What a card is about. */
export type CardSubject = ConfirmSubject | ChoiceSubject | InfoSubject | ListingSubject;

/** Whether to do it. Answered in the channel, and turned into the post of the change. */
export interface ConfirmSubject {
  readonly kind: 'confirm';
  readonly order: Order;
  /** As they were when it was asked, in the order of the lines. */
  readonly instances: readonly Instance[];
  /** Also in the post's props. */
  readonly operationId: string;
}

/** Which of several is meant. */
export interface ChoiceSubject {
  readonly kind: 'choice';
  readonly order: Order | { readonly verb: 'info' };
  readonly dryRun: boolean;
  readonly word: string;
  readonly why: ChoiceReason;
  readonly instances: readonly Instance[];
  /** Those of the same command that were told apart. */
  readonly others: readonly Instance[];
  /** Whether the others were written out, and nothing else was said. */
  readonly exact: boolean;
  readonly unread: readonly RegionReading[];
}

/** The buttons below `info`; `asks` while one of them was pressed and is to be confirmed. */
export interface InfoSubject {
  readonly kind: 'info';
  readonly instance: Instance;
  readonly asks: Order['verb'] | undefined;
}

/** A listing that one person saw alone: it may be shown to the channel. What was typed is in the head. */
export interface ListingSubject {
  readonly kind: 'listing';
}
