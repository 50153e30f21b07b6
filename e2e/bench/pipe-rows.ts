/** The pipe and the start, measured from the bridge's side: Go's own benchmarks in `server/bridge/sidecar`. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GO_ENVIRONMENT } from '../../build/go-environment.ts';
import { ROOT } from '../../build/repository.ts';
import type { PluginSettings } from '../harness/admin.ts';
import { median } from './measure.ts';
import { figure, type Row, times } from './report.ts';

/** @param bundle the folder of an unpacked bundle, which is started with these settings */
export async function pipeRows(bundle: string, settings: PluginSettings): Promise<Row[]> {
  const what = ['-args', '-bundle', bundle, '-configuration', JSON.stringify(settings)];
  const ping = await benchmark('Ping', '2000x', what);
  const start = await benchmark('Start', '15x', what);
  const row = (what: string, ours: number, baseline: string, other: number, limit: number, best: number): Row => ({
    what,
    ours: `${figure(ours)} µs`,
    baseline: `${baseline}: ${figure(other)} µs`,
    ratio: times(ours / other),
    reach: { text: `${String(limit)} µs`, held: ours <= limit },
    knownBest: `${String(best)} µs`,
  });
  const [ready, bare] = [of(start, 'start-µs') / 1_000, of(start, 'bare-µs') / 1_000];
  return [
    row(
      'ping over the pipe, p50',
      of(ping, 'ping-p50-µs'),
      'the same bytes through cat',
      of(ping, 'echo-p50-µs'),
      150,
      65,
    ),
    row(
      'ping over the pipe, p99',
      of(ping, 'ping-p99-µs'),
      'the same bytes through cat',
      of(ping, 'echo-p99-µs'),
      500,
      140,
    ),
    {
      what: 'start to ready, warm',
      ours: `${figure(ready)} ms`,
      baseline: `the runtime, to run nothing: ${figure(bare)} ms`,
      ratio: times(ready / bare),
      reach: { text: '90 ms', held: ready <= 90 },
      knownBest: '54 ms',
    },
  ];
}

/** How often each is run; what counts is the median, since one run meets whatever else the machine has to do. */
const RUNS = 5;

/** Runs one of Go's benchmarks, and returns what it reports. */
async function benchmark(name: string, count: string, what: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const args = ['test', './sidecar', '-run', '^$', '-bench', `^Benchmark${name}$`, '-benchtime', count];
  const { stdout } = await promisify(execFile)('go', [...args, '-count', String(RUNS), ...what], {
    cwd: join(ROOT, 'server', 'bridge'),
    env: { ...process.env, ...GO_ENVIRONMENT },
  });
  const reported = Map.groupBy(stdout.matchAll(/([\d.]+) (\S+-µs)/g), ([, , unit = '']) => unit);
  return new Map([...reported].map(([unit, runs]) => [unit, median(runs.map(([, value]) => Number(value)))]));
}

function of(reported: ReadonlyMap<string, number>, unit: string): number {
  const value = reported.get(unit);
  if (value === undefined) throw new Error(`Go's benchmark reports no ${unit}`);
  return value;
}
