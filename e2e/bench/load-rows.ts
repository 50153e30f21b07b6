/** Many people at once, for minutes: whether everybody is answered, how soon, and what it costs. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Person } from '../harness/person.ts';
import { PLUGIN_ID, type World } from '../harness/world.ts';
import type { CannedProcess } from './canned-process.ts';
import { REGIONS, spread } from './canned-regions.ts';
import { plainName } from './canned-xml.ts';
import { median, percentile } from './measure.ts';
import { figure, type Row, times } from './report.ts';
import { mebibytes } from './resident.ts';
import { type Desk, noWaits, Typist, type Waits } from './typist.ts';

const PEOPLE = 100;

/** So many share a channel. */
const A_CHANNEL = 5;

/** A team has room for 50. */
const A_TEAM = 40;

const FLEET = 2_000;
const LATENCY_MS = 50;
const MINUTE_MS = 60_000;

/** Somebody begins a line so often. Two of four lines change something, and of changes a minute allows ten. */
const LINE_EVERY_MS = 20_000;

/** Milliseconds that nobody is to wait longer, but for one in a hundred. */
const LETTER_REACH_MS = 100;
const ANSWER_REACH_MS = 500;

/** The memory of the last minute may be so much of that of the second. */
const MEMORY_REACH = 1.1;

/** A person with their desk. */
interface Seated {
  readonly person: Person;
  readonly desk: Desk;
}

/**
 * A hundred people who type `ls`, `start` and `stop`, and look at what completion offers, for so many minutes.
 *
 * @param minutes three at least: the first warms up, and the second and the last are compared
 */
export async function loadRows(world: World, ec2: CannedProcess, minutes: number): Promise<Row[]> {
  await ec2.play({ regions: spread(FLEET), latencyMs: LATENCY_MS, moves: true });
  const people = await seat(world);
  const { pid } = await world.plugin.sidecar();
  const botId = await world.botId();
  const logged = world.server.log.entries().length;
  const waits = noWaits();
  const resident: number[][] = [];
  const end = performance.now() + minutes * MINUTE_MS;
  const look = async (): Promise<void> => {
    for (let minute = 0; minute < minutes; minute += 1) {
      const samples: number[] = [];
      for (let second = 0; second < 60; second += 1) {
        await pause(1_000);
        samples.push(mebibytes(pid, 'VmRSS'));
      }
      resident.push(samples);
    }
  };
  await Promise.all([look(), ...people.map((seated, index) => work(seated, { index, botId, waits, end }))]);
  const { calls, readingsAtOnce } = await ec2.asked();
  const problems = world.server.log
    .entries()
    .slice(logged)
    .filter((entry) => entry.plugin_id === PLUGIN_ID && ['warn', 'error'].includes(entry.level));
  for (const { person } of people) person.close();
  const others = (await world.plugin.sidecar()).pid === pid ? [] : ['the sidecar was started again'];
  return rowsOfLoad({
    waits,
    resident,
    calls,
    readingsAtOnce,
    failures: [
      ...waits.failures,
      ...others,
      ...problems.map(({ msg, error, line }) =>
        [msg, error, line].filter((part) => typeof part === 'string').join(': '),
      ),
    ],
    minutes,
  });
}

/** Makes the people and puts them into teams that may change everything, and into channels. */
async function seat({ admin }: World): Promise<Seated[]> {
  const seated: Seated[] = [];
  const teams: string[] = [];
  while (seated.length < PEOPLE) {
    const name = `load-${String(teams.length)}`;
    const teamId = await admin.createTeam(name, 'I');
    teams.push(`team:${name}`);
    const members: Person[] = [];
    while (members.length < A_TEAM && seated.length + members.length < PEOPLE) {
      members.push(await admin.createPerson(`load-${String(seated.length + members.length)}`, teamId));
    }
    for (let first = 0; first < members.length; first += A_CHANNEL) {
      const some = members.slice(first, first + A_CHANNEL);
      const channelId = await admin.createChannel(teamId, `desk-${String(seated.length)}`, some, 'P');
      for (const person of some) seated.push({ person, desk: { teamId, channelId } });
    }
  }
  await admin.configure(PLUGIN_ID, { operators: teams.join(', ') });
  return seated;
}

/** What one person does until the end: lists a region, stops one, lists all, starts it again, and so on with the next. */
async function work(
  { person, desk }: Seated,
  {
    index,
    botId,
    waits,
    end,
  }: { readonly index: number; readonly botId: string; readonly waits: Waits; readonly end: number },
): Promise<void> {
  const typist = new Typist(person, desk, botId, waits);
  const mine = machinesOf(index);
  await pause((index * LINE_EVERY_MS) / PEOPLE);
  // Not all of them list in the same moment.
  for (let round = index % 4; performance.now() < end; round += 1) {
    const next = performance.now() + LINE_EVERY_MS;
    const name = mine[Math.floor(round / 4) % mine.length] ?? '';
    const region = REGIONS[(index + round) % REGIONS.length] ?? '';
    const lines = [`ls ${region}`, `stop ${name}`, 'ls', `start ${name}`];
    await typist.type(`/ec2ctl ${lines[round % lines.length] ?? ''}`);
    await pause(Math.max(0, next - performance.now()));
  }
}

/** Names of running instances that nobody else touches. */
function machinesOf(index: number): string[] {
  const each = FLEET / PEOPLE;
  const numbers = Array.from({ length: each }, (_, offset) => index * each + offset);
  return numbers.filter((number) => number % 10 !== 0 && number % 50 !== 49).map(plainName);
}

/** What was measured of the crowd. */
export interface LoadMeasured {
  readonly waits: Waits;
  /** Samples in mebibytes, minute by minute. */
  readonly resident: readonly (readonly number[])[];
  readonly calls: Readonly<Record<string, number>>;
  /** Of one region, whole or by name; looks by id while a change is watched are not among them. */
  readonly readingsAtOnce: number;
  readonly failures: readonly string[];
  readonly minutes: number;
}

/** Judges it. */
export function rowsOfLoad({ waits, resident, calls, readingsAtOnce, failures, minutes }: LoadMeasured): Row[] {
  const crowd = `${String(PEOPLE)} people at once, ${String(minutes)} minutes`;
  const waited = (what: string, samples: readonly number[], reach: number): Row => {
    const [p50, p99] = [percentile(samples, 50), percentile(samples, 99)];
    return {
      what: `${crowd}: ${what}, p99 of ${samples.length.toLocaleString('en')}`,
      ours: `${figure(p99)} ms`,
      baseline: `its p50: ${figure(p50)} ms`,
      ratio: times(p99 / p50),
      reach: { text: `${String(reach)} ms`, held: p99 <= reach },
    };
  };
  const [second, last] = [median(resident[1] ?? []), median(resident.at(-1) ?? [])];
  const asked = Object.values(calls).reduce((sum, count) => sum + count, 0);
  const kinds = [...new Set(failures)];
  return [
    waited('a letter of completion at the REST API', waits.letters, LETTER_REACH_MS),
    waited('the first answer to a command', waits.answers, ANSWER_REACH_MS),
    {
      what: `${crowd}: resident in the last minute`,
      ours: `${figure(last)} MiB`,
      baseline: `in the second: ${figure(second)} MiB`,
      ratio: times(last / second),
      reach: { text: `${figure(MEMORY_REACH)} ×`, held: last <= second * MEMORY_REACH },
    },
    {
      what: `${crowd}: whole readings and names of one region at once`,
      ours: String(readingsAtOnce),
      baseline: `commands: ${String(waits.answers.length)}, calls of AWS: ${String(asked)}`,
      ratio: times(asked / waits.answers.length),
      reach: { text: '1', held: readingsAtOnce <= 1 },
    },
    {
      what: `${crowd}: failures, and lines of warning in the log`,
      ours: kinds.length === 0 ? '0' : `${String(failures.length)}: ${kinds.slice(0, 3).join('; ')}`,
      baseline: '–',
      ratio: '–',
      reach: { text: '0', held: failures.length === 0 },
    },
  ];
}
