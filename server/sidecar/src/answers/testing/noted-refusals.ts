import { expect } from '@jest/globals';
import type { RefusalReason, RefusalRow } from '../../history-rows.ts';
import type { CardStage } from './card-stage.ts';

/** The rows of refusals, as the store has them. */
export function notedRefusals(stage: CardStage): RefusalRow[] {
  const parts = [...stage.bridge.host.store].filter(([key]) => key.startsWith('refusals/'));
  const json = parts.map(([, { value }]) => Buffer.from(value, 'base64').toString());
  return json.flatMap((part) => (JSON.parse(part) as { rows: RefusalRow[] }).rows);
}

/** The records of refusals, as the audit log has them. */
export function recordedRefusals(stage: CardStage): unknown[] {
  return stage.bridge.host.audit.filter(({ event_name: name }) => name === 'ec2ctl_refusal');
}

/** The lines of refusals, as the log has them. */
export function loggedRefusals(stage: CardStage): Record<string, unknown>[] {
  const messages = [
    ...['Command refused', 'Press of a button refused', 'Change of instances refused', 'Change of instances not begun'],
  ];
  return stage.bridge.logged.filter(({ message }) => messages.includes(String(message)));
}

/** What a refusal is noted with. */
export interface NotedRefusal {
  readonly who: string;
  readonly verb: string;
  readonly words: readonly string[];
  readonly reason: RefusalReason;
}

/** One row of the history, one record and one line have it, and there is no other. */
export async function expectNotedOnce(stage: CardStage, { who, verb, words, reason }: NotedRefusal): Promise<void> {
  await stage.clock.advance(10_000);
  const told = { personId: who, username: who };
  const rows = notedRefusals(stage);

  expect(rows).toEqual([
    expect.objectContaining({ ...told, channelIds: ['c'], verbs: [verb], reasons: [reason], count: 1 }),
  ]);
  expect([...(rows[0]?.words ?? [])].sort()).toEqual([...words].sort());
  expect(recordedRefusals(stage)).toEqual([
    expect.objectContaining({
      ...{ event_name: 'ec2ctl_refusal', status: 'fail', actor: { user_id: who } },
      event: expect.objectContaining({
        parameters: expect.objectContaining({ ...told, channelId: 'c', verb, reason }),
      }),
    }),
  ]);
  expect(loggedRefusals(stage)).toEqual([
    expect.objectContaining({ userId: who, username: who, channelId: 'c', verb }),
  ]);
}
