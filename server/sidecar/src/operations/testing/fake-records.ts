import type { Clock } from '../../clock.ts';
import type { Records } from '../../ports.ts';
import { Faults } from './faults.ts';

/** Records in memory for tests: JSON text with an expiry, as the real ones. Outlives whatever uses it. */
export class FakeRecords implements Records {
  /** The stored text by key; a test may put anything here. */
  readonly stored = new Map<string, { readonly json: string; readonly expiresAt: number }>();
  /** Struck by method and key. */
  readonly faults: Faults;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.faults = new Faults(clock);
  }

  async get(key: string): Promise<unknown> {
    return await this.faults.play('get', key, undefined, () => {
      const record = this.#alive(key);
      return record === undefined ? undefined : (JSON.parse(record) as unknown);
    });
  }

  async insert(key: string, value: unknown, expiresInSeconds: number): Promise<boolean> {
    return await this.faults.play('insert', key, undefined, () => {
      if (this.#alive(key) !== undefined) return false;
      this.#put(key, value, expiresInSeconds);
      return true;
    });
  }

  async replace(key: string, before: unknown, value: unknown, expiresInSeconds = Infinity): Promise<boolean> {
    return await this.faults.play('replace', key, undefined, () => {
      if (this.#alive(key) !== JSON.stringify(before)) return false;
      this.#put(key, value, expiresInSeconds);
      return true;
    });
  }

  async remove(key: string): Promise<void> {
    await this.faults.play('remove', key, undefined, () => this.stored.delete(key));
  }

  async keys(prefix: string): Promise<readonly string[]> {
    return await this.faults.play('keys', prefix, undefined, () =>
      [...this.stored.keys()].filter((key) => key.startsWith(prefix) && this.#alive(key) !== undefined),
    );
  }

  #put(key: string, value: unknown, expiresInSeconds: number): void {
    const expiresAt = this.#clock.now() + expiresInSeconds * 1_000;
    this.stored.set(key, { json: JSON.stringify(value), expiresAt });
  }

  #alive(key: string): string | undefined {
    const record = this.stored.get(key);
    return record !== undefined && record.expiresAt > this.#clock.now() ? record.json : undefined;
  }
}
