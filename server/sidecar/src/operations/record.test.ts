import { describe, expect, test } from '@jest/globals';
import type { ListedInstance } from '../ports.ts';
import { plainInstance } from '../testing/plain-instance.ts';
import { firstLines } from './first-lines.ts';
import { decodeRecord, encodeRecord, type OperationRecord } from './record.ts';

const LISTED: ListedInstance = {
  id: 'i-0a1f39c5d2e84b7f6',
  name: 'web-1',
  type: 't3.small',
  state: 'running',
  region: 'us-west-2',
  publicAddress: '203.0.113.1',
  privateAddress: '10.0.0.1',
  launchedAt: 1_000,
  stateReason: 'Client.UserInitiatedShutdown',
  zone: 'us-west-2a',
  isSpot: true,
  rootDevice: 'instance-store',
  canHibernate: true,
  autoScalingGroup: 'asg-web',
  schedule: 'office-hours',
  tags: new Map([['Owner', 'nobody else’s business']]),
};

function recordOf(instance: OperationRecord['lines'][number]['instance']): OperationRecord {
  return {
    operationId: '0123456789abcdef0123456789abcdef',
    personId: 'person-1',
    head: { typed: 'ec2ctl stop', username: 'bob', demo: false, settingsUrl: undefined },
    place: { channelId: 'channel-1', rootId: '' },
    verb: 'stop',
    lines: firstLines('stop', [instance]).map((line) => ({ ...line, requestId: 'request-1' })),
    fingerprint: 'f',
    startedAt: 1_000,
    deadline: 2_000,
    postId: 'post-1',
    editsLeft: 5,
  };
}

/** As it comes out of the store. */
function stored(record: OperationRecord): { lines: { instance: Record<string, unknown> }[] } {
  return JSON.parse(JSON.stringify(encodeRecord(record))) as ReturnType<typeof stored>;
}

describe('the record of an operation', () => {
  test('keeps every field of an instance, and nothing else that a listing has', () => {
    const { tags, ...kept } = LISTED;
    const json = stored(recordOf(LISTED));
    expect(tags.size).toBe(1);
    expect(JSON.stringify(json)).not.toContain('nobody else');
    expect(json.lines[0]?.instance).toEqual(kept);
    expect(decodeRecord(json)).toEqual(recordOf(kept));
  });

  test('brings back an instance of which EC2 says nothing', () => {
    const record = recordOf(plainInstance('i-0a1f39c5d2e84b7f6', 'us-west-2', 'running'));
    expect(decodeRecord(stored(record))).toEqual(record);
  });

  test('of an earlier version of ours is read, with what is usual in place of what it lacks', () => {
    const json = stored(recordOf(LISTED));
    for (const { instance } of json.lines) {
      for (const added of ['zone', 'isSpot', 'rootDevice', 'canHibernate', 'autoScalingGroup', 'schedule']) {
        Reflect.deleteProperty(instance, added);
      }
    }
    expect(decodeRecord(json)?.lines[0]?.instance).toEqual({
      ...LISTED,
      tags: undefined,
      zone: undefined,
      isSpot: false,
      rootDevice: 'ebs',
      canHibernate: false,
      autoScalingGroup: undefined,
      schedule: undefined,
    });
  });

  test.each([
    ['isSpot', 'yes'],
    ['canHibernate', 1],
    ['rootDevice', 'floppy'],
    ['zone', {}],
    ['schedule', 7],
  ])('is none when its %s is %j', (field, value) => {
    const json = stored(recordOf(LISTED));
    expect(decodeRecord(json)).toBeDefined();
    for (const { instance } of json.lines) instance[field] = value;
    expect(decodeRecord(json)).toBeUndefined();
  });
});
