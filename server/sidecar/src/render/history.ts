import type { HistoryRow } from '../history-rows.ts';
import type { Messages } from '../messages/messages.ts';
import type { Head, ListingFile } from '../views.ts';
import { code } from './escape.ts';
import { renderHead } from './head.ts';
import { historyLine, type LineLook } from './history-line.ts';
import { fitting, lengthOf, MESSAGE_LIMIT } from './limit.ts';
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

/** How it is drawn. */
export interface HistoryLook extends LineLook {
  /** Undefined: there is none. */
  readonly file?: Exclude<ListingFile, { readonly kind: 'follows' }> | undefined;
}

/** The answer, and whether not all of it fits. */
export interface DrawnHistory {
  readonly message: string;
  readonly isCut: boolean;
}

/** Draws the history: as many whole rows as fit one post, newest first. */
export function drawHistory(messages: Messages, head: Head, view: HistoryView, look: HistoryLook): DrawnHistory {
  const { rows } = view;
  const first = [renderHead(messages, head), ...answerOf(messages, view)];
  const notes = notesOf(messages, view, look);
  // Whatever number of rows it names, the sentence about those left out is no longer than with all of them.
  const longest = cutLines(messages, { shown: rows.length, count: rows.length }, look);
  const budget = MESSAGE_LIMIT - lengthOf([...first, ...longest, ...notes].join('\n'));
  const fits = fitting(linesOf(messages, rows, look), budget);
  const shown = fits.rows.length;
  const left = fits.isAll ? [] : cutLines(messages, { shown, count: rows.length }, look);
  return { message: [...first, ...left, ...notes, ...fits.rows].join('\n'), isCut: !fits.isAll };
}

/** That Mattermost did not give the history. */
export function renderHistoryUnread(messages: Messages, head: Head, errorCode: string): string {
  return [renderHead(messages, head), messages.format('history.unread', { code: code(errorCode) })].join('\n');
}

function* linesOf(messages: Messages, rows: readonly HistoryRow[], look: LineLook): Generator<string> {
  for (const row of rows) yield historyLine(messages, row, look);
}

function answerOf(messages: Messages, { rows, sinceMs }: HistoryView): string[] {
  const time = messages.duration(sinceMs);
  if (rows.length === 0) return [messages.format('history.none', { time })];
  return [messages.format('history.sum', { count: rows.length, time })];
}

function notesOf(messages: Messages, { rows, dropped, isCut, isOwnAlone }: HistoryView, look: LineLook): string[] {
  const last = rows.at(-1);
  const older =
    last === undefined
      ? messages.format('history.older.all')
      : messages.format('history.older', { moment: moment(last.at, look.timeZone) });
  return [
    ...(isOwnAlone ? [messages.format('history.own')] : []),
    ...(dropped > 0 ? [messages.format('history.dropped', { count: dropped })] : []),
    ...(isCut ? [older] : []),
  ];
}

function cutLines(
  messages: Messages,
  numbers: { readonly shown: number; readonly count: number },
  { file }: HistoryLook,
): string[] {
  switch (file?.kind) {
    case 'attached':
      return file.rows === numbers.count
        ? [messages.format('history.file.cut', numbers)]
        : [messages.format('history.file.cut.part', { ...numbers, rows: file.rows })];
    case 'refused':
      return [messages.format('history.cut', numbers), messages.format('listing.file.refused')];
    case undefined:
      return [messages.format('history.cut', numbers)];
  }
}
