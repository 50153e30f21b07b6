import type { Clock } from '../clock.ts';
import { UpstreamError } from '../errors.ts';
import type { Ec2, Instance, Log, Order, Requester } from '../ports.ts';
import type { Rehearsal } from '../card-views.ts';
import type { Failure } from '../views.ts';
import { within } from '../within.ts';
import { failureOf, logDefect, reasonOf } from './failures.ts';
import { firstLines } from './first-lines.ts';
import type { OnRefusal } from './refusals.ts';

/** AWS has this long to say what it would do in a region. */
const LIMIT_MS = 30_000;

/** What is to be rehearsed, and with what. */
export interface RehearsalRequest {
  readonly ec2: Ec2;
  readonly clock: Clock;
  readonly log: Log;
  readonly order: Order;
  readonly instances: readonly Instance[];
  readonly requester: Requester;
  readonly signal: AbortSignal;
  readonly onRefusal: OnRefusal;
}

/**
 * Asks AWS what it would say to a change of those instances that would be asked for, regions side by side; nothing is
 * changed. Rejects only with the signal's reason.
 */
export async function rehearse(request: RehearsalRequest): Promise<Rehearsal> {
  const { ec2, clock, log, order, instances, requester, signal, onRefusal } = request;
  const lines = firstLines(order.verb, instances);
  const refusals = new Map<string, Failure>();
  const unasked = new Map<string, Failure>();
  const asked = lines.filter(({ outcome }) => outcome === 'asked').map(({ instance }) => instance);

  async function inRegion(region: string, ids: readonly string[]): Promise<void> {
    try {
      const answers = await within({ clock, limitMs: LIMIT_MS, signal }, (bounded) =>
        ec2.dryRun(order, region, ids, requester, bounded),
      );
      for (const { id, refusal } of answers) {
        if (refusal === undefined) continue;
        refusals.set(id, failureOf(refusal));
        onRefusal({ asked: order.verb, region, ids: [id], error: refusal });
      }
    } catch (error) {
      signal.throwIfAborted();
      unasked.set(region, failureOf(error));
      if (error instanceof UpstreamError) onRefusal({ asked: order.verb, region, ids, error });
      else logDefect(log, error, { region });
      log('warn', 'A dry run could not be made', { region, verb: order.verb, ...reasonOf(error) });
    }
  }
  const byRegion = Map.groupBy(asked, ({ region }) => region);
  await Promise.all(
    Array.from(byRegion, ([region, inIt]) =>
      inRegion(
        region,
        inIt.map(({ id }) => id),
      ),
    ),
  );
  return { order, lines, refusals, unasked };
}
