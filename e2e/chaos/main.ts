/**
 * `make chaos`: a thousand faults over operations of people who type all the time, on a real server. What is done follows from
 * the seed; `make chaos SEED=…` does it again, `SIZE=short` does less of it. Ends with 1 if something is not as it must
 * be, and if too little was done to say so.
 */
import { randomInt } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OUT } from '../../build/repository.ts';
import { closeAll } from '../harness/open-resources.ts';
import { LONG, SHORT } from './plan.ts';
import { reportOf, zerosOf } from './report.ts';
import { type Run, run } from './run.ts';
import { shortcomingsOf } from './worth.ts';

const started = performance.now();

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function tell(line: string): void {
  print(`${((performance.now() - started) / 1_000).toFixed(0).padStart(5)} s  ${line}`);
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(name, () => void closeAll().then(() => process.exit(130)));
}

const isShort = process.env['SIZE'] === 'short';
const seed = Number(process.env['SEED'] ?? '') || randomInt(1, 2 ** 31);
print(`Seed ${String(seed)}. To do the same again: make chaos SEED=${String(seed)}${isShort ? ' SIZE=short' : ''}\n`);
const done = await run({
  seed,
  size: isShort ? SHORT : LONG,
  people: isShort ? 6 : 12,
  limitMs: (isShort ? 6 : 40) * 60_000,
  tell,
});
print('');
reportOf(seed, done).forEach(print);
const shortcomings = shortcomingsOf({ ...done, begun: done.verdict.begun });
if (shortcomings.length > 0) {
  print('\nThis run says too little:');
  for (const line of shortcomings) print(`  ${line}`);
}
const isGood = shortcomings.length === 0 && zerosOf(done).every(({ cases }) => cases.length === 0);
if (!isGood) print(`\nWhat was done and logged is in ${await keep(seed, done)}.`);
process.exitCode = isGood ? 0 : 1;

/** Keeps what explains a run that is not as it must be. */
async function keep(of: number, { notes, log }: Run): Promise<string> {
  const folder = join(OUT, 'chaos', String(of));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'diary.txt'), `${notes.diary.join('\n')}\n`);
  await writeFile(join(folder, 'mattermost.log'), log);
  return folder;
}
