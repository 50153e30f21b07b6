import { type Selection, selectionOf } from '../selection.ts';
import { readSelector } from '../selector.ts';

/** What words select that are all selectors. */
export function selectionFor(words: readonly string[]): Selection {
  return selectionOf(
    words.map((word) => {
      const selector = readSelector(word);
      if (selector.kind === 'problem') throw new Error(`No selector: ${word}`);
      return selector;
    }),
  );
}
