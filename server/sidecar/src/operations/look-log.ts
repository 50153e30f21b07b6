import { UpstreamError } from '../errors.ts';
import type { Log } from '../ports.ts';
import { logDefect, reasonOf } from './failures.ts';

/** Told of each look at a region that failed. */
export type LookLog = (region: string, error: unknown) => void;

/**
 * The log of one watch. A region that does not answer is looked at again and again, so the same error of the same
 * region is logged once.
 */
export function createLookLog(log: Log): LookLog {
  const logged = new Set<string>();
  return (region, error) => {
    const key = `${region} ${error instanceof UpstreamError ? error.code : String(error)}`;
    if (logged.has(key)) return;
    logged.add(key);
    if (error instanceof UpstreamError) log('warn', 'A look at instances failed', { region, ...reasonOf(error) });
    else logDefect(log, error, { region });
  };
}
