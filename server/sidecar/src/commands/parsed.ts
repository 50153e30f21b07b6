import type { Text } from '../messages/text.ts';
import type { Order } from '../ports.ts';
import type { Selection } from '../selection/selection.ts';
import type { Noun } from '../selection/selector.ts';
import type { ListingLook } from '../views.ts';

/** What a typed line asks for. */
export type Parsed =
  | { readonly kind: 'usage' }
  /** Help for one command, by its name. */
  | { readonly kind: 'help'; readonly command: string }
  | { readonly kind: 'version' }
  | ParsedLs
  /** Of one instance; an id may be malformed. */
  | { readonly kind: 'info'; readonly selection: Selection }
  | ParsedHistory
  | ParsedChange
  | Mistake;

/** Which instances to list, how, and who shall see it. */
export interface ParsedLs extends Omit<ListingLook, 'layout' | 'notPublic' | 'file'> {
  readonly kind: 'ls';
  readonly selection: Selection;
  /** Undefined: as the settings say. */
  readonly visibility: 'public' | 'private' | undefined;
}

/** Which of what was done to tell. */
export interface ParsedHistory {
  readonly kind: 'history';
  /** Whether only what the asker did. */
  readonly mine: boolean;
  /** Of any of these; of all when there are none. */
  readonly instances: readonly Noun[];
  /** How far back, in milliseconds. */
  readonly sinceMs: number;
}

/** What to do with which instances: something is selected, and an id may be malformed. */
export interface ParsedChange {
  readonly kind: 'change';
  readonly order: Order;
  readonly selection: Selection;
  /** Whether AWS shall only be asked what it would do. */
  readonly dryRun: boolean;
  /** Whether the person wishes not to be asked first. */
  readonly yes: boolean;
}

/** A line that asks for nothing that there is. */
export interface Mistake {
  readonly kind: 'mistake';
  readonly text: Text;
  /** The whole line as it may have been meant, to be copied. */
  readonly suggestion: string | undefined;
  /** The command that was meant, if one can be told. */
  readonly command: string | undefined;
  /** Whether that command would have changed something. */
  readonly changing: boolean;
}
