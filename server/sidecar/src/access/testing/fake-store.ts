import type { Records } from '../../ports.ts';

/** Records in memory that never expire. Outlives whatever uses it, so that a second process can be played. */
export class FakeStore implements Records {
  readonly stored = new Map<string, unknown>();
  /** What is asked fails from now on. */
  failure: Error | undefined;

  get(key: string): Promise<unknown> {
    return this.#answer(() => this.stored.get(key));
  }

  set(key: string, value: unknown): Promise<void> {
    return this.#answer(() => {
      this.stored.set(key, value);
    });
  }

  insert(key: string, value: unknown): Promise<boolean> {
    return this.#answer(() => {
      if (this.stored.has(key)) return false;
      this.stored.set(key, value);
      return true;
    });
  }

  replace(key: string, before: unknown, value: unknown): Promise<boolean> {
    return this.#answer(() => {
      if (JSON.stringify(this.stored.get(key)) !== JSON.stringify(before)) return false;
      this.stored.set(key, value);
      return true;
    });
  }

  remove(key: string): Promise<void> {
    return this.#answer(() => {
      this.stored.delete(key);
    });
  }

  keys(prefix: string): Promise<readonly string[]> {
    return this.#answer(() => [...this.stored.keys()].filter((key) => key.startsWith(prefix)));
  }

  async #answer<T>(give: () => T): Promise<T> {
    await Promise.resolve();
    if (this.failure !== undefined) throw this.failure;
    return give();
  }
}
