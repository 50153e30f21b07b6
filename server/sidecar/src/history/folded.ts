import type { HistoryRow, RefusalRow, Refused } from '../history-rows.ts';

const MINUTE_MS = 60_000;

/** So much is kept of each word, so many words of a minute, and so many bytes of them: nobody fills a day alone, a row each minute. */
const WORD_LENGTH = 60;
const MOST_WORDS = 10;
const MOST_BYTES = 1_000;

/** So many channels and request ids are kept of a minute. */
const MOST_IDS = 5;

/** So many people have a row that grows. */
const MOST_PEOPLE = 1_000;

/** Folds what each person is refused into one row a minute. */
export interface Folding {
  /** The row of this person and minute, with this refusal in it. */
  fold(refused: Refused, at: number): RefusalRow;
}

/**
 * Rows of one process: none of another has their ids, so that each may be written as often as it grows, whatever became of
 * the time before.
 *
 * @param process tells it from all others
 */
export function createFolding(process: string): Folding {
  const rows = new Map<string, RefusalRow>();
  let [minute, begun] = [-1, 0];
  return {
    fold(refused, at) {
      const now = Math.floor(at / MINUTE_MS);
      // What was begun in another minute grows no more, so that the map does not either.
      if (now !== minute || rows.size >= MOST_PEOPLE) {
        rows.clear();
        // A clock that was set back comes to the same minute again: that is another row.
        begun += 1;
      }
      minute = now;
      const before = rows.get(refused.personId);
      const id = `${refused.personId}/${process}/${String(begun)}`;
      const row = before === undefined ? firstRow(refused, { id, at }) : merged(before, firstRow(refused, before));
      rows.set(refused.personId, row);
      return row;
    },
  };
}

/** Rows of several processes, with those of one person and minute folded into one. */
export function foldedRows(rows: readonly HistoryRow[]): HistoryRow[] {
  const folded = new Map<string, HistoryRow>();
  for (const row of rows) {
    const key = row.kind === 'refusal' ? `${row.personId}/${String(Math.floor(row.at / MINUTE_MS))}` : row.id;
    const before = folded.get(key);
    folded.set(key, before?.kind === 'refusal' && row.kind === 'refusal' ? merged(before, row) : row);
  }
  return [...folded.values()];
}

function firstRow(refused: Refused, { id, at }: Pick<RefusalRow, 'id' | 'at'>): RefusalRow {
  const { personId, username, channelId, verb, words, reason, requestId } = refused;
  const cut = words
    .slice(0, MOST_WORDS)
    .map((word) => Array.from(word.slice(0, 2 * WORD_LENGTH)).slice(0, WORD_LENGTH));
  return {
    kind: 'refusal',
    ...{ id, at, personId, username },
    channelIds: [channelId],
    verbs: [verb],
    words: fittingWords(cut.map((characters) => characters.join(''))),
    reasons: [reason],
    requestIds: requestId === undefined ? [] : [requestId],
    count: 1,
  };
}

function merged(first: RefusalRow, more: RefusalRow): RefusalRow {
  const both = <T>(one: readonly T[], other: readonly T[]): T[] => [...new Set([...one, ...other])];
  return {
    ...first,
    at: Math.min(first.at, more.at),
    username: first.username ?? more.username,
    channelIds: both(first.channelIds, more.channelIds).slice(0, MOST_IDS),
    verbs: both(first.verbs, more.verbs),
    words: fittingWords(both(first.words, more.words)),
    reasons: both(first.reasons, more.reasons),
    requestIds: both(first.requestIds, more.requestIds).slice(0, MOST_IDS),
    count: first.count + more.count,
  };
}

/** As many as a row may have. */
function fittingWords(words: readonly string[]): readonly string[] {
  let bytes = 0;
  return words.slice(0, MOST_WORDS).filter((word) => {
    bytes += Buffer.byteLength(JSON.stringify(word));
    return bytes <= MOST_BYTES;
  });
}
