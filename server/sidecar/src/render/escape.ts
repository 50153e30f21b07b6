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

/** C0 and C1 controls, a run of them at a time. */
const CONTROLS = /\p{Cc}+/gu;

/** Letters of scripts written from right to left, with their presentation forms. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** What holds an emoji together inside: the joiner of a family, the selector behind a heart. */
const EMOJI_GLUE = /[\u200d\ufe0f]/u;

const FIRST_STRONG_ISOLATE = '\u2068';
const POP_DIRECTIONAL_ISOLATE = '\u2069';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * A code span around text that AWS or a person wrote. It is the one escape that works in Mattermost: nothing inside
 * notifies, links or breaks a table, where a backslash does not help.
 *
 * @param text anything at all
 * @returns Markdown that shows the text on one line; what cannot be seen is made visible
 */
export function code(text: string, options: CodeOptions = {}): string {
  const cleaned = cut(visible(text), options.limit ?? VALUE_LIMIT);
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
  return text !== undefined && visible(text).trim() !== '';
}

/** A link, with an address that cannot end the link early. */
export function link(label: string, url: string): string {
  return `[${label}](${linkTarget(url)})`;
}

/** An address as it may stand in a link. */
export function linkTarget(url: string): string {
  return url.replace(/[\s()<>[\]\\|"`]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** The text on one line: controls become one space, what is invisible becomes visible, as `⟨U+202E⟩`. */
function visible(text: string): string {
  const onOneLine = text.toWellFormed().replace(CONTROLS, ' ');
  if (!INVISIBLE.test(onOneLine)) return onOneLine;
  return Array.from(graphemes.segment(onOneLine), ({ segment }) => showInvisible(segment)).join('');
}

function showInvisible(grapheme: string): string {
  const isEmoji = /^\p{RGI_Emoji}$/v.test(grapheme);
  return Array.from(grapheme, (character) => {
    if (!INVISIBLE.test(character) || (isEmoji && EMOJI_GLUE.test(character))) return character;
    const number = character.codePointAt(0) ?? 0;
    return `⟨U+${number.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  }).join('');
}

/** The first `limit` characters, never half an emoji or half a visible escape, then `…` if there was more. */
function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const pieces = text.match(/⟨U\+[0-9A-F]{4,6}⟩|[^⟨]+|⟨/gu) ?? [];
  const units = pieces.flatMap((piece) =>
    piece.length > 1 && piece.startsWith('⟨')
      ? [piece]
      : Array.from(graphemes.segment(piece), ({ segment }) => segment),
  );
  let kept = '';
  let length = 0;
  for (const unit of units) {
    const characters = Array.from(unit);
    if (length + characters.length > limit) {
      // A letter under a heap of accents would otherwise be as tall as a post.
      const start = length === 0 ? characters.slice(0, limit).join('') : '';
      return `${kept}${start}…`;
    }
    kept += unit;
    length += characters.length;
  }
  return kept;
}
