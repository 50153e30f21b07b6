import type { Clock } from '../clock.ts';
import { again } from '../operations/again.ts';
import { isRefusedEdit, logDefect, reasonOf } from '../operations/failures.ts';
import { BEAT_MS, Journal, type JournalPorts, LEASE_MS } from '../operations/journal.ts';
import { newId } from '../operations/new-id.ts';
import { untilKnown } from '../operations/until-known.ts';
import { type Errand, ERRANDS } from './errand.ts';
import { OpenErrand } from './open-errand.ts';

/** At the start what other processes left is looked at with each beat, until every lease of theirs has run out; then seldom. */
const FIRST_BEATS = LEASE_MS / BEAT_MS + 2;
const SELDOM_BEATS = 6;

/** What errands need. */
export interface ErrandsPorts extends JournalPorts {
  readonly clock: Clock;
  /** Aborted when the process is ending. */
  readonly ending: AbortSignal;
  /** Tells the person that nobody goes on with an errand, or ends what says already what will be. */
  readonly tell: (errand: Errand) => Promise<void>;
}

/**
 * The commands that were taken and are not answered yet. Mattermost is told at once that a command was taken; were its process
 * to end before the answer, or Mattermost not to take that, the person would wait for ever. So whoever comes after says that it
 * was interrupted; that may be the same process.
 */
export class Errands {
  readonly #ports: ErrandsPorts;
  readonly #journal: Journal<Errand>;

  constructor(ports: ErrandsPorts) {
    this.#ports = ports;
    this.#journal = new Journal(ports, ERRANDS);
  }

  /** A new one, not recorded yet. */
  open(asked: Omit<Errand, 'operationId' | 'startedAt' | 'post' | 'ending'>): OpenErrand {
    const { clock, log } = this.#ports;
    const errand = { ...asked, operationId: newId(), startedAt: clock.now(), post: undefined, ending: undefined };
    return new OpenErrand({ journal: this.#journal, clock, log }, errand);
  }

  /** Shows other processes that those of this one have an owner, and ends what they left, until the process ends. Never rejects. */
  async watchOver(): Promise<void> {
    const { clock, ending } = this.#ports;
    for (let beat = 0; ; beat += 1) {
      if (beat < FIRST_BEATS || beat % SELDOM_BEATS === 0) await this.#endThoseLeft();
      try {
        await clock.sleep(BEAT_MS, ending);
      } catch {
        return;
      }
      void this.#journal.removeLeft();
      await Promise.all(this.#journal.held.map((operationId) => this.#renew(operationId)));
    }
  }

  async #endThoseLeft(): Promise<void> {
    const { log } = this.#ports;
    try {
      for (const errand of await this.#journal.claim()) void this.#endOne(errand);
    } catch (error) {
      logDefect(log, error);
      log('warn', 'Commands of another process cannot be read', reasonOf(error));
    }
  }

  async #endOne(errand: Errand): Promise<void> {
    const { clock, ending: signal, log, tell } = this.#ports;
    const { operationId, personId, place, changing } = errand;
    log('info', 'A command was interrupted', { operationId, userId: personId, channelId: place.channelId, changing });
    const patience = { clock, signal, mayHelp: (error: unknown) => !isRefusedEdit(error) };
    const until = errand.startedAt + ERRANDS.lifeMs;
    const journal = this.#journal;
    const hold = journal.holdOf(operationId);
    const told = await untilKnown({ clock, closing: signal, until }, async () => {
      try {
        if (!journal.isOurs(operationId)) await journal.renew(operationId);
        if (journal.holdOf(operationId) !== hold) return 'lost';
        await again(patience, () => tell(errand));
        return 'told';
      } catch (error) {
        logDefect(log, error, { operationId });
        log('warn', 'A person could not be told that a command was interrupted', { operationId, ...reasonOf(error) });
        return isRefusedEdit(error) ? 'refused' : 'unknown';
      }
    });
    // Another process has it, and tells.
    if (told === 'lost') return;
    if (told === 'unknown' && signal.aborted) await journal.release(operationId);
    else await journal.forget(operationId);
  }

  async #renew(operationId: string): Promise<void> {
    try {
      await this.#journal.renew(operationId);
    } catch (error) {
      logDefect(this.#ports.log, error, { operationId });
    }
  }
}
