import type { UpstreamError } from '../errors.ts';
import type { Asked } from '../failures/row.ts';

/**
 * What AWS or the network said to something that was asked and failed, in full: unlike what a channel reads, it is for the
 * log and a system admin alone, and never stored.
 */
export interface Refusal {
  readonly asked: Asked;
  /** Undefined for the list of regions. */
  readonly region: string | undefined;
  /** The instances of a change. */
  readonly ids: readonly string[];
  readonly error: UpstreamError;
}

/** Told of each. */
export type OnRefusal = (refusal: Refusal) => void;
