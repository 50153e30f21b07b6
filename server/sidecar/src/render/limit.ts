import type { Messages } from '../messages/messages.ts';

/** The most characters (Unicode code points) that Mattermost keeps of one post. */
export const MESSAGE_LIMIT = 16_383;

/** The length of a text as Mattermost counts it: in code points. */
export function lengthOf(text: string): number {
  let length = 0;
  // A string's iterator goes by code points.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  for (const _ of text) length++;
  return length;
}

/** The first of some rows, and whether that is all of them. */
export interface Fitting {
  readonly rows: readonly string[];
  readonly isAll: boolean;
}

/** The rows that fit into `budget` characters, each with its line break. Whole rows only; those behind are not even made. */
export function takeFitting(rows: Iterable<string>, budget: number): Fitting {
  const taken: string[] = [];
  let left = budget;
  for (const row of rows) {
    left -= lengthOf(row) + 1;
    if (left < 0) return { rows: taken, isAll: false };
    taken.push(row);
  }
  return { rows: taken, isAll: true };
}

/** Joins lines to one message; if they are too many, whole lines are left out at the end, with their number. */
export function joinLines(messages: Messages, lines: readonly string[]): string {
  const whole = lines.join('\n');
  if (lengthOf(whole) <= MESSAGE_LIMIT) return whole;
  const reserved = lengthOf(messages.format('general.moreLines', { count: lines.length })) + 1;
  const { rows } = takeFitting(lines, MESSAGE_LIMIT - reserved);
  return [...rows, messages.format('general.moreLines', { count: lines.length - rows.length })].join('\n');
}
