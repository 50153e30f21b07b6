import { beforeEach, expect, test } from '@jest/globals';
import { createAuditTrail, type AuditTrail } from './audit-trail.ts';
import type { HistoryRow, Refused } from './history-rows.ts';
import { changeRow, refused } from './history/testing/rows.ts';
import { FakeHost } from './mattermost/testing/fake-host.ts';

let host: FakeHost;
let noted: (HistoryRow | Refused)[];
let lines: Record<string, unknown>[];
let trail: AuditTrail;

beforeEach(() => {
  [host, noted, lines] = [new FakeHost(), [], []];
  trail = createAuditTrail({
    host,
    history: {
      change: (row) => Promise.resolve(noted.push(row)),
      refusal: (one) => noted.push(one),
    },
    log: (level, message, fields) => lines.push({ level, message, ...fields }),
  });
});

test('a change is one record: who, where, what, how it ended, and the request ids', async () => {
  await trail.change(changeRow('one'));
  await trail.idle();
  expect(host.audit).toEqual([
    {
      event_name: 'ec2ctl_change',
      status: 'success',
      event: {
        parameters: {
          ...{ personId: 'bob-id', username: 'bob', channelId: 'channel-1', verb: 'stop' },
          ...{ force: false, hibernate: false, dryRun: false, leftOut: 0, end: undefined },
          instances: [
            { id: 'i-0a1f39c5d2e84b7f6', name: 'web-1', region: 'us-west-2', outcome: 'arrived', code: undefined },
          ],
          tookMs: 34_000,
          requestIds: ['request-1'],
        },
        object_type: 'instances',
      },
      actor: { user_id: 'bob-id' },
    },
  ]);
  expect(noted).toEqual([changeRow('one')]);
});

test('where one of several failed, or AWS would refuse one, it has failed', async () => {
  for (const outcome of ['failed', 'refused', 'arrived'] as const) {
    const [first] = changeRow('x').instances;
    await trail.change(changeRow('one', { instances: [{ ...first, outcome } as never] }));
  }
  await trail.idle();
  expect(host.audit.map(({ status }) => status)).toEqual(['fail', 'fail', 'success']);
});

test('what another process goes on with is told by that one', async () => {
  await trail.change(changeRow('one', { end: 'shutdown' }));
  await trail.idle();
  expect(host.audit).toEqual([]);
  expect(noted).toHaveLength(1);
});

test('a refusal is one record, unless it is one of many', async () => {
  trail.refusal(refused());
  trail.refusal(refused(), true);
  await trail.idle();
  const parameters = {
    ...{ personId: 'carol-id', username: 'carol', channelId: 'channel-1', verb: 'stop' },
    ...{ instances: ['web-1'], outcome: 'refused', reason: 'no-right', requestIds: [] },
  };
  const event = { parameters, object_type: 'instances' };
  expect(host.audit).toEqual([{ event_name: 'ec2ctl_refusal', status: 'fail', event, actor: { user_id: 'carol-id' } }]);
  expect(noted).toHaveLength(2);
});

test('a refusal of AWS on the way has its request id', async () => {
  trail.refusal(refused({ reason: 'not-begun', requestId: 'request-2' }));
  await trail.idle();
  expect(host.audit[0]?.event.parameters).toMatchObject({ reason: 'not-begun', requestIds: ['request-2'] });
});

test('what Mattermost does not take is logged, and the next is told all the same', async () => {
  const take = host.LogAuditRec.bind(host);
  host.LogAuditRec = () => Promise.reject(new Error('away'));
  trail.refusal(refused());
  await trail.idle();
  host.LogAuditRec = take;
  trail.refusal(refused());
  await trail.idle();
  expect(lines).toEqual([expect.objectContaining({ level: 'warn', event: 'ec2ctl_refusal', error: 'Error: away' })]);
  expect(host.audit).toHaveLength(1);
});

test('while Mattermost does not answer, no more wait than so many', async () => {
  const answers: (() => void)[] = [];
  host.LogAuditRec = () => new Promise((resolve) => answers.push(resolve));
  for (let at = 0; at < 1_005; at += 1) trail.refusal(refused());
  await Promise.resolve();
  expect(lines).toHaveLength(5);
  expect(answers).toHaveLength(1);
});
