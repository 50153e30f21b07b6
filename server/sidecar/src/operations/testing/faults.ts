import type { Clock } from '../../clock.ts';

/** What goes wrong at which calls of a fake. */
export interface Fault {
  /** The method, such as `findInstances`; every method when left out. */
  readonly call?: string;
  /** The region, the post id or the key; all of them when left out. */
  readonly at?: string;
  /** How many of the calls that fit are let through first. */
  readonly after?: number;
  /** How many calls it strikes; all when left out. */
  readonly times?: number;
  /** Milliseconds before anything happens. */
  readonly delayMs?: number;
  /** Whether there is never an answer. The call still ends when its signal is aborted. */
  readonly hang?: boolean;
  /** Whether what was asked for is done before the error or the hanging. */
  readonly applied?: boolean;
  /** What the call rejects with. */
  readonly error?: Error;
}

/** Plays faults for a fake: the first that fits a call strikes. */
export class Faults {
  readonly #clock: Clock;
  readonly #planned: { fault: Fault; seen: number }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Adds a fault behind those that there are. */
  add(fault: Fault): void {
    this.#planned.push({ fault, seen: 0 });
  }

  /** No more faults. */
  clear(): void {
    this.#planned.length = 0;
  }

  /** Runs `work` as the faults let it. */
  async play<T>(call: string, at: string, signal: AbortSignal | undefined, work: () => T): Promise<T> {
    const fault = this.#strike(call, at);
    signal?.throwIfAborted();
    if (fault?.delayMs !== undefined) await this.#clock.sleep(fault.delayMs, signal);
    if (fault?.error === undefined && fault?.hang !== true) return work();
    if (fault.applied === true) work();
    if (fault.hang === true) await untilAborted(signal);
    throw fault.error ?? new Error('Cannot be: a call that hangs came back');
  }

  #strike(call: string, at: string): Fault | undefined {
    for (const planned of this.#planned) {
      const { fault } = planned;
      if ((fault.call ?? call) !== call || (fault.at ?? at) !== at) continue;
      const number = planned.seen - (fault.after ?? 0);
      planned.seen += 1;
      if (number >= 0 && number < (fault.times ?? Infinity)) return fault;
    }
    return undefined;
  }
}

async function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return await new Promise<never>((_resolve, reject) => {
    signal?.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
}
