/** For an option that may be given several times: commander gives its values one by one. */
export function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}
