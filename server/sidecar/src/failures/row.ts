import type { UnreadPart } from '../instance-details.ts';
import type { MessageId, PlainMessageId } from '../messages/catalogue.ts';
import type { Verb } from '../ports.ts';
import type { FailureVariant } from '../views.ts';
import type { OwnCode } from './own-codes.ts';

/** What was asked of AWS when it failed. */
export type Asked = Verb | 'instances' | 'regions' | UnreadPart['part'];

/** What a failure is about: the sections of `docs/troubleshooting.md`, in this order. */
export const KINDS = [
  'permission',
  'credentials',
  'network',
  'aws',
  'instance',
  'capacity',
  'storage',
  'plugin',
] as const;

/**
 * What is known of a change that failed so. `open`: perhaps it was made; `refused`: it was not, and perhaps because of
 * one of several instances; `refused-caller`: it was not, and asking for one instance alone is no use either.
 */
export type Outcome = 'open' | 'refused' | 'refused-caller';

type NameIn<Id extends MessageId, Part extends string> = Id extends `failure.${infer Name}.${Part}` ? Name : never;

/** The name of a row: the catalogue has its sentence, what it means, and what an admin can do. */
export type RowName = NameIn<MessageId, 'means'>;

/** The name of a row with a few words for a region's bracket. */
export type BriefName = NameIn<PlainMessageId, 'reason'>;

/** One kind of failure, whoever's code it has. */
export interface Row {
  /** What the ids of its sentences have in the middle: `failure.<name>.sentence`, `….reason`, `….means`, `….admin`. */
  readonly name: RowName;
  readonly kind: (typeof KINDS)[number];
  /** Codes of AWS: of an answer, or of an instance's `StateReason`. */
  readonly codes?: readonly string[];
  /** Codes of ours. */
  readonly ours?: readonly OwnCode[];
  /** Set where it is one of two things that AWS has one code for. */
  readonly variant?: FailureVariant;
  /** Set where the code means this for these questions alone. */
  readonly asked?: readonly Asked[];
  /** Left out for what is no answer to a change. */
  readonly outcome?: Outcome;
  /** Whether a region's bracket has words of its own for it, instead of the code. */
  readonly brief?: true;
  /** The row whose sentence and brief words it shares: a channel must not learn what makes the two differ. */
  readonly saidAs?: RowName & BriefName;
  /** Whether there is something that only an admin can do about it, so that an admin who lists is told in private. */
  readonly mend?: true;
}
