/** One person who sends far too much, and whether the others notice. */
import { setTimeout as pause } from 'node:timers/promises';
import { COMMANDS_A_MINUTE } from '../../server/sidecar/src/access/limits.ts';
import type { Person } from '../harness/person.ts';
import { PLUGIN_ID, type World } from '../harness/world.ts';
import type { Asked } from './canned-ec2.ts';
import type { CannedProcess } from './canned-process.ts';
import { spread } from './canned-regions.ts';
import { percentile } from './measure.ts';
import { figure, type Row, times } from './report.ts';
import { type Desk, noWaits, Typist, type Waits } from './typist.ts';

const FLOOD = 1_000;

/** So many of the flood are on their way at once. */
const AT_ONCE = 8;

const OTHERS = 9;

/** What each of the others sends in each of the two halves: together no more than a minute allows. */
const LINES_EACH = 9;

/** Milliseconds from one line of somebody to their next. */
const LINE_EVERY_MS = 1_500;

/** Milliseconds that the others are not to wait longer, but for one in a hundred. */
const ANSWER_REACH_MS = 500;

/** How long nine people wait for the first answer, without and with a tenth who sends 1,000 commands meanwhile. */
export async function floodRows(world: World, ec2: CannedProcess): Promise<Row[]> {
  await ec2.play({ regions: spread(2_000), latencyMs: 50, moves: true });
  const teamId = await world.admin.createTeam('flooded', 'I');
  const names = Array.from({ length: OTHERS + 1 }, (_, index) => `flooded-${String(index)}`);
  const people: Person[] = [];
  for (const name of names) people.push(await world.admin.createPerson(name, teamId));
  await world.admin.configure(PLUGIN_ID, { operators: 'team:flooded' });
  const botId = await world.botId();
  const [alone, meanwhile] = [noWaits(), noWaits()];
  const typistsOf = async (waits: Waits, half: string): Promise<Typist[]> => {
    const typists: Typist[] = [];
    for (const person of people.slice(1)) {
      const channelId = await world.admin.createChannel(teamId, `${half}-${person.username}`, [person], 'P');
      typists.push(new Typist(person, { teamId, channelId }, botId, waits));
    }
    return typists;
  };
  await everyone(await typistsOf(alone, 'alone'));
  const [flooder] = people;
  if (flooder === undefined) throw new Error('Nobody is there');
  const channelId = await world.admin.createChannel(teamId, 'flood', [flooder], 'P');
  const refused = flooder.inbox.length;
  const typists = await typistsOf(meanwhile, 'meanwhile');
  const asked = readingsOf(await ec2.asked());
  const [seconds] = await Promise.all([flood(flooder, { teamId, channelId }), everyone(typists)]);
  const readings = readingsOf(await ec2.asked()) - asked;
  const turnedAway = flooder.inbox.all(
    ({ post }) => post.message.includes(' commands within a minute'),
    refused,
  ).length;
  for (const person of people) person.close();
  return rowsOfFlood({ alone, meanwhile, turnedAway, seconds, readings });
}

/** The others, each at their pace. */
async function everyone(typists: readonly Typist[]): Promise<void> {
  const one = async (typist: Typist, index: number): Promise<void> => {
    await pause((index * LINE_EVERY_MS) / OTHERS);
    for (let round = 0; round < LINES_EACH; round += 1) {
      const next = performance.now() + LINE_EVERY_MS;
      await typist.send('/ec2ctl ls us-east-1');
      await pause(Math.max(0, next - performance.now()));
    }
  };
  await Promise.all(typists.map(one));
}

/** Sends the flood, and returns how many seconds it took. */
async function flood(person: Person, place: Desk): Promise<number> {
  const before = performance.now();
  let sent = 0;
  const lane = async (): Promise<void> => {
    while (sent < FLOOD) {
      sent += 1;
      await person.command(place, '/ec2ctl ls eu-west-1');
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return (performance.now() - before) / 1_000;
}

function readingsOf({ calls }: Asked): number {
  return calls['DescribeInstances'] ?? 0;
}

/** What was measured of the flood. */
export interface FloodMeasured {
  readonly alone: Waits;
  readonly meanwhile: Waits;
  readonly turnedAway: number;
  readonly seconds: number;
  readonly readings: number;
}

/** Judges it. */
export function rowsOfFlood({ alone, meanwhile, turnedAway, seconds, readings }: FloodMeasured): Row[] {
  const flooded = `while one sends ${FLOOD.toLocaleString('en')} commands in ${figure(seconds)} s`;
  const [ours, before] = [percentile(meanwhile.answers, 99), percentile(alone.answers, 99)];
  const failures = [...alone.failures, ...meanwhile.failures];
  // A minute may begin anew within a slow flood.
  const letIn = COMMANDS_A_MINUTE * Math.ceil(seconds / 60);
  return [
    {
      what: `first answer to the others ${flooded}, p99 of ${String(meanwhile.answers.length)}`,
      ours: `${figure(ours)} ms${failures.length === 0 ? '' : `, ${String(failures.length)} failed: ${failures[0] ?? ''}`}`,
      baseline: `without: ${figure(before)} ms`,
      ratio: times(ours / before),
      reach: { text: `${String(ANSWER_REACH_MS)} ms`, held: ours <= ANSWER_REACH_MS && failures.length === 0 },
    },
    {
      what: `commands of the flood that were turned away`,
      ours: turnedAway.toLocaleString('en'),
      baseline: `let in: ${String(FLOOD - turnedAway)}; readings of AWS for all: ${String(readings)}`,
      ratio: '–',
      reach: { text: `all but ${String(letIn)}`, held: turnedAway >= FLOOD - letIn },
    },
  ];
}
