/** What completion costs with a large fleet: inside the plugin, and for the one who types. */
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PluginSettings } from '../harness/admin.ts';
import type { CannedProcess } from './canned-process.ts';
import { spread } from './canned-regions.ts';
import { instanceId } from './canned-xml.ts';
import { goBenchmark, reportedBy } from './go-benchmark.ts';
import { questionsOf, questionsOfTyping } from './keystrokes.ts';
import { figure, type Row } from './report.ts';

/** So many instances, in 17 regions. */
const FLEET = 10_000;

/** What an answer may take inside the plugin at the 99th percentile, in milliseconds. */
const REACH_MS = 20;

/**
 * From the bridge's question to the sidecar's answer, over the pipe: when nothing else happens, and while the fleet is read
 * anew behind the answers.
 *
 * @param bundle the folder of an unpacked bundle, in a temporary one; it is started with these settings
 */
export async function completionRows(ec2: CannedProcess, bundle: string, settings: PluginSettings): Promise<Row[]> {
  const regions = spread(FLEET);
  await ec2.play({ regions, plain: true });
  const known = lastOfEach(regions).flatMap((id) => questionsOf(`ls ${id}`));
  const typing = join(dirname(bundle), 'typing.json');
  await writeFile(typing, JSON.stringify({ typed: questionsOfTyping(), known }));
  const options = ['-args', '-bundle', bundle, '-configuration', JSON.stringify(settings), '-typing', typing];
  const reported = await goBenchmark({ name: 'Completion', count: '5x', runs: 1 }, options);
  const row = (when: string, name: string): Row => {
    const [p50, p99] = [50, 99].map((share) => reportedBy(reported, `${name}-p${String(share)}-µs`) / 1_000);
    return {
      what: `a letter of completion, ${FLEET.toLocaleString('en')} instances${when}, p99`,
      ours: `${figure(p99 ?? 0)} ms`,
      baseline: `its p50: ${figure(p50 ?? 0)} ms`,
      ratio: '–',
      reach: { text: `${String(REACH_MS)} ms`, held: (p99 ?? Infinity) <= REACH_MS },
    };
  };
  return [row('', 'quiet'), row(' being read anew', 'reading')];
}

/** The id of the last instance of each region: once these are known, all are. */
function lastOfEach(regions: Readonly<Record<string, number>>): string[] {
  let end = 0;
  return Object.values(regions).map((count) => instanceId((end += count) - 1));
}
