/** Somebody who types at a natural pace, and how long they wait. */
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../harness/eventually.ts';
import type { Delivery } from '../harness/inbox.ts';
import type { Person, Whereabouts } from '../harness/person.ts';

/** Between two letters whose completion is looked at, in milliseconds. */
const LETTER_MS = 200;

/** An answer that has not come by then counts as none. */
const ANSWER_MS = 10_000;

/** Where somebody types. */
export type Desk = Whereabouts & { readonly teamId: string };

/** What somebody waited for, in milliseconds, and what went wrong. */
export interface Waits {
  readonly letters: number[];
  readonly answers: number[];
  readonly failures: string[];
}

/** No waits yet. */
export function noWaits(): Waits {
  return { letters: [], answers: [], failures: [] };
}

/** One person at one place. */
export class Typist {
  readonly #person: Person;
  readonly #desk: Desk;
  readonly #botId: string;
  readonly #waits: Waits;
  #awaited: { readonly line: string; at: number | undefined } | undefined;

  /** @param waits gets what they wait for */
  constructor(person: Person, desk: Desk, botId: string, waits: Waits) {
    this.#person = person;
    this.#desk = desk;
    this.#botId = botId;
    this.#waits = waits;
    person.inbox.listen((delivery) => {
      const awaited = this.#awaited;
      if (awaited !== undefined && awaited.at === undefined && this.#answers(delivery, awaited.line)) {
        awaited.at = performance.now();
      }
    });
  }

  /** Types a line, looking at its completion from the second word on, and sends it. Resolves with the first answer. */
  async type(line: string): Promise<void> {
    for (const begun of beginningsOf(line)) {
      const before = performance.now();
      await this.#noted(`completion of ${begun}`, async () => {
        const rows = await this.#person.complete(this.#desk, begun);
        if (rows.length === 0) throw new Error('no rows');
        this.#waits.letters.push(performance.now() - before);
      });
      await pause(Math.max(0, LETTER_MS - (performance.now() - before)));
    }
    await this.send(line);
  }

  /** Sends a line as if it had been pasted. Resolves with the first answer. */
  async send(line: string): Promise<void> {
    const awaited: { readonly line: string; at: number | undefined } = { line, at: undefined };
    this.#awaited = awaited;
    const before = performance.now();
    await this.#noted(line, async () => {
      await this.#person.command(this.#desk, line);
      const at = await eventually(() => awaited.at, { what: 'an answer', timeout: ANSWER_MS, interval: 20 });
      this.#waits.answers.push(at - before);
    });
  }

  #answers({ kind, post }: Delivery, line: string): boolean {
    if (post.user_id !== this.#botId || post.channel_id !== this.#desk.channelId) return false;
    return (
      kind === 'ephemeral' ||
      (kind === 'posted' && post.message.includes(`${line.slice(1)}\` · ${this.#person.username}`))
    );
  }

  async #noted(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#waits.failures.push(`${what}: ${String(error).slice(0, 200)}`);
    }
  }
}

/** The line as it is after the verb, and after a few letters more. */
function beginningsOf(line: string): string[] {
  const start = line.indexOf(' ', '/ec2ctl '.length) + 1;
  if (start === 0) return [line.slice(0, '/ec2ctl '.length + 1)];
  return [0, 1, 3, 6].map((more) => line.slice(0, start + more)).filter((begun, at, all) => begun !== all[at - 1]);
}
