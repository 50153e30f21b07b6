import type { Verb } from '../../ports.ts';
import { selectionFor } from '../../selection/testing/selection-for.ts';
import type { ParsedChange } from '../parse.ts';

/** What a line asks for that changes what these words mean, without any flag. */
export function change(verb: Verb, ...words: string[]): ParsedChange {
  return { kind: 'change', order: { verb }, selection: selectionFor(words), dryRun: false, yes: false };
}
