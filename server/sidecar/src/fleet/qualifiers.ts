/** What of tags and types can be typed to say which instances are meant, counted. */
import type { Instance } from '../ports.ts';

/** Of a key no more values are kept, and of a region no more keys: some have one for every instance. */
const MOST_VALUES = 200;
const MOST_KEYS = 100;

/** What is read back as it was typed, wherever it stands on a line: nothing that ends a word, a list or a line, or is a pattern. */
const PLAIN_VALUE = /^[A-Za-z0-9](?:[A-Za-z0-9._:/@+-]{0,58}[A-Za-z0-9])?$/;
const PLAIN_KEY = /^[A-Za-z0-9](?:[A-Za-z0-9._:/@+-]{0,58}[A-Za-z0-9])?$/;

/** Facts of the account that somebody who may look need not see offered. */
const TELLING = /^arn:|^\d{12}$/i;

/** How many instances have each value of each tag, and each type. Names are offered by themselves. */
export interface Qualifiers {
  readonly tags: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly types: ReadonlyMap<string, number>;
}

/** Counts those of some instances; terminated ones do not count. */
export function countQualifiers(
  instances: readonly (Pick<Instance, 'state' | 'type'> & { readonly tags?: ReadonlyMap<string, string> })[],
): Qualifiers {
  const tags = new Map<string, Map<string, number>>();
  const types = new Map<string, number>();
  for (const { state, type, tags: own = new Map<string, string>() } of instances) {
    if (state === 'terminated') continue;
    add(types, type, 1, MOST_VALUES);
    for (const [key, value] of own) {
      const known = tags.get(key);
      // What is counted already was looked at then.
      if (known?.has(value) !== true && (key === 'Name' || !isOffered(key, value))) continue;
      if (known === undefined && tags.size >= MOST_KEYS) continue;
      const values = known ?? new Map<string, number>();
      tags.set(key, values);
      add(values, value, 1, MOST_VALUES);
    }
  }
  return { tags, types };
}

function isOffered(key: string, value: string): boolean {
  return PLAIN_KEY.test(key) && PLAIN_VALUE.test(value) && !TELLING.test(value);
}

/** Those of several regions together. */
export function mergeQualifiers(all: Iterable<Qualifiers>): Qualifiers {
  const tags = new Map<string, Map<string, number>>();
  const types = new Map<string, number>();
  for (const one of all) {
    for (const [type, count] of one.types) add(types, type, count, MOST_VALUES);
    for (const [key, values] of one.tags) {
      const merged = tags.get(key) ?? new Map<string, number>();
      tags.set(key, merged);
      for (const [value, count] of values) add(merged, value, count, MOST_VALUES);
    }
  }
  return { tags, types };
}

function add(counts: Map<string, number>, value: string, count: number, most: number): void {
  const before = counts.get(value);
  if (before !== undefined || counts.size < most) counts.set(value, (before ?? 0) + count);
}
