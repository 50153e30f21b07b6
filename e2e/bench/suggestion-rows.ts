/** What completion costs at Mattermost's REST API, where the client asks for it. */
import type { Person } from '../harness/person.ts';
import { PLUGIN_ID, type World } from '../harness/world.ts';
import { eventually } from '../harness/eventually.ts';
import type { CannedProcess } from './canned-process.ts';
import { spread } from './canned-regions.ts';
import { interleave, percentile, timed } from './measure.ts';
import { figure, type Row, times } from './report.ts';

const FLEET = 10_000;

/** What the first word may take at the 50th percentile, in milliseconds (ADR 0020). */
const REACH_MS = 10;

/** The most rows that ours offers. */
const ROWS = 50;

/** What one person may ask within a second is limited, so many take turns. */
const PEOPLE = 24;

const ROUNDS = 600;

const CREW = 'completers';

/** Ours, what the other plugin has registered for the server to complete, and what that plugin is asked for. */
const LINES = { ours: '/ec2ctl stop ', other: '/other list ', bare: '/other ask ' } as const;

/**
 * The first word of a command, as somebody waits for it who may stop what runs: asked of us by the server, against what the
 * server completes by itself.
 *
 * @param world with the other plugin; the people of a team become its operators
 */
export async function suggestionRows(world: World, ec2: CannedProcess): Promise<Row[]> {
  await ec2.play({ regions: spread(FLEET), plain: true });
  // A team of their own: one has room for 50.
  const teamId = await world.admin.createTeam(CREW, 'I');
  await world.admin.configure(PLUGIN_ID, { operators: `team:${CREW}` });
  const people: Person[] = [];
  for (let number = 0; number < PEOPLE; number += 1) {
    people.push(await world.admin.createPerson(`completer-${String(number)}`, teamId));
  }
  const place = { teamId, channelId: await world.admin.createChannel(teamId, 'letters', people) };
  const who = (round: number): Person => people.at(round % people.length) ?? world.root;
  await eventually(async () => (await who(0).complete(place, LINES.ours)).length === ROWS || undefined, {
    what: 'the fleet to be known',
    timeout: 20_000,
    interval: 100,
  });
  const ask = (name: keyof typeof LINES) => async (round: number) => {
    const rows = { length: 0 };
    const took = await timed(async () => {
      rows.length = (await who(round).complete(place, LINES[name])).length;
    });
    if (rows.length !== ROWS) throw new Error(`${LINES[name]} was answered with ${String(rows.length)} rows`);
    return took;
  };
  const samples = await interleave(
    { ours: ask('ours'), other: ask('other'), bare: ask('bare') },
    { rounds: ROUNDS, warmUp: 48 },
  );
  for (const person of people) person.close();
  const what = `first word of ${LINES.ours.trim()}, ${FLEET.toLocaleString('en')} instances, at the REST API`;
  const row = (share: number, name: 'other' | 'bare', baseline: string): Row => {
    const [mine, theirs] = [percentile(samples.ours, share), percentile(samples[name], share)];
    const compared = {
      what: `${what}, p${String(share)}`,
      ours: `${figure(mine)} ms`,
      baseline: `${baseline}: ${figure(theirs)} ms`,
      ratio: times(mine / theirs),
    };
    if (share !== 50 || name !== 'other') return compared;
    return { ...compared, reach: { text: `${String(REACH_MS)} ms`, held: mine <= REACH_MS } };
  };
  const own = "the server's own, static";
  return [row(50, 'other', own), row(99, 'other', own), row(50, 'bare', 'a bare Go plugin that is asked')];
}
