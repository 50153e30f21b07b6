import { selectionFor } from '../../selection/testing/selection-for.ts';
import type { ParsedLs } from '../parse.ts';

/** What a line asks for that lists what these words mean. */
export function listing(...words: string[]): ParsedLs {
  return {
    kind: 'ls',
    selection: selectionFor(words),
    sort: undefined,
    columns: [],
    csv: false,
    visibility: undefined,
  };
}
