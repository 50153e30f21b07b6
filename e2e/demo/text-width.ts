const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What terminals draw two columns wide: emoji, and the scripts of East Asia. */
const WIDE =
  /^(\p{Emoji_Presentation}|.\uFE0F|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60\uFFE0-\uFFE6])/u;

/** What takes no room: escape sequences of ours, and characters that only steer. */
// eslint-disable-next-line no-control-regex -- the escape character is what is looked for
const INVISIBLE = /\u001B\[[0-9;]*m|[\u200B-\u200F\u2060-\u2069\uFEFF]/g;

/** How many columns of a terminal a text takes. */
export function textWidth(text: string): number {
  let width = 0;
  for (const { segment } of GRAPHEMES.segment(text.replace(INVISIBLE, ''))) {
    width += WIDE.test(segment) ? 2 : 1;
  }
  return width;
}

/** The text, with blanks behind it up to `width` columns. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}

/** Cuts a line into pieces of at most `width` columns. Styles go on over the cut. */
export function wrapped(line: string, width: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  // eslint-disable-next-line no-control-regex -- as above
  for (const part of line.split(/(\u001B\[[0-9;]*m)/)) {
    if (part.startsWith('\u001B')) {
      piece += part;
      continue;
    }
    for (const { segment } of GRAPHEMES.segment(part)) {
      const wide = textWidth(segment);
      if (used + wide > width) {
        pieces.push(piece);
        piece = '';
        used = 0;
      }
      piece += segment;
      used += wide;
    }
  }
  pieces.push(piece);
  return pieces;
}
