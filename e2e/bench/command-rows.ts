/** What a person waits for in a real Mattermost. */
import { OtherPlugin } from '../harness/other-plugin.ts';
import type { Person } from '../harness/person.ts';
import type { World } from '../harness/world.ts';
import { interleave, percentile } from './measure.ts';
import { figure, type Row, times } from './report.ts';

/** What `version` may take longer than a plugin's own answer, at the 99th percentile. */
const OVERHEAD_REACH_MS = 5;

/** So many commands of one person: fewer than a person may type in a minute. */
const COMMANDS_EACH = 15;

/** How long a command took, in milliseconds: until the request was answered, and until the answer was on the screen. */
interface Waited {
  readonly answered: number;
  readonly shown: number;
}

/**
 * `version` against the answer of a plugin in Go that does nothing else. Ours answers the request first, with nothing,
 * and shows the text by an ephemeral post just after; the other's text is shown by the server, just before it answers.
 */
export async function commandOverhead(world: World, people: number): Promise<Row[]> {
  await OtherPlugin.install(world);
  const waited: Record<'ours' | 'other', Waited[]> = { ours: [], other: [] };
  for (let number = 0; number < people; number += 1) {
    const person = await world.admin.createPerson(`typist-${String(number)}`, world.teamId);
    await world.root.client.addToChannel(person.id, world.channel.channelId);
    const type = typist(person, world);
    const once = (name: 'ours' | 'other', line: string) => async (round: number) => {
      const sample = await type(line);
      if (round >= 0) waited[name].push(sample);
      return sample.shown;
    };
    const ways = { ours: once('ours', '/ec2ctl version'), other: once('other', '/other version') };
    await interleave(ways, { rounds: COMMANDS_EACH - 2, warmUp: 2 });
    person.close();
  }
  const row = (what: string, key: keyof Waited): Row[] => {
    const samples = (name: 'ours' | 'other'): number[] => waited[name].map((sample) => sample[key]);
    return [50, 99].map((share) => {
      const [ours, other] = [percentile(samples('ours'), share), percentile(samples('other'), share)];
      const compared = {
        what: `/ec2ctl version ${what}, p${String(share)}`,
        ours: `${figure(ours)} ms`,
        baseline: `a bare Go plugin: ${figure(other)} ms`,
        ratio: `${times(ours / other)}, ${ours < other ? '−' : '+'} ${figure(Math.abs(ours - other))} ms`,
      };
      if (share !== 99) return compared;
      const reach = { text: `+ ${String(OVERHEAD_REACH_MS)} ms`, held: ours - other <= OVERHEAD_REACH_MS };
      return { ...compared, reach, knownBest: '+ 0.8 ms' };
    });
  };
  return [...row('until the request is answered', 'answered'), ...row('until the text is shown', 'shown')];
}

/** Types a command as this person, and waits for both. */
function typist(person: Person, { channel }: World): (line: string) => Promise<Waited> {
  let shownAt = 0;
  person.inbox.listen(({ kind }) => {
    if (kind === 'ephemeral') shownAt = performance.now();
  });
  return async (line) => {
    const before = performance.now();
    const exchange = await person.command(channel, line);
    const answered = performance.now() - before;
    await exchange.ephemeral();
    return { answered, shown: shownAt - before };
  };
}
