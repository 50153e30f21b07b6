/** What is kept of one day: changes, of instances and of settings, and refusals, which are kept for less long. */
export type Shelf = 'history' | 'refusals';

/** What a key says. */
export interface PartKey {
  readonly shelf: Shelf;
  /** In UTC: `2026-11-26`. */
  readonly day: string;
  readonly part: number;
}

/** Beyond these nothing more is kept of a day. */
export const PARTS_A_DAY = 80;

const DAY_MS = 86_400_000;

const KEY = /^(history|refusals)\/(\d{4}-\d{2}-\d{2})(?:\.(\d{1,2}))?$/;

/** How long a part is kept after it was written last, in seconds. */
export const KEPT_SECONDS: Readonly<Record<Shelf, number>> = {
  history: (400 * DAY_MS) / 1_000,
  refusals: (30 * DAY_MS) / 1_000,
};

/** The day of a moment, in UTC. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** `history/2026-11-26`, and for what no longer fits there `history/2026-11-26.1`. */
export function keyOf({ shelf, day, part }: PartKey): string {
  return `${shelf}/${day}${part === 0 ? '' : `.${String(part)}`}`;
}

/** What a key says; undefined for one of anything else. */
export function readKey(key: string): PartKey | undefined {
  const [, shelf, day, part = '0'] = KEY.exec(key) ?? [];
  return shelf === undefined || day === undefined ? undefined : { shelf: shelf as Shelf, day, part: Number(part) };
}
