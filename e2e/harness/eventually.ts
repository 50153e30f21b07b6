/** How long and how often to look. */
export interface Patience {
  /** What is waited for, in words: it stands in the error. */
  readonly what: string;
  /** Milliseconds until it is given up; 10,000 unless told. */
  readonly timeout?: number;
  /** Milliseconds between two looks; 50 unless told. */
  readonly interval?: number;
}

/**
 * Looks again and again until `look` finds something, and returns that. `undefined`, `false` and a thrown error mean
 * "not yet".
 *
 * @throws Error when the time is up, with the last error of `look` as its cause.
 */
export async function eventually<T>(
  look: () => T | Promise<T>,
  { what, timeout = 10_000, interval = 50 }: Patience,
): Promise<Exclude<T, undefined | false>> {
  const end = Date.now() + timeout;
  let cause: unknown;
  do {
    try {
      const found = await look();
      if (found !== undefined && found !== false) {
        return found as Exclude<T, undefined | false>;
      }
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await new Promise((resolve) => setTimeout(resolve, interval));
  } while (Date.now() < end);
  const reason = cause instanceof Error ? `: ${cause.message}` : '';
  throw new Error(`Gave up after ${String(timeout / 1000)} s waiting for ${what}${reason}`, { cause });
}

/**
 * Looks again and again for as long as `ms`, and fails as soon as `look` throws: for what must not happen.
 *
 * @throws whatever `look` throws
 */
export async function always(look: () => void | Promise<void>, ms: number, interval = 50): Promise<void> {
  const end = Date.now() + ms;
  do {
    await look();
    await new Promise((resolve) => setTimeout(resolve, interval));
  } while (Date.now() < end);
}
