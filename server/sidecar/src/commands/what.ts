import { type Text, text } from '../messages/text.ts';
import { type Selection, selectionOf } from '../selection/selection.ts';
import { readSelector, type Selector } from '../selection/selector.ts';
import { asMeant } from './placeholders.ts';
import { releaseCommas } from './held-commas.ts';
import { straight } from './normalise.ts';

/** The most words that one command takes: each is held against every instance, and told when it means none. */
export const WORD_LIMIT = 50;

/** The words of a line that say which instances are meant, or what is wrong with one of them. */
export type What = { readonly selection: Selection } | { readonly problem: Text };

/**
 * Reads the words that say which instances are meant.
 *
 * @param words as typed; several may stand in one, separated by commas that did not stand in quotes
 * @param regions the values of `-r`, which may be lists as well
 */
export function readWhat(words: readonly string[], regions: readonly string[] = []): What {
  const selectors: Selector[] = [];
  const named = separated(regions.map(releaseCommas)).map(
    (region) => `region:${asMeant('region', straight(region)).toLowerCase()}`,
  );
  const all = [...new Set([...separated(words).map((word) => asMeant('id', word)), ...named])];
  if (all.length > WORD_LIMIT) {
    return { problem: text('mistake.what.tooMany', { count: all.length, limit: WORD_LIMIT }) };
  }
  for (const word of all) {
    const selector = readSelector(word);
    if (selector.kind === 'problem') return { problem: selector.text };
    selectors.push(selector);
  }
  return { selection: selectionOf(selectors) };
}

/** Words that stand in lists, separated by commas, each by itself. */
export function separated(words: readonly string[]): string[] {
  return words
    .flatMap((word) => word.split(','))
    .map((word) => releaseCommas(word).trim())
    .filter((word) => word !== '');
}
