import { expect, test } from '@jest/globals';
import { createSharedWatch } from './shared-watch.ts';
import type { Ec2Call } from './testing/ec2-call.ts';
import { awsError, FakeEc2, lostAnswer } from './testing/fake-ec2.ts';
import { lastSaid, outcomes, Stage } from './testing/stage.ts';

const A = 'i-0a1f39c5d2e84b7f6';
const B = 'i-04c2be71f90d3a58e';
const REGIONS = ['eu-1', 'us-1', 'ap-1'];

function idOf(number: number): string {
  return `i-${number.toString(16).padStart(8, '0')}`;
}

/** A stage with instances that are on their way for a while, one of each operation in each region. */
function manyOperations(count: number, movesForMs: number): { stage: Stage; words: string[][] } {
  const stage = new Stage(REGIONS);
  const words = Array.from({ length: count }, (_, operation) => REGIONS.map((_, at) => idOf(operation * 3 + at)));
  for (const ids of words) {
    for (const [at, id] of ids.entries()) {
      stage.ec2.add({ id, region: REGIONS[at] ?? '', state: 'running' }, { movesForMs });
    }
  }
  return { stage, words };
}

/** The looks at a region since a moment. */
function looks(stage: Stage, region: string, since: number): Ec2Call[] {
  return stage.ec2.callsOf('findInstances').filter((call) => call.region === region && call.at > since);
}

test('20 operations in 3 regions are watched by one call a region, each time for all of them', async () => {
  const { stage, words } = manyOperations(20, 60_000);
  await Promise.all(words.map((ids) => stage.ask('stop', ids)));
  const begun = stage.clock.now();

  await stage.clock.advance(30_000);

  for (const region of REGIONS) {
    const made = looks(stage, region, begun);
    // After 1, 2.5, 4.75, 8.125, 13.125, 18.125, 23.125 and 28.125 s.
    expect(made).toHaveLength(8);
    for (const { ids } of made) expect(ids).toHaveLength(20);
  }
  await stage.clock.until(stage.operations.idle(), 120_000);
  expect(stage.posts.posts).toHaveLength(20);
  for (const post of stage.posts.posts) {
    expect(new Set(Object.values(outcomes(lastSaid(post))))).toEqual(new Set(['arrived']));
  }
  expect(stage.clock.sleeping).toBe(0);
});

test('who joins late is looked at within the shortest pause, without a call of its own', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' }, { movesForMs: 300_000 });
  stage.ec2.add({ id: B, region: 'eu-1', state: 'running' }, { movesForMs: 300_000 });
  await stage.ask('stop', [A]);
  await stage.clock.advance(60_000);

  await stage.ask('stop', [B]);
  const joined = stage.clock.now();
  await stage.clock.advance(10_000);

  const made = looks(stage, 'eu-1', joined);
  expect(made.map((call) => new Set(call.ids))).toEqual(made.map(() => new Set([A, B])));
  expect(made[0]?.at).toBeLessThanOrEqual(joined + 1_000);
  const pauses = made.slice(1).map((call, index) => call.at - (made[index]?.at ?? 0));
  expect(pauses).toEqual([1_500, 2_250, 3_375]);
});

test('who joins while EC2 is asked is asked for 1 s after the answer', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' }, { movesForMs: 300_000 });
  stage.ec2.add({ id: B, region: 'eu-1', state: 'running' }, { movesForMs: 300_000 });
  const watch = createSharedWatch({ clock: stage.clock, log: () => undefined });
  const ending = new AbortController();
  const told: string[] = [];
  function join(id: string): void {
    const observe = (asked: readonly string[]): void => void told.push(`${String(stage.clock.now())} ${asked.join()}`);
    const watcher = { ec2: stage.ec2, region: 'eu-1', openIds: () => [id], observe, signal: ending.signal };
    watch.watch(watcher).catch(() => undefined);
  }
  stage.ec2.faults.add({ call: 'findInstances', times: 1, delayMs: 2_000 });
  const begun = stage.clock.now();
  join(A);
  await stage.clock.advance(2_000);
  join(B);

  await stage.clock.advance(2_500);
  ending.abort();

  expect(told).toEqual([
    `${String(begun + 3_000)} ${A}`,
    `${String(begun + 4_000)} ${A}`,
    `${String(begun + 4_000)} ${B}`,
  ]);
});

test('those who join one after another do not put off the look that others wait for', async () => {
  const stage = new Stage();
  const watch = createSharedWatch({ clock: stage.clock, log: () => undefined });
  const ending = new AbortController();
  const begun = stage.clock.now();
  for (let number = 0; number < 8; number += 1) {
    stage.ec2.add({ id: idOf(number), region: 'eu-1', state: 'running' });
    const watcher = { openIds: () => [idOf(number)], observe: () => undefined, signal: ending.signal };
    watch.watch({ ec2: stage.ec2, region: 'eu-1', ...watcher }).catch(() => undefined);
    await stage.clock.advance(400);
  }

  ending.abort();

  // 1 s after the first, then 1 s after the first who came behind each look.
  expect(stage.ec2.callsOf('findInstances').map(({ at }) => at - begun)).toEqual([1_000, 2_200]);
});

test('looks that come fast since others join do not shorten the wait for a public address', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'stopped' }, { movesForMs: 3_000, addressAfterMs: 3_500 });
  const first = await stage.ask('start', [A]);
  for (let number = 0; number < 10; number += 1) {
    stage.ec2.add({ id: idOf(number), region: 'eu-1', state: 'running' }, { movesForMs: 60_000 });
    await stage.ask('stop', [idOf(number)]);
    await stage.clock.advance(900);
  }

  const change = first.kind === 'begun' ? await stage.clock.until(first.ended, 60_000) : undefined;

  expect(change?.lines[0]?.instance.publicAddress).toBe('203.0.113.2');
  await stage.clock.until(stage.operations.idle(), 120_000);
});

test('each is shown its own part alone, and one that fails over it harms no other', async () => {
  const stage = new Stage();
  for (const id of [A, B]) stage.ec2.add({ id, region: 'eu-1', state: 'running' });
  const watch = createSharedWatch({ clock: stage.clock, log: () => undefined });
  const { signal } = new AbortController();
  const shownToB: string[][] = [];
  let open = [B];
  const failing = watch.watch({
    ec2: stage.ec2,
    region: 'eu-1',
    openIds: () => [A],
    observe: () => {
      throw new Error('A defect');
    },
    signal,
  });
  const other = watch.watch({
    ec2: stage.ec2,
    region: 'eu-1',
    openIds: () => open,
    observe: (_asked, shown) => {
      shownToB.push(shown.map(({ id }) => id));
      if (shownToB.length === 2) open = [];
    },
    signal,
  });

  await expect(stage.clock.until(failing, 5_000)).rejects.toThrow('A defect');
  await stage.clock.until(other, 5_000);

  expect(shownToB).toEqual([[B], [B]]);
  expect(stage.ec2.callsOf('findInstances').map(({ ids }) => ids)).toEqual([[A, B], [B]]);
  expect(stage.clock.sleeping).toBe(0);
});

test('one that ends is gone at once, and does not cut off the call that others wait for; the last one does', async () => {
  const stage = new Stage();
  for (const id of [A, B]) stage.ec2.add({ id, region: 'eu-1', state: 'running' });
  const watch = createSharedWatch({ clock: stage.clock, log: () => undefined });
  const [first, second] = [new AbortController(), new AbortController()];
  const told: string[] = [];
  const watchers = [
    { id: A, signal: first.signal },
    { id: B, signal: second.signal },
  ].map(({ id, signal }) =>
    watch.watch({ ec2: stage.ec2, region: 'eu-1', openIds: () => [id], observe: () => void told.push(id), signal }),
  );
  stage.ec2.faults.add({ call: 'findInstances', delayMs: 3_000 });
  const ends = Promise.allSettled(watchers);
  await stage.clock.advance(2_000);

  first.abort(new Error('Enough'));
  await expect(watchers[0]).rejects.toThrow('Enough');
  await stage.clock.advance(2_000);
  expect(told).toEqual([B]);

  await stage.clock.advance(2_000);
  second.abort(new Error('Enough'));
  await ends;
  await stage.clock.advance(60_000);

  const calls = stage.ec2.callsOf('findInstances');
  expect(calls).toHaveLength(2);
  expect(calls[1]?.error).toBeDefined();
  expect(stage.clock.sleeping).toBe(0);
});

test('what two EC2s show is not mixed, though the region is one', async () => {
  const stage = new Stage();
  const other = new FakeEc2(stage.clock, ['eu-1']);
  const watch = createSharedWatch({ clock: stage.clock, log: () => undefined });
  const ending = new AbortController();
  for (const [ec2, id] of [
    [stage.ec2, A],
    [other, B],
  ] as const) {
    ec2.add({ id, region: 'eu-1', state: 'running' });
    const watcher = { ec2, region: 'eu-1', openIds: () => [id], observe: () => undefined, signal: ending.signal };
    watch.watch(watcher).catch(() => undefined);
  }

  await stage.clock.advance(1_000);
  ending.abort();

  expect(stage.ec2.callsOf('findInstances').map(({ ids }) => ids)).toEqual([[A]]);
  expect(other.callsOf('findInstances').map(({ ids }) => ids)).toEqual([[B]]);
});

test('who has nothing open is not waited for, and EC2 is not asked for nothing, which would be everything', async () => {
  const stage = new Stage();
  const watch = createSharedWatch({ clock: stage.clock, log: () => undefined });
  const { signal } = new AbortController();
  let open = [A];
  const watcher = { ec2: stage.ec2, region: 'eu-1', openIds: () => open, observe: () => undefined, signal };

  const watching = watch.watch(watcher);
  open = [];
  await watch.watch(watcher);
  await stage.clock.until(watching, 5_000);

  expect(stage.ec2.calls).toEqual([]);
  expect(stage.clock.sleeping).toBe(0);
});

test('a region that does not answer is one log line, however many operations watch it, and news again later', async () => {
  const { stage, words } = manyOperations(5, 20_000);
  await Promise.all(words.map((ids) => stage.ask('stop', ids)));
  stage.ec2.faults.add({ call: 'findInstances', at: 'eu-1', times: 3, error: lostAnswer() });
  stage.ec2.faults.add({ call: 'findInstances', at: 'us-1', times: 1, error: awsError('AuthFailure', 401) });

  await stage.clock.until(stage.operations.idle(), 120_000);
  const first = stage.log.filter(({ message }) => message === 'A look at instances failed');
  await stage.ask('start', [idOf(0)]);
  stage.ec2.faults.clear();
  stage.ec2.faults.add({ call: 'findInstances', at: 'eu-1', times: 1, error: lostAnswer() });
  await stage.clock.until(stage.operations.idle(), 120_000);

  expect(first.map(({ fields }) => `${String(fields['region'])} ${String(fields['code'])}`)).toEqual([
    'eu-1 Unreachable',
    'us-1 AuthFailure',
  ]);
  expect(stage.log.filter(({ message }) => message === 'A look at instances failed')).toHaveLength(3);
});
