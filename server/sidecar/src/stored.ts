/** Reads what was stored as JSON by this version or another, so that nothing is taken for what it is not. */

/** What was stored is not what is looked for. */
export class NotStored extends Error {}

/** An object of JSON. */
export type Fields = Readonly<Record<string, unknown>>;

/** Each of these throws a `NotStored` for what is none. */
export function object(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new NotStored();
  return value as Fields;
}

export function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new NotStored();
  return value;
}

export function text(value: unknown): string {
  if (typeof value !== 'string') throw new NotStored();
  return value;
}

export function number(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new NotStored();
  return value;
}

export function flag(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new NotStored();
  return value;
}

/** What is left out or null is undefined. */
export function optional<T>(value: unknown, decode: (value: unknown) => T): T | undefined {
  return value === undefined || value === null ? undefined : decode(value);
}

export function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new NotStored();
  return found;
}

/** What `read` makes of something stored; undefined where it is something else. */
export function readStored<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof NotStored) return undefined;
    throw error;
  }
}
