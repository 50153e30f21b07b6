/** The pipe and the start, measured from the bridge's side: Go's own benchmarks in `server/bridge/sidecar`. */
import type { PluginSettings } from '../harness/admin.ts';
import { goBenchmark, reportedBy } from './go-benchmark.ts';
import { figure, type Row, times } from './report.ts';

/** How often each is run; what counts is the median, since one run meets whatever else the machine has to do. */
const RUNS = 5;

/** @param bundle the folder of an unpacked bundle, which is started with these settings */
export async function pipeRows(bundle: string, settings: PluginSettings): Promise<Row[]> {
  const what = ['-args', '-bundle', bundle, '-configuration', JSON.stringify(settings)];
  const ping = await goBenchmark({ name: 'Ping', count: '2000x', runs: RUNS }, what);
  const start = await goBenchmark({ name: 'Start', count: '15x', runs: RUNS }, what);
  const row = (what: string, ours: number, baseline: string, other: number, limit: number, best: number): Row => ({
    what,
    ours: `${figure(ours)} µs`,
    baseline: `${baseline}: ${figure(other)} µs`,
    ratio: times(ours / other),
    reach: { text: `${String(limit)} µs`, held: ours <= limit },
    knownBest: `${String(best)} µs`,
  });
  const [ready, bare] = [reportedBy(start, 'start-µs') / 1_000, reportedBy(start, 'bare-µs') / 1_000];
  return [
    row(
      'ping over the pipe, p50',
      reportedBy(ping, 'ping-p50-µs'),
      'the same bytes through cat',
      reportedBy(ping, 'echo-p50-µs'),
      150,
      65,
    ),
    row(
      'ping over the pipe, p99',
      reportedBy(ping, 'ping-p99-µs'),
      'the same bytes through cat',
      reportedBy(ping, 'echo-p99-µs'),
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
