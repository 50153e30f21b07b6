import type { Instance, InstanceState, Order } from '../ports.ts';
import type { Change, ChangeLine, Failure, WatchEnd } from '../views.ts';
import { OUR_FAILURES } from '../failures/own-codes.ts';
import type { RowName } from '../failures/row.ts';
import { rowOf } from '../failures/table.ts';
import { ourFailure } from './failures.ts';
import { COURSES, type Course } from '../courses.ts';
import { orderOf } from '../order.ts';

/** How long an instance that was asked may stay as it was: Describe lags behind, and a late request may still act. */
const SETTLE_MS = 30_000;

/** The same after a restart, when it is not known whether AWS was asked; the request is long past then. */
const INTERRUPTED_SETTLE_MS = 10_000;

/** How long an instance may be missing from what EC2 answers. */
const GONE_MS = 30_000;

/** Readings that must agree before an instance on its way counts as turned back: Describe may answer from the past. */
const READINGS_TO_TURN_BACK = 2;

/** Further readings, once running, in which a public address may still appear; and they go on for so long at least. */
const READINGS_FOR_ADDRESS = 2;
const LEAST_WAIT_FOR_ADDRESS_MS = 4_000;

/** What is known of one line besides what is shown. */
interface Track {
  line: ChangeLine;
  /** Since when EC2 should show that it moves. */
  since: number;
  /** What is said if the instance never moves. */
  ifUnmoved: Failure;
  settleMs: number;
  /** EC2's reason for the state in which it was at first. */
  readonly reasonBefore: string | undefined;
  /** Whether EC2 showed it on its way. */
  seenMoving: boolean;
  /** Whether it was read in this life of the process. */
  read: boolean;
  turnedBack: number;
  missingSince: number | undefined;
  /** Readings left in which to wait for a public address. */
  awaitAddress: number;
  /** Until when more readings are made, should they come fast. */
  addressUntil: number;
}

/** Reasons for a state that tell of an earlier end, for as long as there is no other; a start that failed tells its own. */
const OLD_NEWS: ReadonlySet<string | undefined> = new Set<RowName | undefined>([
  'stoppedMeanwhile',
  'scheduledStop',
  'spotInterrupted',
  'wentElsewhere',
]);

/** Why an instance came to another end, by EC2's reason for its state, where that is news. */
function endFailure(reasonBefore: string | undefined, { stateReason }: Instance): Failure {
  if (stateReason === undefined) return ourFailure('wentElsewhere');
  const failure = { code: stateReason, requestId: undefined };
  const isOld = stateReason === reasonBefore && OLD_NEWS.has(rowOf(failure)?.name);
  return isOld ? ourFailure('wentElsewhere') : failure;
}

/** Where a change begins: anew, or as its record has it. */
export interface ProgressStart extends Pick<Change, 'verb' | 'force' | 'hibernate'> {
  readonly lines: readonly ChangeLine[];
  /** When the change was asked for, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** Whether an earlier process began it. */
  readonly continued: boolean;
  /** The present, in milliseconds since the epoch. */
  readonly now: number;
}

/**
 * How far each instance of a change is. Takes in what AWS answered and what EC2 shows, and knows nothing of calls or
 * posts. A line has arrived only when EC2 showed the instance in the wanted state.
 */
export class Progress {
  readonly order: Order;
  readonly continued: boolean;
  readonly startedAt: number;
  readonly #course: Course;
  readonly #tracks = new Map<string, Track>();
  /** When the last line arrived or failed. */
  #lastSettledAt: number;

  constructor(start: ProgressStart) {
    this.order = orderOf(start);
    this.#course = COURSES[start.verb];
    this.continued = start.continued;
    this.startedAt = start.startedAt;
    this.#lastSettledAt = start.startedAt + Math.max(0, ...start.lines.map((line) => line.tookMs ?? 0));
    for (const line of start.lines) {
      this.#tracks.set(line.instance.id, {
        line,
        since: start.now,
        ifUnmoved: ourFailure(line.outcome === 'asked' && start.continued ? 'interrupted' : 'notMoved'),
        reasonBefore: line.instance.stateReason,
        settleMs: start.continued ? INTERRUPTED_SETTLE_MS : SETTLE_MS,
        seenMoving: line.outcome === 'moving' && line.instance.state === this.#course.through,
        read: false,
        turnedBack: 0,
        missingSince: undefined,
        awaitAddress: 0,
        addressUntil: 0,
      });
    }
    // Nothing that EC2 shows could tell.
    if (start.verb === 'reboot' && start.continued) this.abandon(ourFailure('interrupted'), start.now);
  }

  /** How far each instance is, in the order in which they were asked for. */
  get lines(): ChangeLine[] {
    return [...this.#tracks.values()].map((track) => track.line);
  }

  /** The regions in which something is still to be asked or watched. */
  get openRegions(): string[] {
    return [...new Set([...this.#tracks.values()].filter(isOpen).map((track) => track.line.instance.region))];
  }

  /** The ids of a region that are still to be watched. */
  openIds(region: string): string[] {
    return this.#ids(region, isOpen);
  }

  /** The ids of a region that AWS has not been asked for, or that show no sign of it yet. */
  askedIds(region: string): string[] {
    return this.#ids(region, (track) => track.line.outcome === 'asked');
  }

  /** AWS accepted the change. Its answer is no proof of arrival, whatever state it names. */
  accepted(id: string, current: InstanceState, now: number): void {
    this.#update(id, (track) => {
      track.since = now;
      if (track.line.outcome !== 'asked') return;
      if (this.order.verb === 'reboot') {
        this.#settle(track, { ...track.line, outcome: 'arrived' }, now);
        return;
      }
      const state = current === this.#course.through ? current : track.line.instance.state;
      track.line = { ...track.line, outcome: 'moving', instance: { ...track.line.instance, state } };
    });
  }

  /** By which id AWS's own log has the call that was accepted for this instance. */
  acceptedAs(id: string, requestId: string | undefined): void {
    const track = this.#tracks.get(id);
    if (track !== undefined) track.line = { ...track.line, requestId };
  }

  /** AWS refused the change of this instance, and nothing was done. */
  refused(id: string, failure: Failure, now: number): void {
    this.#update(id, (track) => {
      if (track.line.outcome === 'asked') this.#fail(track, failure, now);
    });
  }

  /** The answer was lost, or does not say what became of this instance: what EC2 shows decides. */
  unanswered(id: string, failure: Failure, now: number): void {
    this.#update(id, (track) => {
      track.since = now;
      track.ifUnmoved = failure;
      // Nothing that EC2 shows of a reboot could decide.
      if (this.order.verb === 'reboot') this.#fail(track, failure, now);
    });
  }

  /** Nothing was asked of AWS, and nothing will be. */
  abandon(failure: Failure, now: number): void {
    for (const track of this.#tracks.values()) if (isOpen(track)) this.#fail(track, failure, now);
  }

  /** What a region's EC2 shows of the ids it was asked for. */
  observe(asked: readonly string[], shown: readonly Instance[], now: number): void {
    const byId = new Map(shown.map((instance) => [instance.id, instance]));
    for (const id of asked) {
      this.#update(id, (track) => {
        const instance = byId.get(id);
        countAnewAfter(track, now);
        if (instance === undefined) this.#missing(track, now);
        else this.#seen(track, instance, now);
      });
    }
  }

  /** The change as it is shown. `watchEnd` counts only while something is open. */
  change(now: number, watchEnd?: WatchEnd): Change {
    const { lines } = this;
    const settled = lines.every((line) => line.outcome !== 'asked' && line.outcome !== 'moving');
    return {
      ...this.order,
      lines,
      elapsedMs: (settled ? this.#lastSettledAt : now) - this.startedAt,
      watchEnd: settled ? undefined : watchEnd,
      continued: this.continued,
    };
  }

  #ids(region: string, test: (track: Track) => boolean): string[] {
    const tracks = [...this.#tracks.values()];
    return tracks
      .filter((track) => track.line.instance.region === region && test(track))
      .map((track) => track.line.instance.id);
  }

  #update(id: string, update: (track: Track) => void): void {
    const track = this.#tracks.get(id);
    if (track !== undefined && isOpen(track)) update(track);
  }

  #seen(track: Track, instance: Instance, now: number): void {
    const first = !track.read;
    track.read = true;
    track.missingSince = undefined;
    if (track.line.outcome === 'arrived') {
      this.#lookForAddress(track, instance, now);
      return;
    }
    const { state } = instance;
    if (state === this.#course.to) {
      // After a restart it may have arrived while nobody looked: how long that took is not known.
      const tookMs = this.continued && first ? undefined : now - this.startedAt;
      this.#settle(track, { ...track.line, instance, outcome: 'arrived', tookMs }, now);
      if (this.order.verb === 'start' && instance.publicAddress === undefined) {
        track.awaitAddress = READINGS_FOR_ADDRESS;
        track.addressUntil = now + LEAST_WAIT_FOR_ADDRESS_MS;
      }
    } else if (state === this.#course.through) {
      track.seenMoving = true;
      track.turnedBack = 0;
      track.line = { ...track.line, instance, outcome: 'moving' };
    } else if (state === 'shutting-down' || state === 'terminated') {
      track.line = { ...track.line, instance };
      this.#fail(track, endFailure(track.reasonBefore, instance), now);
    } else {
      this.#notOnTheWay(track, instance, now);
    }
  }

  /** The instance is where it was before, or was never on its way: too early to say, or it did not work. */
  #notOnTheWay(track: Track, instance: Instance, now: number): void {
    track.turnedBack += track.seenMoving ? 1 : 0;
    const turnedBack = track.turnedBack >= READINGS_TO_TURN_BACK;
    const unmoved = !track.seenMoving && now - track.since >= track.settleMs;
    // An answer from the past must not make a post go back to the state before.
    if (turnedBack || track.line.outcome === 'asked' || unmoved) track.line = { ...track.line, instance };
    if (turnedBack) this.#fail(track, endFailure(track.reasonBefore, instance), now);
    else if (unmoved) this.#fail(track, this.#unmovedFailure(track, instance), now);
  }

  /** A start that AWS gave up at once may never have been seen on its way: EC2 says why all the same. */
  #unmovedFailure({ ifUnmoved, reasonBefore }: Track, instance: Instance): Failure {
    if (this.order.verb !== 'start' || ifUnmoved.code !== OUR_FAILURES.notMoved) return ifUnmoved;
    const ended = endFailure(reasonBefore, instance);
    return ended.code === OUR_FAILURES.wentElsewhere ? ifUnmoved : ended;
  }

  #missing(track: Track, now: number): void {
    if (track.line.outcome === 'arrived') {
      track.awaitAddress -= 1;
      return;
    }
    track.missingSince ??= now;
    if (now - track.missingSince >= GONE_MS) this.#fail(track, ourFailure('gone'), now);
  }

  #lookForAddress(track: Track, instance: Instance, now: number): void {
    if (track.awaitAddress > 1 || now >= track.addressUntil) track.awaitAddress -= 1;
    // Only the addresses: that it moved on afterwards is another change's business.
    const { publicAddress, privateAddress } = instance;
    if (publicAddress === undefined) return;
    track.awaitAddress = 0;
    track.line = { ...track.line, instance: { ...track.line.instance, publicAddress, privateAddress } };
  }

  #fail(track: Track, failure: Failure, now: number): void {
    this.#settle(track, { ...track.line, outcome: 'failed', failure }, now);
  }

  #settle(track: Track, line: ChangeLine, now: number): void {
    track.line = line;
    this.#lastSettledAt = now;
  }
}

/** A clock that was set back says nothing of how long something is so already. */
function countAnewAfter(track: Track, now: number): void {
  track.since = Math.min(track.since, now);
  if (track.missingSince !== undefined) track.missingSince = Math.min(track.missingSince, now);
  track.addressUntil = Math.min(track.addressUntil, now + LEAST_WAIT_FOR_ADDRESS_MS);
}

/** Whether there is still something to learn about an instance. */
function isOpen({ line, awaitAddress }: Track): boolean {
  return line.outcome === 'asked' || line.outcome === 'moving' || (line.outcome === 'arrived' && awaitAddress > 0);
}
