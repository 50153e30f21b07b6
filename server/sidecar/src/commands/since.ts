/** How long ago, as it is typed: `30m`, `24h`, `7d`, `2w`. */
export const SINCE_SHAPE = /^\d{1,6}[mhdw]$/;

/** What completion offers. */
export const SINCE_OFFERED: readonly string[] = ['1h', '24h', '7d', '30d', '400d'];

/** What is meant where nothing is said. */
export const DEFAULT_SINCE = '7d';

const MINUTE_MS = 60_000;
const UNITS_MS: Readonly<Record<string, number>> = {
  m: MINUTE_MS,
  h: 60 * MINUTE_MS,
  d: 24 * 60 * MINUTE_MS,
  w: 7 * 24 * 60 * MINUTE_MS,
};

/** Nothing older is kept. */
const MOST_MS = 400 * 24 * 60 * MINUTE_MS;

/** How long ago in milliseconds, 400 days at most; undefined for what is no such time. */
export function sinceMs(typed: string): number | undefined {
  const meant = typed.trim().toLowerCase();
  if (!SINCE_SHAPE.test(meant)) return undefined;
  const ms = Number(meant.slice(0, -1)) * (UNITS_MS[meant.slice(-1)] ?? 0);
  return ms === 0 ? undefined : Math.min(ms, MOST_MS);
}
