/** Whether a word has a `*` or `?`: such a word is only ever a pattern, never a name, whatever an instance is called. */
export function isPattern(word: string): boolean {
  return /[*?]/.test(word);
}

/**
 * What tells whether a text fits a pattern as a whole: `*` stands for any characters or none, `?` for one, everything else for
 * itself in either case. Takes time with the length of the pattern times that of the text, whatever either is: a regular
 * expression made of the same pattern may take for ever.
 */
export function matcherOf(pattern: string): (text: string) => boolean {
  const wanted = Array.from(pattern.toLowerCase());
  return (text) => matches(wanted, Array.from(text.toLowerCase()));
}

function matches(wanted: readonly string[], text: readonly string[]): boolean {
  let at = 0;
  let next = 0;
  // Where to go on when what follows the last star does not fit: the star takes one character more.
  let star = -1;
  let afterStar = 0;
  while (at < text.length) {
    if (wanted[next] === '*') {
      star = next;
      afterStar = at;
      next += 1;
    } else if (wanted[next] === '?' || wanted[next] === text[at]) {
      next += 1;
      at += 1;
    } else if (star >= 0) {
      next = star + 1;
      afterStar += 1;
      at = afterStar;
    } else {
      return false;
    }
  }
  return wanted.slice(next).every((character) => character === '*');
}
