/**
 * `make chaos`: a thousand faults over operations of people who type all the time, on a real server. What is done follows from
 * the seed; `make chaos SEED=…` does it again, `SIZE=short` does less of it. Ends with 1 if something is not as it must be.
 */
import { randomInt } from 'node:crypto';
import { closeAll } from '../harness/open-resources.ts';
import { LONG, SHORT } from './plan.ts';
import { reportOf, zerosOf } from './report.ts';
import { run } from './run.ts';

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
  limitMs: (isShort ? 4 : 30) * 60_000,
  tell,
});
print('');
reportOf(seed, done).forEach(print);
process.exitCode = zerosOf(done).some(({ cases }) => cases.length > 0) ? 1 : 0;
