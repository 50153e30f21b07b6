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

/** How many of the rows fit into `budget` characters, each with its line break. Whole rows only. */
export function countFitting(rows: readonly string[], budget: number): number {
  let left = budget;
  for (const [index, row] of rows.entries()) {
    left -= lengthOf(row) + 1;
    if (left < 0) return index;
  }
  return rows.length;
}

/** Joins lines to one message; if they are too many, whole lines are left out at the end, with their number. */
export function joinLines(messages: Messages, lines: readonly string[]): string {
  const whole = lines.join('\n');
  if (lengthOf(whole) <= MESSAGE_LIMIT) return whole;
  const reserved = lengthOf(messages.format('general.moreLines', { count: lines.length })) + 1;
  const count = countFitting(lines, MESSAGE_LIMIT - reserved);
  return [...lines.slice(0, count), messages.format('general.moreLines', { count: lines.length - count })].join('\n');
}
