/** A change is one post from its question to its end, through the whole sidecar: what each version of it says, in which order. */
import { beforeEach, expect, test } from '@jest/globals';
import { awsError } from '../operations/testing/fake-ec2.ts';
import { CardStage } from './testing/card-stage.ts';

/** By name; nothing in the order of their ids or of their regions. */
const MACHINES = [
  { name: 'app-1', id: 'i-00000000000000007', region: 'us-west-2', movesForMs: 7_000 },
  { name: 'app-2', id: 'i-00000000000000003', region: 'eu-west-1', movesForMs: 2_000 },
  { name: 'app-3', id: 'i-00000000000000005', region: 'us-west-2', movesForMs: 4_000 },
  { name: 'app-10', id: 'i-00000000000000001', region: 'eu-west-1', movesForMs: 13_000 },
] as const;
const REFUSED = 'app-3';

let stage: CardStage;
/** What each version of the post says, the first one included. */
let versions: string[];

beforeEach(async () => {
  stage = await CardStage.begin();
  versions = [];
  for (const { name, id, region, movesForMs } of MACHINES) {
    stage.ec2.add({ name, id, region, state: 'running' }, { movesForMs });
  }
  stage.bridge.host.onPost = ({ root_id: rootId, message }) => {
    if (rootId === '') versions.push(message);
  };
});

/** The instances that have a line, from top to bottom. */
function namesIn(message: string): string[] {
  return [...message.matchAll(/^\S+ `(app-\d+)`/gmu)].map(([, name = '']) => name);
}

async function stopAll(): Promise<void> {
  await stage.type('/ec2ctl stop app-*');
  await stage.press('Stop 4 instances');
  await stage.clock.advance(60_000);
}

test('all arrive: each version has the lines of the question, in its order, and none is a table', async () => {
  await stopAll();

  const [question = '', ...later] = versions;
  expect(question).toContain('Stop these 4 instances?');
  expect(new Set(namesIn(question))).toEqual(new Set(MACHINES.map(({ name }) => name)));
  expect(later.length).toBeGreaterThan(3);
  expect(later.at(-1)).toContain('**Stopped 4 instances**');
  for (const version of later) expect(namesIn(version)).toEqual(namesIn(question));
  expect(versions.join('\n')).not.toMatch(/^\|/m);
  // The only other one is the reply in its thread, if there is one.
  expect(stage.posts.filter(({ root_id: rootId }) => rootId === '')).toHaveLength(1);
});

test('each that arrives is shown by an edit, before the others have', async () => {
  await stopAll();

  const counts = versions.map((version) => [...version.matchAll(/^⚪ `app/gmu)].length);
  expect([...new Set(counts)]).toEqual([0, 1, 2, 3, 4]);
});

test('one that fails stays in its place until the last edit, which has it at the top', async () => {
  const { id, region } = MACHINES[2];
  stage.ec2.add({ name: REFUSED, id, region, state: 'running' }, { refusal: awsError('OperationNotPermitted') });
  await stopAll();

  const [question = '', ...later] = versions;
  const last = later.pop() ?? '';
  expect(later.filter((version) => version.includes(`❌ \`${REFUSED}\``)).length).toBeGreaterThan(0);
  for (const version of later) expect(namesIn(version)).toEqual(namesIn(question));
  const others = namesIn(question).filter((name) => name !== REFUSED);
  expect(namesIn(last)).toEqual([REFUSED, ...others]);
});
