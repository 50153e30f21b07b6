import { number, object, optional, readStored, text } from '../stored.ts';

/** What a record says of its owner. */
export interface Ownership {
  /** Undefined: left by an orderly end, or by a version without owners. */
  readonly owner: string | undefined;
  /** One more with each time that the owner stored it. */
  readonly beat: number;
}

/** Reads who owns a stored record; nobody does where it does not say. */
export function ownershipOf(stored: unknown): Ownership {
  const none = { owner: undefined, beat: 0 };
  return (
    readStored(() => {
      const fields = object(stored);
      return { owner: optional(fields['owner'], text), beat: optional(fields['beat'], number) ?? 0 };
    }) ?? none
  );
}
