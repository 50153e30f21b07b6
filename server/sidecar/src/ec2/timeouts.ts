/** Limits in milliseconds. */
export interface Timeouts {
  /** To connect; TLS counts as a part of the answer. */
  readonly connectMs: number;
  /** From asking to the first byte of the answer, and between two parts of it. For reading. */
  readonly readMs: number;
  /** The same for a change, which AWS may think about for longer. */
  readonly changeMs: number;
  /** For one call with all its retries, from when the budget lets it go. */
  readonly callMs: number;
}

/** Below the 8 s in which a listing must be there, so that a region that hangs once can be asked again. */
export const TIMEOUTS: Timeouts = { connectMs: 3_000, readMs: 5_000, changeMs: 20_000, callMs: 30_000 };
