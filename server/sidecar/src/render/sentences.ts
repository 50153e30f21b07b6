/** A full-width mark has its blank within itself. */
const FULL_WIDTH_END = /[。！？：；，、）」]$/u;

/**
 * Sentences of one line, one after another: with a blank between them, but for where one ends in a full-width mark. Behind
 * bold there is a blank in every language, or a strict reader of Markdown does not see its end.
 */
export function joinSentences(...parts: readonly string[]): string {
  return parts
    .filter((part) => part !== '')
    .reduce((line, part) => (line === '' || FULL_WIDTH_END.test(line) ? line + part : `${line} ${part}`), '');
}
