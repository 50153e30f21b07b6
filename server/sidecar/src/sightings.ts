import type { Clock } from './clock.ts';

/**
 * Since when this process sees things as they are. By that it tells whether somebody else still sees to them, and no clock is
 * compared with that of another machine.
 */
export class Sightings {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #seen = new Map<string, { readonly mark: string; readonly since: number }>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /**
   * Since when a thing is as `mark` says; now, if it was not seen so before. In milliseconds since the epoch.
   *
   * @param mark another one as soon as anything has become of the thing
   */
  since(id: string, mark: string): number {
    const now = this.#clock.now();
    const seen = this.#seen.get(id);
    // A clock that was set back says nothing of how long that is: it is waited for anew.
    if (seen?.mark === mark && seen.since <= now) return seen.since;
    this.#seen.set(id, { mark, since: now });
    return now;
  }

  /** Forgets what is not there any longer. */
  keep(there: ReadonlySet<string>): void {
    for (const id of this.#seen.keys()) if (!there.has(id)) this.#seen.delete(id);
  }

  forget(id: string): void {
    this.#seen.delete(id);
  }
}
