import { Stage } from './stage.ts';

/**
 * Plays a process that is asked to stop instances and dies `afterMs` later, without a word. Returns the stage on which
 * the next process can begin; what the old one would still do goes to fakes that nobody looks at any more.
 */
export async function crash(first: Stage, afterMs: number, ids: readonly string[]): Promise<Stage> {
  await first.clock.advance(0);
  const asking = first.begin('stop', ids);
  asking.catch(() => undefined);
  await first.clock.advance(afterMs);
  return survivors(first);
}

/** What outlives a process: a new stage with the same EC2, posts and records as they are at this moment. */
export function survivors(first: Stage): Stage {
  const second = new Stage();
  second.clock.set(first.clock.now());
  first.ec2.moveTo(second.ec2);
  for (const post of first.posts.posts) second.posts.posts.push(structuredClone(post));
  second.replies.made.push(...first.replies.made);
  second.audit.made.push(...first.audit.made);
  second.audit.goesTo = first.audit.goesTo;
  for (const [key, record] of first.records.stored) second.records.stored.set(key, record);
  return second;
}

/** Two running instances: one in `eu-1`, one in `us-1` that stops within 3 s. */
export const A = 'i-0a1f39c5d2e84b7f6';
export const B = 'i-04c2be71f90d3a58e';

/** A stage with both. */
export function running(movesForMs = 20_000): Stage {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' }, { movesForMs });
  stage.ec2.add({ id: B, region: 'us-1', state: 'running' }, { movesForMs: 3_000 });
  return stage;
}

/** Takes up what is left, to the end. */
export async function resume(stage: Stage): Promise<void> {
  await stage.clock.until(
    stage.operations.resume((work) => work(stage.ec2)),
    700_000,
  );
}
