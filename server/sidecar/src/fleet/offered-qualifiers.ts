/** What tags and types offer, in the order in which it is offered. */
import type { Qualifiers } from './qualifiers.ts';

/** AWS's own tags are offered to those who ask for them. */
export const OF_AWS = 'aws:';

/** So many are offered where nothing is typed yet. */
const UNASKED = 3;

/** A value, and how many instances have it. */
export interface Counted {
  readonly value: string;
  readonly count: number;
}

/** A tag that instances have. */
export interface OfferedTag {
  readonly key: string;
  /** By value. */
  readonly values: readonly Counted[];
  /** The few that most instances have. */
  readonly commonest: readonly Counted[];
}

/** Put in order once for many questions. */
export interface OfferedQualifiers {
  /** By key. */
  readonly tags: readonly OfferedTag[];
  /** By type. */
  readonly types: readonly Counted[];
  /** Those that most instances have, which stand for all tags where nothing is typed yet. */
  readonly commonest: readonly (Counted & Pick<OfferedTag, 'key'>)[];
}

/** Puts what was counted in order. */
export function offeredQualifiers({ tags, types }: Qualifiers): OfferedQualifiers {
  const offered = [...tags].sort(([a], [b]) => byText(a, b)).map(([key, counts]) => offeredTag(key, inOrder(counts)));
  // Of each tag the first few are enough to find the first few of all: equal ones by key, then by value.
  const commonest = offered
    .filter(({ key }) => !key.startsWith(OF_AWS))
    .flatMap((tag) => tag.commonest.map((counted) => ({ key: tag.key, ...counted })))
    .sort((a, b) => b.count - a.count)
    .slice(0, UNASKED);
  return { tags: offered, types: inOrder(types), commonest };
}

function offeredTag(key: string, values: readonly Counted[]): OfferedTag {
  return { key, values, commonest: values.toSorted((a, b) => b.count - a.count).slice(0, UNASKED) };
}

function inOrder(counts: ReadonlyMap<string, number>): Counted[] {
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => byText(a.value, b.value));
}

function byText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
