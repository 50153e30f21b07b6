/** Tells a person who waits what is being done and how far it is: one short sentence a call. */
export type Progress = (text: string) => void;

/** Says nothing. */
export function silent(): void {
  // For callers that do not want to be told.
}

/** Milliseconds as a person reads them: `42 s`, `2 min 5 s`. */
export function elapsed(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${String(seconds)} s` : `${String(Math.floor(seconds / 60))} min ${String(seconds % 60)} s`;
}
