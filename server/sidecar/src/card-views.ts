/** What the commands hand to `render/` of questions with buttons, and of dry runs. */
import type { Instance, Order } from './ports.ts';
import type { ChangeLine, ChoiceReason, Failure, RegionReading } from './views.ts';

/** Why `--yes` does not count, of several reasons the first. */
export type YesIgnored =
  { readonly why: 'off' | 'force' | 'chosen' | 'unread' } | { readonly why: 'count'; readonly most: number };

/** A change that is asked for before it is made. */
export interface Confirmation {
  readonly order: Order;
  /** All that were named, in the order of the post that it becomes. */
  readonly lines: readonly ChangeLine[];
  /** Regions that could not be read, where others may fit as well. */
  readonly unread: readonly RegionReading[];
  /** Undefined where `--yes` was not typed. */
  readonly yesIgnored: YesIgnored | undefined;
  /** Whether it was asked for before, and interrupted. */
  readonly isAgain?: boolean;
}

/** A question which of several instances is meant. */
export interface Choice {
  readonly order: Order | { readonly verb: 'info' };
  readonly word: string;
  readonly why: ChoiceReason;
  readonly instances: readonly Instance[];
  /** Those that the order can be carried out on. */
  readonly fitting: readonly Instance[];
  /** Regions that could not be read, where others may fit as well. */
  readonly unread: readonly RegionReading[];
  /** Whether a further question follows the choice of one, and of all. */
  readonly asksAgain: { readonly one: boolean; readonly all: boolean };
}

/** What became of a card that was not answered with a change. */
export type CardEnd =
  | {
      readonly kind:
        | 'cancelled'
        | 'expired'
        /** A process ended between the answer and what was to come of it. */
        | 'interrupted'
        /** The settings cannot be used. */
        | 'unusable'
        /** Other credentials are in force. */
        | 'settings'
        /** None of the instances is there any longer. */
        | 'gone'
        | 'notBegun'
        /** It led to a post of its own. */
        | 'done'
        /** A listing is shown to the channel. */
        | 'shown';
    }
  /** The instances could not be read again: in these regions, or it is not known in which. */
  | { readonly kind: 'unreadable'; readonly regions: readonly string[] }
  | { readonly kind: 'rights'; readonly username: string }
  | { readonly kind: 'tooMany'; readonly most: number };

/** What AWS would say to a change: each line as it would begin, and why AWS would refuse it. */
export interface Rehearsal {
  readonly order: Order;
  readonly lines: readonly ChangeLine[];
  readonly refusals: ReadonlyMap<string, Failure>;
  /** Regions in which AWS could not be asked. */
  readonly unasked: ReadonlyMap<string, Failure>;
}
