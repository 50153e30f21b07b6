import { UpstreamError } from '../errors.ts';
import type { Log } from '../ports.ts';
import { logDefect, reasonOf } from './failures.ts';

/**
 * The log of looks at instances that failed. A region that does not answer is looked at again and again, so the same
 * error of the same region is logged once, until the region is forgotten.
 */
export interface LookLog {
  /** Takes note of a look that failed. */
  failed(region: string, error: unknown): void;
  /** Nobody watches the region any longer: what fails there later is news. */
  forget(region: string): void;
}

/** One for all that look. */
export function createLookLog(log: Log): LookLog {
  const logged = new Map<string, Set<string>>();
  return {
    failed(region, error) {
      const codes = logged.get(region) ?? new Set();
      logged.set(region, codes);
      const code = error instanceof UpstreamError ? error.code : String(error);
      if (codes.has(code)) return;
      codes.add(code);
      if (error instanceof UpstreamError) log('warn', 'A look at instances failed', { region, ...reasonOf(error) });
      else logDefect(log, error, { region });
    },
    forget(region) {
      logged.delete(region);
    },
  };
}
