import { selectionOf } from '../../selection/selection.ts';
import { readSelector, type Selector } from '../../selection/selector.ts';
import type { ParsedLs } from '../parse.ts';

/** What a line asks for that lists what these words mean. */
export function listing(...words: string[]): ParsedLs {
  const selectors = words.map(readSelector).filter((one): one is Selector => one.kind !== 'problem');
  return { kind: 'ls', selection: selectionOf(selectors), sort: undefined, columns: [], visibility: undefined };
}
