import type { ChangeRow, Refused } from '../../history-rows.ts';

/** A stop of web-1 by bob, at the time at which a `FakeClock` begins, unless told. */
export function changeRow(id: string, more: Partial<ChangeRow> = {}): ChangeRow {
  return {
    kind: 'change',
    id,
    at: Date.UTC(2026, 10, 20, 9, 12),
    personId: 'bob-id',
    username: 'bob',
    channelId: 'channel-1',
    verb: 'stop',
    force: false,
    hibernate: false,
    dryRun: false,
    instances: [{ id: 'i-0a1f39c5d2e84b7f6', name: 'web-1', region: 'us-west-2', outcome: 'arrived', code: undefined }],
    leftOut: 0,
    tookMs: 34_000,
    requestIds: ['request-1'],
    end: undefined,
    ...more,
  };
}

/** A stop that carol was refused, unless told. */
export function refused(more: Partial<Refused> = {}): Refused {
  return {
    personId: 'carol-id',
    username: 'carol',
    channelId: 'channel-1',
    verb: 'stop',
    words: ['web-1'],
    reason: 'no-right',
    ...more,
  };
}
