/** How long listings take: a large one, and one of many regions. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { TEST_KEY } from '../aws/seed.ts';
import type { CannedProcess } from './canned-process.ts';
import { REGIONS } from './canned-regions.ts';
import { Lister, type Way } from './lister-process.ts';
import { interleave, median, timed } from './measure.ts';
import { figure, type Row, times } from './report.ts';

const REGION = 'us-east-1';

const LATENCY_MS = 100;

const LARGE = 10_000;
const LARGE_REACH = 1.25;
const REGIONS_REACH = 1.6;

const run = promisify(execFile);

/** 10,000 instances of a region, on the same bytes: ours, the SDK as it comes, the bytes alone, and AWS's own program. */
export async function largeListing(ec2: CannedProcess, rounds: number): Promise<Row[]> {
  await ec2.play({ regions: { [REGION]: LARGE } });
  const listers = { ours: new Lister(ec2.url), stock: new Lister(ec2.url), download: new Lister(ec2.url) };
  const time = async (way: Exclude<Way, 'all'>, expected: number): Promise<number> => {
    const { ms, seen } = await listers[way].time(way, REGION);
    if (seen !== expected) throw new Error(`${way} saw ${String(seen)} of ${String(expected)}`);
    return ms;
  };
  try {
    const samples = await interleave(
      {
        ours: () => time('ours', LARGE),
        stock: () => time('stock', LARGE),
        download: () => time('download', LARGE / 1_000),
      },
      { rounds, warmUp: 2 },
    );
    const ours = median(samples.ours);
    const what = `${LARGE.toLocaleString('en')} instances listed`;
    const against = (name: string, ms: number): Row => ({
      what,
      ours: `${figure(ours)} ms`,
      baseline: `${name}: ${figure(ms)} ms`,
      ratio: ms > ours ? `${times(ms / ours)} faster` : `${times(ours / ms)} slower`,
    });
    const stock = median(samples.stock);
    return [
      {
        ...against('the stock SDK, its defaults', stock),
        reach: { text: `${times(LARGE_REACH)} faster`, held: stock / ours >= LARGE_REACH },
        knownBest: '11 × faster',
      },
      against('download of the same bytes alone', median(samples.download)),
      await byAwsCli(ec2.url, against),
    ];
  } finally {
    for (const lister of Object.values(listers)) lister.stop();
  }
}

async function byAwsCli(url: string, against: (name: string, ms: number) => Row): Promise<Row> {
  const list = ['ec2', 'describe-instances', '--endpoint-url', url, '--region', REGION, '--output', 'json'];
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: TEST_KEY.accessKeyId,
    AWS_SECRET_ACCESS_KEY: TEST_KEY.secretAccessKey,
    AWS_PAGER: '',
  };
  try {
    await run('aws', ['--version'], { env });
  } catch {
    return { ...against('AWS CLI', 1), baseline: 'AWS CLI: not installed', ratio: '–' };
  }
  return against('AWS CLI', await timed(() => run('aws', list, { env, maxBuffer: 2 ** 30 })));
}

/** What `ls` does over 17 regions of 10 instances, each answering late, against the slowest region alone. */
export async function manyRegions(ec2: CannedProcess, rounds: number): Promise<Row> {
  await ec2.play({ regions: Object.fromEntries(REGIONS.map((name) => [name, 10])), latencyMs: LATENCY_MS });
  const lister = new Lister(ec2.url);
  try {
    const samples = await interleave(
      {
        all: async () => (await lister.time('all', '')).ms,
        alone: async (round) => (await lister.time('ours', REGIONS.at(round % REGIONS.length) ?? REGION)).ms,
      },
      { rounds, warmUp: 2 },
    );
    const [all, alone] = [median(samples.all), median(samples.alone)];
    return {
      what: `ls, ${String(REGIONS.length)} regions of 10 at ${String(LATENCY_MS)} ms each`,
      ours: `${figure(all)} ms`,
      baseline: `one such region alone: ${figure(alone)} ms`,
      ratio: times(all / alone),
      reach: { text: times(REGIONS_REACH), held: all / alone <= REGIONS_REACH },
      knownBest: times(1.2),
    };
  } finally {
    lister.stop();
  }
}
