/** A wrong value, short enough for the one line beside the Save button. */
export function shown(value: string): string {
  return value.length > 40 ? `${value.slice(0, 40)}…` : value;
}
