/** Who waits where. */
export interface Waiter {
  readonly region: string;
  /** All who have no name here are one. */
  readonly person?: string | undefined;
}

/**
 * Those who wait, by turns: regions one after another, in each of them one person after another, and what one person
 * wants in the order of its coming. So whoever wants much at once waits for it themselves.
 */
export class Turns<W extends Waiter> {
  // A map keeps the order in which its keys came: the first has the next turn, and goes behind the others after it.
  readonly #regions = new Map<string, Map<string, Set<W>>>();

  add(waiter: W): void {
    const { region, person = '' } = waiter;
    const people = this.#regions.get(region) ?? new Map<string, Set<W>>();
    const own = people.get(person) ?? new Set<W>();
    this.#regions.set(region, people.set(person, own.add(waiter)));
  }

  /** All who wait now. */
  all(): W[] {
    return [...this.#regions.values()].flatMap((people) => [...people.values()].flatMap((own) => [...own]));
  }

  /** Takes one out of turn; false when it does not wait. */
  remove(waiter: W): boolean {
    const { region, person = '' } = waiter;
    const people = this.#regions.get(region);
    const own = people?.get(person);
    if (people === undefined || own?.delete(waiter) !== true) return false;
    if (own.size === 0) people.delete(person);
    if (people.size === 0) this.#regions.delete(region);
    return true;
  }

  /**
   * Takes out whose turn it is.
   * @param mayGo asked for regions in which somebody waits, until it says yes to one
   * @returns undefined when nobody may go
   */
  next(mayGo: (region: string) => boolean): W | undefined {
    for (const [region, people] of this.#regions) {
      if (!mayGo(region)) continue;
      const [first] = people.values();
      const [waiter] = first ?? [];
      if (waiter === undefined) continue;
      this.remove(waiter);
      moveBehind(people, waiter.person ?? '');
      moveBehind(this.#regions, region);
      return waiter;
    }
    return undefined;
  }
}

function moveBehind<V>(turns: Map<string, V>, key: string): void {
  const value = turns.get(key);
  if (value === undefined) return;
  turns.delete(key);
  turns.set(key, value);
}
