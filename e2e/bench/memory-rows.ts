/** The memory of the real sidecar, in a real Mattermost and with the flags of its bundle. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { launch } from '../../server/sidecar/src/launch.ts';
import { eventually } from '../harness/eventually.ts';
import type { Delivery } from '../harness/inbox.ts';
import { PLUGIN_ID, type World } from '../harness/world.ts';
import type { CannedProcess } from './canned-process.ts';
import { spread } from './canned-regions.ts';
import { median } from './measure.ts';
import { mebibytes } from './resident.ts';
import { type Row, times } from './report.ts';

const STEPS = [
  { count: 0, reach: 65, best: 49 },
  { count: 10_000, reach: 220, best: 140 },
  { count: 50_000, reach: 250, best: 180 },
] as const;

/** Two looks at the memory differ by less than this, in MiB, once it has settled. */
const SETTLED_MIB = 0.5;

/** Idle, and after `ls` over 17 regions that have so many instances in all: each time in a sidecar just started. */
export async function memory(world: World, ec2: CannedProcess, rounds: number): Promise<Row[]> {
  const samples = STEPS.map(() => ({ resident: [] as number[], peak: [] as number[], listed: [] as number[] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, { count }] of STEPS.entries()) {
      const pid = await freshSidecar(world);
      if (count === 0) await settled(pid);
      samples[index]?.listed.push(count === 0 ? 0 : await listAll(world, ec2, count));
      samples[index]?.resident.push(mebibytes(pid, 'VmRSS'));
      samples[index]?.peak.push(mebibytes(pid, 'VmHWM'));
    }
  }
  const bare = await bareRuntime();
  const idle = median(samples[0]?.resident ?? []);
  return STEPS.map(({ count, reach, best }, index) => {
    const [resident, peak] = [Math.max(...(samples[index]?.resident ?? [])), Math.max(...(samples[index]?.peak ?? []))];
    const listed = Math.min(...(samples[index]?.listed ?? []));
    // On a machine with much else to do a listing may run into its limit of time.
    const short = listed < count ? `, ${listed.toLocaleString('en')} in time` : '';
    const [name, baseline] = count === 0 ? ['the runtime alone', bare] : ['idle', idle];
    return {
      what: count === 0 ? 'resident, idle' : `resident, ${count.toLocaleString('en')} instances listed`,
      ours: `${resident.toFixed(0)} MiB (peak ${peak.toFixed(0)})${short}`,
      baseline: `${name}: ${baseline.toFixed(0)} MiB`,
      ratio: times(resident / baseline),
      reach: { text: `${String(reach)} MiB`, held: resident <= reach && listed >= count },
      knownBest: `${String(best)} MiB`,
    };
  });
}

/** Switches the plugin off and on, and returns the new sidecar's pid when it answers. */
async function freshSidecar({ root, admin, plugin, channel }: World): Promise<number> {
  await root.client.disablePlugin(PLUGIN_ID);
  await plugin.gone(20_000);
  await admin.enable(PLUGIN_ID);
  const { pid } = await plugin.sidecar();
  const exchange = await root.command(channel, '/ec2ctl version');
  await exchange.ephemeral();
  return pid;
}

/** Types `ls`, waits for the last word of it, and returns how many instances it counts. */
async function listAll({ root, channel }: World, ec2: CannedProcess, count: number): Promise<number> {
  await ec2.play({ regions: spread(count) });
  const exchange = await root.command(channel, '/ec2ctl ls');
  // A post, or for the asker alone where not everyone in the channel may look.
  const complete = ({ post }: Delivery): boolean =>
    / instances in (?!.*(?:waiting for: |the file will ))/s.test(post.message);
  const { post } = await eventually(() => exchange.deliveries().find(complete), {
    what: 'the whole listing',
    timeout: 20_000,
  });
  const listed = /\*\*([\d,]+) instances in /.exec(post.message)?.[1] ?? '';
  return Number(listed.replaceAll(',', ''));
}

/** Resolves when the memory of a process does not move any longer: some of its work goes on behind its first answer. */
async function settled(pid: number): Promise<void> {
  let before = Number.NaN;
  let still = 0;
  await eventually(
    () => {
      const now = mebibytes(pid, 'VmRSS');
      still = Math.abs(now - before) < SETTLED_MIB ? still + 1 : 0;
      before = now;
      return still >= 5;
    },
    { what: 'the memory of the sidecar to settle', interval: 200 },
  );
}

/** What the runtime takes by itself, with the same flags. */
async function bareRuntime(): Promise<number> {
  const args = [...launch('').flags, '--eval', 'console.log(process.memoryUsage.rss())'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return Number(stdout) / 2 ** 20;
}
