const open = new Set<() => Promise<void>>();

/**
 * Remembers how to give something back, so that `closeAll` can when we are told to end in the middle of something.
 *
 * @returns forgets it again: to be called when it was given back in order
 */
export function opened(close: () => Promise<void>): () => void {
  open.add(close);
  return () => {
    open.delete(close);
  };
}

/** Gives back everything that is open, the newest first. Whatever fails is left to the keepers. */
export async function closeAll(): Promise<void> {
  for (const close of [...open].reverse()) {
    await close().catch(() => undefined);
  }
}
