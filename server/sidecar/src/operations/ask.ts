import { UpstreamError } from '../errors.ts';
import type { Ec2, InstanceState, MaySend, Order, Requester } from '../ports.ts';
import { OUR_FAILURES } from '../failures/own-codes.ts';
import type { Failure } from '../views.ts';
import { failureOf, judge, logDefect, ourFailure, reasonOf } from './failures.ts';
import type { OnRefusal } from './refusals.ts';
import { look, type Pursuit } from './watch.ts';
import { within } from '../within.ts';

/**
 * After this long the answer to a change counts as lost. EC2 has limits of its own below it: 60 s until a change is
 * sent, or is refused as not sent, and 30 s from then on. They must not be cut short: the first ends in certainty.
 */
const CHANGE_LIMIT_MS = 100_000;

/** How many instances of a region are asked for one by one at the same time. */
const SINGLES_AT_ONCE = 5;

/** How often EC2 is read after a refusal of several, and the pause in between. */
const READS_AFTER_REFUSAL = 3;
const PAUSE_BETWEEN_READS_MS = 1_000;

/**
 * Asks AWS for the change of all instances of a region at once. When AWS refuses, one of them may be the reason while
 * others were changed nevertheless: what EC2 shows is read, and those that did not move are asked for one by one.
 * After a lost answer nothing is asked again. Rejects only with the signal's reason.
 * @param onRefusal told what AWS said each time that it did not accept the change
 */
export async function askForChange(pursuit: Pursuit, region: string, onRefusal?: OnRefusal): Promise<void> {
  const ids = pursuit.progress.askedIds(region);
  if (ids.length === 0) return;
  const refusal = await ask(pursuit, { region, ids }, onRefusal);
  if (refusal === undefined) return;

  // RebootInstances refuses all or none, and EC2 shows no trace of a reboot.
  if (pursuit.progress.order.verb !== 'reboot' && !(await readTruth(pursuit, region, ids))) return;
  const unmoved = pursuit.progress.askedIds(region);
  async function askInTurn(): Promise<void> {
    for (let id = unmoved.shift(); id !== undefined; id = unmoved.shift()) {
      await ask(pursuit, { region, ids: [id], refusal }, onRefusal);
    }
  }
  await Promise.all(Array.from({ length: SINGLES_AT_ONCE }, askInTurn));
}

/** What is asked for at once. */
interface Asked {
  readonly region: string;
  readonly ids: readonly string[];
  /** Why they were refused together with others. */
  readonly refusal?: Failure | undefined;
}

/**
 * Asks once, and tells `progress` what the answer says. Returns the refusal of several when it does not tell which of them it
 * is for.
 */
async function ask(
  { ec2, clock, log, progress, requester, maySend, signal, onProgress }: Pursuit,
  { region, ids, refusal }: Asked,
  onRefusal: OnRefusal | undefined,
): Promise<Failure | undefined> {
  signal.throwIfAborted();
  const { verb } = progress.order;
  try {
    // Not given the signal: aborting a change would only lose its answer.
    const { order } = progress;
    const answers = await within({ clock, limitMs: CHANGE_LIMIT_MS }, (bounded) =>
      carryOut(ec2, order, { region, ids, requester, maySend }, bounded),
    );
    for (const id of ids) {
      const answer = answers.get(id);
      progress.acceptedAs(id, answer?.requestId);
      if (answer === undefined) progress.unanswered(id, ourFailure('notMoved'), clock.now());
      else progress.accepted(id, answer.state, clock.now());
    }
  } catch (error) {
    const verdict = judge(error);
    const isTooLate = error instanceof UpstreamError && error.code === OUR_FAILURES.notAsked;
    if (isTooLate) log('info', 'A change was not sent any longer', { verb, region, ids: ids.join(',') });
    else if (error instanceof UpstreamError) {
      const asked = { verb, region, ids: ids.join(','), verdict };
      log('warn', 'AWS did not accept a change', { ...asked, ...reasonOf(error) });
      onRefusal?.({ asked: verb, region, ids, error });
    } else logDefect(log, error, { region });
    // What may not be sent any longer was asked for before, if together with others.
    const failure = isTooLate && refusal !== undefined ? refusal : failureOf(error);
    if (verdict === 'refused' && ids.length > 1) {
      // Until they are asked for singly this is what is known of them. Of a reboot EC2 shows nothing that could tell.
      if (verb !== 'reboot') for (const id of ids) progress.unanswered(id, failure, clock.now());
      return failure;
    }
    for (const id of ids) {
      if (verdict === 'unknown') progress.unanswered(id, failure, clock.now());
      else progress.refused(id, failure, clock.now());
    }
  }
  onProgress();
  return undefined;
}

/** What is asked for. */
interface Asking extends Pick<Asked, 'region' | 'ids'> {
  readonly requester: Requester;
  readonly maySend: MaySend;
}

/** What AWS answered for an instance, and by which id its own log has that. */
interface Answer {
  readonly state: InstanceState;
  readonly requestId: string | undefined;
}

/** Gives what AWS answered for each id; instances that are told to reboot stay `running`. */
async function carryOut(
  ec2: Ec2,
  order: Order,
  { region, ids, requester, maySend }: Asking,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Answer>> {
  if (order.verb !== 'reboot') {
    const changes = await ec2.change(order, region, ids, requester, signal, maySend);
    return new Map(changes.map(({ id, current, requestId }) => [id, { state: current, requestId }]));
  }
  const requestId = await ec2.reboot(region, ids, requester, signal, maySend);
  return new Map(ids.map((id) => [id, { state: 'running', requestId }]));
}

/** Shows `progress` what became of `ids`. False when EC2 does not answer: then only the watch can tell. */
async function readTruth(pursuit: Pursuit, region: string, ids: readonly string[]): Promise<boolean> {
  for (let attempt = 1; attempt <= READS_AFTER_REFUSAL; attempt += 1) {
    if (attempt > 1) await pursuit.clock.sleep(PAUSE_BETWEEN_READS_MS, pursuit.signal);
    if (await look(pursuit, region, ids)) return true;
  }
  return false;
}
