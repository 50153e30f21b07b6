import type { HistoryRow } from '../history-rows.ts';
import type { Messages } from '../messages/messages.ts';
import type { Head } from '../views.ts';
import { code } from './escape.ts';
import { renderHead } from './head.ts';
import { historyLine, type LineLook } from './history-line.ts';
import { WARNING } from './instance.ts';
import { lengthOf, MESSAGE_LIMIT, takeFitting } from './limit.ts';
import { moment } from './moment.ts';

/** What there is to tell. */
export interface HistoryView {
  /** Newest first. */
  readonly rows: readonly HistoryRow[];
  /** How many could not be kept. */
  readonly dropped: number;
  /** Whether there may be more, older, that was not read. */
  readonly isCut: boolean;
  /** How far back was asked, in milliseconds. */
  readonly sinceMs: number;
  /** Whether the reader is shown but their own, and did not ask for that. */
  readonly isOwnAlone: boolean;
}

/** Draws the history: a line for each row, newest first, as many as fit one post; how many are left out stands above them. */
export function renderHistory(messages: Messages, head: Head, view: HistoryView, look: LineLook): string {
  const { rows } = view;
  const above = [renderHead(messages, head), answerOf(messages, view), ...notesOf(messages, view, look)];
  const fitting = (lines: readonly string[]): ReturnType<typeof takeFitting> =>
    takeFitting(linesOf(messages, rows, look), MESSAGE_LIMIT - lengthOf(lines.join('\n')));
  const all = fitting(above);
  if (all.isAll) return [...above, ...all.rows].join('\n');
  // With the largest numbers the line is at its longest, so what fits beside it fits beside the real one.
  const first = fitting([...above, cutLine(messages, rows.length, rows.length)]).rows;
  return [...above, cutLine(messages, first.length, rows.length), ...first].join('\n');
}

/** That Mattermost did not give the history. */
export function renderHistoryUnread(messages: Messages, head: Head, errorCode: string): string {
  return [renderHead(messages, head), messages.format('history.unread', { code: code(errorCode) })].join('\n');
}

function* linesOf(messages: Messages, rows: readonly HistoryRow[], look: LineLook): Generator<string, undefined> {
  for (const row of rows) yield historyLine(messages, row, look);
}

function answerOf(messages: Messages, { rows, sinceMs }: HistoryView): string {
  const time = messages.duration(sinceMs);
  if (rows.length === 0) return messages.format('history.none', { time });
  return messages.format('history.sum', { count: rows.length, time });
}

function notesOf(messages: Messages, { rows, dropped, isCut, isOwnAlone }: HistoryView, look: LineLook): string[] {
  const last = rows.at(-1);
  const older =
    last === undefined
      ? messages.format('history.older.all')
      : messages.format('history.older', { moment: moment(last.at, look.timeZone) });
  return [
    ...(isOwnAlone ? [messages.format('history.own')] : []),
    ...(dropped > 0 ? [`${WARNING} ${messages.format('history.dropped', { count: dropped })}`] : []),
    ...(isCut ? [`${WARNING} ${older}`] : []),
  ];
}

function cutLine(messages: Messages, shown: number, count: number): string {
  return messages.format('history.cut', { shown, count, instance: code('--instance'), since: code('--since') });
}
