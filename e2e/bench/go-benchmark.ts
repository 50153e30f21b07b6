/** Go's own benchmarks of the bridge, which start the real sidecar of a bundle. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GO_ENVIRONMENT } from '../../build/go-environment.ts';
import { ROOT } from '../../build/repository.ts';
import { median } from './measure.ts';

/** Which one, by the end of its function's name. */
export interface GoBenchmark {
  readonly name: string;
  /** As `-benchtime` takes it. */
  readonly count: string;
  /** How often it is run; what counts is the median. */
  readonly runs: number;
}

/** What one reported, by unit. */
export type Reported = ReadonlyMap<string, number>;

/**
 * Runs one.
 * @param what options of the benchmark itself, after `-args`
 */
export async function goBenchmark({ name, count, runs }: GoBenchmark, what: readonly string[]): Promise<Reported> {
  const args = ['test', './sidecar', '-run', '^$', '-bench', `^Benchmark${name}$`, '-benchtime', count];
  const { stdout } = await promisify(execFile)('go', [...args, '-count', String(runs), ...what], {
    cwd: join(ROOT, 'server', 'bridge'),
    env: { ...process.env, ...GO_ENVIRONMENT },
  });
  const reported = Map.groupBy(stdout.matchAll(/([\d.]+) (\S+-µs)/g), ([, , unit = '']) => unit);
  return new Map([...reported].map(([unit, each]) => [unit, median(each.map(([, value]) => Number(value)))]));
}

/** @throws when nothing of that unit was reported */
export function reportedBy(reported: Reported, unit: string): number {
  const value = reported.get(unit);
  if (value === undefined) throw new Error(`Go's benchmark reports no ${unit}`);
  return value;
}
