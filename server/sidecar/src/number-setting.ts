import type { RawConfiguration } from './rpc/protocol.ts';

/** A whole number that an admin may choose. */
export interface NumberRange {
  readonly least: number;
  readonly most: number;
  /** Taken where the box is empty. */
  readonly byDefault: number;
}

/**
 * A whole number of the settings; undefined for what is none, or out of its range. The System Console stores a number;
 * a file, the environment and older consoles may have a text.
 */
export function wholeNumber(
  configuration: RawConfiguration,
  key: string,
  { least, most, byDefault }: NumberRange,
): number | undefined {
  const stored = configuration[key];
  if (stored === undefined || stored === null) return byDefault;
  const text = typeof stored === 'string' ? stored.trim() : JSON.stringify(stored);
  if (text === '') return byDefault;
  const value = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  return value >= least && value <= most ? value : undefined;
}
