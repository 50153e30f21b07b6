import { textWidth } from '../demo/text-width.ts';
import type { Run } from './blocks.ts';
import { drawnWidth, type Face } from './font-widths.ts';
import { element, escaped } from './xml.ts';

const TEXT_SIZE = 14;
const CODE_SIZE = 12.5;

/** Left and right of the text of a code span, in pixels. */
const CODE_MARGIN = 4;

/** Emoji come from a font of the reader's machine, and are about as wide as this. */
const EMOJI_WIDTH = 18;

/** Pixels from one line of a post to the next. */
export const LINE_HEIGHT = 22;

/** A piece that is never broken: a word with the blank behind it, a code span, an emoji. */
interface Piece extends Run {
  readonly emoji: boolean;
  readonly width: number;
}

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** How wide a line is, in pixels. */
export function lineWidth(runs: readonly Run[]): number {
  return piecesOf(runs).reduce((sum, { width }) => sum + width, 0);
}

/** Breaks a line into as many as it takes for each to be at most `width` pixels wide. */
export function brokenLine(runs: readonly Run[], width: number): Run[][] {
  const lines: Piece[][] = [[]];
  let used = 0;
  for (const piece of piecesOf(runs)) {
    if (used > 0 && used + piece.width > width) {
      lines.push([]);
      used = 0;
    }
    lines.at(-1)?.push(piece);
    used += piece.width;
  }
  return lines;
}

/**
 * Draws a line.
 *
 * @param y of the line that the letters stand on
 * @returns elements of SVG
 */
export function drawLine(runs: readonly Run[], x: number, y: number): string {
  let at = x;
  let drawn = '';
  for (const piece of joined(piecesOf(runs))) {
    drawn += drawPiece(piece, at, y);
    at += piece.width;
  }
  return drawn;
}

function drawPiece({ text, style, emoji, width }: Piece, x: number, y: number): string {
  if (emoji) {
    return element('text', { class: 'e', x: x + EMOJI_WIDTH / 2 - 1, y }, escaped(text));
  }
  const classes = [style.code ? ['c'] : [], style.bold ? ['b'] : [], style.link ? ['a'] : []].flat().join(' ');
  const look = classes === '' ? {} : { class: classes };
  // A font that is wider or narrower than the one that was reckoned with is fitted in.
  const fitted = { lengthAdjust: 'spacingAndGlyphs' };
  if (style.code) {
    const box = element('rect', { class: 'k', x, y: y - 13, width, height: 18, rx: 3 });
    const textLength = width - 2 * CODE_MARGIN;
    return box + element('text', { ...look, x: x + CODE_MARGIN, y, textLength, ...fitted }, escaped(text));
  }
  // Blanks at the ends are none in SVG: they are room alone.
  const shown = text.trim();
  if (shown === '') return '';
  const face = faceOf(style);
  const before = drawnWidth(text.slice(0, text.length - text.trimStart().length), face, TEXT_SIZE);
  const textLength = drawnWidth(shown, face, TEXT_SIZE);
  return element('text', { ...look, x: x + before, y, textLength, ...fitted }, escaped(shown));
}

function piecesOf(runs: readonly Run[]): Piece[] {
  return runs.flatMap(({ text, style }): Piece[] => {
    if (style.code) {
      const width = drawnWidth(text, 'fixed', CODE_SIZE) + 2 * CODE_MARGIN;
      return [{ text, style, emoji: false, width }];
    }
    return wordsOf(text).map((word) => {
      const emoji = isEmoji(word);
      return { text: word, style, emoji, width: emoji ? EMOJI_WIDTH : drawnWidth(word, faceOf(style), TEXT_SIZE) };
    });
  });
}

/** Words with the blanks behind them, and each emoji by itself. */
function wordsOf(text: string): string[] {
  const words: string[] = [];
  let word = '';
  for (const { segment } of GRAPHEMES.segment(text)) {
    if (isEmoji(segment) || (segment !== ' ' && word.endsWith(' '))) {
      words.push(word);
      word = '';
    }
    word += segment;
    if (isEmoji(segment)) {
      words.push(word);
      word = '';
    }
  }
  return [...words, word].filter((one) => one !== '');
}

function isEmoji(segment: string): boolean {
  return /^(\p{Emoji_Presentation}|.\uFE0F)/u.test(segment) && textWidth(segment) === 2;
}

/** Words of one style behind each other are one text, which is smaller to write. */
function joined(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (last !== undefined && isOneText(last, piece)) {
      result[result.length - 1] = { ...last, text: last.text + piece.text, width: last.width + piece.width };
    } else {
      result.push(piece);
    }
  }
  return result;
}

function isOneText(one: Piece, next: Piece): boolean {
  const areWords = [one, next].every(({ emoji, style }) => !emoji && !style.code);
  return areWords && one.style.bold === next.style.bold && one.style.link === next.style.link;
}

function faceOf({ bold }: Run['style']): Face {
  return bold ? 'bold' : 'regular';
}
