/**
 * `make bench`: how fast it is, against things that do less or the same, measured in turn in one run. Ends with 1 if a
 * row misses what must hold.
 */
import { execFile } from 'node:child_process';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TEST_KEY } from '../aws/seed.ts';
import { bundlePath } from '../harness/bundle.ts';
import type { PluginSettings } from '../harness/admin.ts';
import { closeAll } from '../harness/open-resources.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';
import { type CannedProcess, startCannedProcess } from './canned-process.ts';
import { commandOverhead } from './command-rows.ts';
import { completionRows } from './completion-rows.ts';
import { floodRows } from './flood-rows.ts';
import { largeListing, manyRegions } from './listing-rows.ts';
import { loadRows } from './load-rows.ts';
import { memory } from './memory-rows.ts';
import { pipeRows } from './pipe-rows.ts';
import { processorTime, stolenPercent } from './processors.ts';
import { figure, missed, type Row, tableOf } from './report.ts';
import { suggestionRows } from './suggestion-rows.ts';

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function load(): string {
  return loadavg()
    .map((value) => value.toFixed(2))
    .join(' ');
}

/** What was measured so far. */
const rows: Row[] = [];

/** How long the crowd types, in minutes. */
const LOAD_MINUTES = 5;

function settingsFor(ec2: CannedProcess): PluginSettings {
  return {
    ...{ credentials: 'key', accesskeyid: TEST_KEY.accessKeyId, secretaccesskey: TEST_KEY.secretAccessKey },
    ...{ sessiontoken: '', homeregion: 'us-east-1', regions: '', endpointurl: ec2.url },
  };
}

async function measurePlugin(ec2: CannedProcess): Promise<void> {
  const settings = settingsFor(ec2);
  const world = await World.start({ settings });
  try {
    print('Commands in a real Mattermost …');
    rows.push(...(await commandOverhead(world, 40)));
    print('Completion there …');
    rows.push(...(await suggestionRows(world, ec2)));
    print('Memory of the sidecar there …');
    rows.push(...(await memory(world, ec2, 2)));
    const unpacked = await world.keeper.folder();
    await promisify(execFile)('tar', ['-xzf', bundlePath(), '-C', unpacked]);
    print('The pipe and the start …');
    rows.push(...(await pipeRows(join(unpacked, PLUGIN_ID), settings)));
    print('Completion in the sidecar …');
    rows.push(...(await completionRows(ec2, join(unpacked, PLUGIN_ID), settings)));
  } finally {
    await world.close();
  }
}

async function measureListing(ec2: CannedProcess): Promise<void> {
  print('A listing of many regions …');
  rows.push(await manyRegions(ec2, 20));
  print('A large listing …');
  rows.push(...(await largeListing(ec2, 8)));
}

async function measureLoad(ec2: CannedProcess): Promise<void> {
  const world = await World.start({ settings: settingsFor(ec2) });
  try {
    print('One who sends far too much …');
    rows.push(...(await floodRows(world, ec2)));
    print(`A hundred people, for ${String(LOAD_MINUTES)} minutes …`);
    rows.push(...(await loadRows(world, ec2, LOAD_MINUTES)));
  } finally {
    await world.close();
  }
}

/** What can be measured, by the name by which it is asked for alone. */
const PARTS = { listing: measureListing, plugin: measurePlugin, load: measureLoad } as const;

/** @param wanted names of parts; all when there is none */
async function main(wanted: readonly string[]): Promise<void> {
  const parts = Object.entries(PARTS).filter(([name]) => wanted.length === 0 || wanted.includes(name));
  const processors = availableParallelism();
  print(`${String(processors)} processors, ${new Date().toISOString().slice(0, 10)}, load ${load()}.`);
  print('The canned EC2 is a process of its own on the same processors.\n');
  const before = processorTime();
  const ec2 = await startCannedProcess();
  try {
    for (const [, measure] of parts) await measure(ec2);
  } finally {
    ec2.stop();
    // Also when a later one failed.
    print('');
    tableOf(rows).forEach(print);
  }
  const stolen = figure(stolenPercent(before, processorTime()));
  print(`\nLoad at the end ${load()}. The host gave ${stolen} % of the time of the processors to others.`);
  print('Other work, here and on the host, shows in the absolute figures more than in the ratios.');
  const short = missed(rows);
  if (short.length > 0) print(`Missed: ${short.map(({ what }) => what).join('; ')}.`);
  process.exitCode = short.length > 0 ? 1 : 0;
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(name, () => void closeAll().then(() => process.exit(130)));
}

await main(process.argv.slice(2));
