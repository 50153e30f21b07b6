/** Of what cannot be seen: zero-width characters, and those that turn the direction of reading. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;

/**
 * A wrong value, on one line and short enough for the place beside the Save button, where it stands as plain text. What
 * cannot be seen is made visible, as `⟨U+202E⟩`: it would turn around the sentence that it stands in.
 */
export function shown(value: string, limit = 40): string {
  // No more is looked at than can be shown; a visible character is two units long at most.
  const start = value.slice(0, 2 * limit);
  const line = start
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(INVISIBLE, (one) => `⟨U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`);
  return line.length > limit || start.length < value.length ? `${line.slice(0, limit).toWellFormed()}…` : line;
}
