import type { OperationRecord } from '../record.ts';

/** A record of an operation that nobody has seen anything of yet. */
export function operationRecord(
  operationId: string,
  startedAt: number,
  more: Partial<OperationRecord>,
): OperationRecord {
  return {
    operationId,
    personId: 'bob',
    head: { typed: 'ec2ctl stop web-1', username: 'bob', demo: false, settingsUrl: undefined },
    place: { channelId: 'c', rootId: '', locale: undefined },
    verb: 'stop',
    force: undefined,
    hibernate: undefined,
    lines: [],
    fingerprint: 'fake',
    startedAt,
    deadline: startedAt + 600_000,
    postId: undefined,
    editsLeft: 5,
    ...more,
  };
}
