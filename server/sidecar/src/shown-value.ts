/** A wrong value, on one line and short enough for the place beside the Save button. */
export function shown(value: string, limit = 40): string {
  const line = value.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
  return line.length > limit ? `${line.slice(0, limit)}…` : line;
}
