/** How long a name, an id or another value may be before it is cut. */
const VALUE_LIMIT = 60;

/** How a value is put into a code span. */
export interface CodeOptions {
  /** How many characters stay; what is longer ends in `…`. 60 unless told. */
  readonly limit?: number;
  /** Whether it stands in a table, where a bar would end the cell. */
  readonly inTable?: boolean;
}

/** Characters that cannot be seen: zero-width ones, bidi controls, tags, variation selectors, fillers, separators. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb]/u;

/** Each of them as a part of its own, where a text is split. */
const EACH_INVISIBLE = new RegExp(`(${INVISIBLE.source})`, 'u');

/** C0 and C1 controls, a run of them at a time. */
const CONTROLS = /\p{Cc}+/gu;

/** Letters of scripts written from right to left, with their presentation forms. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** What holds an emoji together inside: the joiner of a family, the selector behind a heart. */
const EMOJI_GLUE = /[\u200d\ufe0f]/u;

const FIRST_STRONG_ISOLATE = '\u2068';
const POP_DIRECTIONAL_ISOLATE = '\u2069';

let segmenter: Intl.Segmenter | undefined;

function graphemes(): Intl.Segmenter {
  // Made at its first use: few texts need it, and an idle process should not hold what it loads.
  return (segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' }));
}

let emoji: RegExp | undefined;

/** One whole emoji. */
function wholeEmoji(): RegExp {
  // Not written as a literal: the engine would read through all emoji at each start, which takes 20 ms.
  return (emoji ??= new RegExp(String.raw`^\p{RGI_Emoji}$`, 'v'));
}

/**
 * A code span around text that AWS or a person wrote. It is the one escape that works in Mattermost: nothing inside
 * notifies, links or breaks a table, where a backslash does not help.
 *
 * @param text anything at all
 * @returns Markdown that shows the text on one line; what cannot be seen is made visible
 */
export function code(text: string, options: CodeOptions = {}): string {
  const cleaned = visible(text, options.limit ?? VALUE_LIMIT);
  const value = options.inTable === true ? cleaned.replaceAll('|', '│') : cleaned;
  const longest = Math.max(0, ...(value.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  // An empty span is none: two backticks would stand there as text, and open a fence for what follows.
  const padding = longest > 0 ? ' ' : '';
  const span = `${fence}${padding}${value || ' '}${padding}${fence}`;
  return RIGHT_TO_LEFT.test(value) ? `${FIRST_STRONG_ISOLATE}${span}${POP_DIRECTIONAL_ISOLATE}` : span;
}

/** A type, state, zone or region as plain text; in a code span if it is none of AWS's own words. */
export function plain(text: string, options: CodeOptions = {}): string {
  return /^(?!www)[a-z0-9.-]+$/.test(text) ? text : code(text, options);
}

/** A username as plain text, so that nobody is notified; in a code span if it could become a link or something else. */
export function username(name: string): string {
  return /^(?!www)[a-z0-9][a-z0-9._-]*$/.test(name) ? name : code(name);
}

/** Whether a text has anything to show: neither empty nor blank. */
export function isShown(text: string | undefined): text is string {
  if (text === undefined) return false;
  // Nearly every name has one of these; the segmenter is slow, and a listing of 50,000 is sorted by names.
  if (/[!-~]/.test(text)) return true;
  for (const piece of pieces(onOneLine(text))) {
    if (piece.trim() !== '') return true;
  }
  return false;
}

/** A link, with an address that cannot end the link early. */
export function link(label: string, url: string): string {
  return `[${label}](${linkTarget(url)})`;
}

/** An address as it may stand in a link. */
export function linkTarget(url: string): string {
  return url.replace(/[\s()<>[\]\\|"`]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/**
 * The first `limit` characters of the text on one line, never half an emoji or half a visible escape, then `…` if there was
 * more. What is cut off is not even looked at: anybody may type a line of 300,000 characters.
 */
export function visible(text: string, limit = Infinity): string {
  const line = onOneLine(text);
  if (line.length <= limit && !INVISIBLE.test(line)) return line;
  let kept = '';
  let length = 0;
  for (const piece of pieces(line)) {
    const characters = Array.from(piece);
    if (length + characters.length > limit) {
      // A letter under a heap of accents would otherwise be as tall as a post.
      const start = length === 0 ? characters.slice(0, limit).join('') : '';
      return `${kept}${start}…`;
    }
    kept += piece;
    length += characters.length;
  }
  return kept;
}

function onOneLine(text: string): string {
  return text.toWellFormed().replace(CONTROLS, ' ');
}

/** A line, a piece at a time that is not to be cut: a grapheme, or what stands for one that cannot be seen. */
function* pieces(line: string): Generator<string, undefined> {
  for (const { segment } of graphemes().segment(line)) {
    if (INVISIBLE.test(segment)) yield* showInvisible(segment);
    else yield segment;
  }
}

/** A grapheme with what is invisible in it made visible, as `⟨U+202E⟩`, in pieces; an emoji stays whole. */
function showInvisible(grapheme: string): string[] {
  const parts = grapheme.split(EACH_INVISIBLE).filter((part) => part !== '');
  const isEmoji = wholeEmoji().test(grapheme);
  if (isEmoji && parts.every((part) => !INVISIBLE.test(part) || EMOJI_GLUE.test(part))) return [grapheme];
  return parts.map((part) => {
    if (!INVISIBLE.test(part)) return part;
    const number = part.codePointAt(0) ?? 0;
    return `⟨U+${number.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}
