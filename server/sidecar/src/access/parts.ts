/** Looked up at the same time: few enough to leave room for the commands of others. */
const AT_ONCE = 25;

/** The items in parts, each to be looked up when the one before it is done. */
export function* inParts<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += AT_ONCE) yield items.slice(at, at + AT_ONCE);
}
