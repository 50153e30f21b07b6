/** What is left in the store, and what of it is taken up. */
import { expect, test } from '@jest/globals';
import { A, crash, resume, running } from './testing/crash.ts';
import { mattermostError } from './testing/fake-posts.ts';
import { lastSaid, outcomes } from './testing/stage.ts';

test('records of an unknown version or none at all are set aside with a log line, and harm nobody', async () => {
  const stage = await crash(running(), 6_000, [A]);
  const expiresAt = stage.clock.now() + 3_600_000;
  const good = JSON.parse([...stage.records.stored.values()][0]?.json ?? '{}') as object;
  const bad = {
    'op/later': JSON.stringify({ ...good, version: 2 }),
    'op/text': '"text"',
    'op/null': 'null',
    'op/list': '[]',
    'op/broken': '{"version":',
    'op/halved': JSON.stringify({ ...good, lines: [{}] }),
    'op/state': JSON.stringify(good).replaceAll('"stopping"', '"asleep"'),
  };
  for (const [key, json] of Object.entries(bad)) stage.records.stored.set(key, { json, expiresAt });

  await resume(stage);

  expect(outcomes(lastSaid(stage.posts.only))).toEqual({ [A]: 'arrived' });
  expect([...stage.records.stored.keys()].sort()).toEqual(Object.keys(bad).sort());
  const setAside = stage.log.filter((line) => line.message.startsWith('Record of an operation set aside'));
  expect(setAside.map((line) => line.fields['key']).sort()).toEqual(Object.keys(bad).sort());
});

test('records that cannot be read are left to the next process', async () => {
  const stage = await crash(running(), 6_000, [A]);
  stage.records.faults.add({ call: 'keys', error: mattermostError('DeadlineExceeded') });

  await resume(stage);

  expect(stage.records.stored.size).toBe(1);
  expect(stage.log).toContainEqual(expect.objectContaining({ level: 'error' }));
});

test('what this process has begun itself is not taken up, although the records are read late', async () => {
  const stage = running();
  stage.records.faults.add({ call: 'keys', times: 1, error: mattermostError('DeadlineExceeded') });
  stage.posts.faults.add({ call: 'create', delayMs: 5_000 });

  const resuming = stage.operations.resume((work) => work(stage.ec2));
  const change = await stage.run('stop', [A]);
  await resuming;

  expect(change).toMatchObject({ continued: false, lines: [{ outcome: 'arrived' }] });
  expect(lastSaid(stage.posts.only)).toMatchObject({ continued: false, lines: [{ outcome: 'arrived' }] });
  expect(stage.changesLogged).toHaveLength(1);
});
