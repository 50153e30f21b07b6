import type { NewFile } from '../files.ts';
import type { Change, ChangeLine } from '../views.ts';
import { isLarge } from './change-line.ts';
import { csvOf } from './csv.ts';
import { fileName } from './file-name.ts';

const HEADER = [
  'name',
  'id',
  'region',
  'result',
  'before',
  'state',
  'seconds',
  'private',
  'public',
  'reason',
  'request',
];

/** What became of an instance, in one word of English, whatever the language: a program may read it. */
const RESULTS = {
  asked: 'asked',
  moving: 'moving',
  arrived: 'done',
  already: 'already',
  unfit: 'left',
  failed: 'failed',
} as const satisfies Record<ChangeLine['outcome'], string>;

/**
 * The end of a large change as a file, with a row for each instance in the order of the command; undefined for one whose post
 * has a line for each.
 *
 * @param now milliseconds since the epoch
 */
export function changeFile(change: Change, now: number): NewFile | undefined {
  if (!isLarge(change)) return undefined;
  return { name: fileName(change.verb, now), content: csvOf(HEADER, change.lines.map(row)).content };
}

function row({ instance, before, outcome, tookMs, failure }: ChangeLine): string[] {
  const { name = '', id, region, state, privateAddress = '', publicAddress = '' } = instance;
  const seconds = tookMs === undefined ? '' : (tookMs / 1000).toFixed(1);
  const reason = [failure?.code ?? '', failure?.requestId ?? ''];
  return [name, id, region, RESULTS[outcome], before, state, seconds, privateAddress, publicAddress, ...reason];
}
