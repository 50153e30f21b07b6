/**
 * The tags of one instance. 50,000 instances are listed, each with a handful: a `Map` takes about twice as much memory
 * for these, and more time of the garbage collector.
 */
export class Tags implements ReadonlyMap<string, string> {
  /** A key, its value, the next key, and so on. */
  readonly #texts: readonly string[];

  /** @param texts a key, its value, the next key, and so on; no key twice */
  constructor(texts: readonly string[]) {
    this.#texts = texts;
  }

  get size(): number {
    return this.#texts.length / 2;
  }

  get(key: string): string | undefined {
    const at = this.#indexOf(key);
    return at === -1 ? undefined : this.#texts[at + 1];
  }

  has(key: string): boolean {
    return this.#indexOf(key) !== -1;
  }

  forEach(callback: (value: string, key: string, map: ReadonlyMap<string, string>) => void): void {
    for (const [key, value] of this.#map()) callback(value, key, this);
  }

  entries(): MapIterator<[string, string]> {
    return this.#map().entries();
  }

  keys(): MapIterator<string> {
    return this.#map().keys();
  }

  values(): MapIterator<string> {
    return this.#map().values();
  }

  [Symbol.iterator](): MapIterator<[string, string]> {
    return this.entries();
  }

  #indexOf(key: string): number {
    for (let at = 0; at < this.#texts.length; at += 2) if (this.#texts[at] === key) return at;
    return -1;
  }

  #map(): Map<string, string> {
    const map = new Map<string, string>();
    for (let at = 0; at < this.#texts.length; at += 2) map.set(this.#texts[at] ?? '', this.#texts[at + 1] ?? '');
    return map;
  }
}
