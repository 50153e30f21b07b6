/** What AWS would say to a change, asked of AWS itself. */
import { UpstreamError } from '../errors.ts';
import { rowOf } from '../failures/table.ts';
import type { DryRun } from '../ports.ts';
import { badAnswer } from './upstream-error.ts';

/** The error by which AWS says that it would have done it. */
const WOULD_DO = 'DryRunOperation';

/** How many instances are asked for one by one at the same time. */
const SINGLES_AT_ONCE = 5;

/** Asks for some instances with the parameter `DryRun`. AWS never answers that but by an error. */
export type Rehearse = (ids: readonly string[], signal: AbortSignal) => Promise<unknown>;

/**
 * Asks for all instances together, and one by one only when that is refused: perhaps because of one of them.
 * @param ids at least one, each once
 * @throws UpstreamError for what is no answer about instances: the network, throttling, credentials, a region
 */
export async function dryRun(
  ids: readonly string[],
  rehearse: Rehearse,
  signal: AbortSignal,
): Promise<readonly DryRun[]> {
  const together = await refusalOf(ids, rehearse, signal);
  if (together === undefined || ids.length === 1) return ids.map((id) => ({ id, refusal: together }));

  const refusals = new Map<string, UpstreamError | undefined>();
  const left = [...ids];
  const failed = new AbortController();
  const bounded = AbortSignal.any([signal, failed.signal]);
  async function askInTurn(): Promise<void> {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      refusals.set(id, await refusalOf([id], rehearse, bounded));
    }
  }
  try {
    await Promise.all(Array.from({ length: SINGLES_AT_ONCE }, askInTurn));
  } finally {
    // What the others were about to say is of no use to anybody.
    failed.abort();
  }
  return ids.map((id) => ({ id, refusal: refusals.get(id) }));
}

async function refusalOf(
  ids: readonly string[],
  rehearse: Rehearse,
  signal: AbortSignal,
): Promise<UpstreamError | undefined> {
  try {
    await rehearse(ids, signal);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    if (error.code === WOULD_DO) return undefined;
    if (isAboutInstances(error)) return error;
    throw error;
  }
  throw badAnswer('The answer to a dry run is that of a change', { status: 200 });
}

/** Whether AWS refused because of the instances, or of one of them; a code that no row has is judged by its status. */
function isAboutInstances(error: UpstreamError): boolean {
  const row = rowOf(error);
  if (row !== undefined) return row.outcome === 'refused';
  return error.status !== undefined && error.status >= 400 && error.status < 500;
}
