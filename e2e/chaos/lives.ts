/** Looks all the time in which processes the plugin lives, and shows that to what judges by it. */
import { setTimeout as wait } from 'node:timers/promises';
import type { GoingOn } from './going-on.ts';
import type { Stage } from './stage.ts';

const LOOK_EVERY_MS = 250;

/** The database is away when it showed nothing for so long; it is asked more often. */
const AWAY_AFTER_MS = 1_500;

/** Lets it see each moment, until the signal is aborted. */
export async function watchLives(stage: Stage, goingOn: GoingOn, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const at = Date.now();
    goingOn.see({ at, life: lifeOf(stage, at), posts: stage.board.all(), owners: stage.board.owners });
    await wait(LOOK_EVERY_MS);
  }
}

/** The two processes by which the plugin works; undefined where it cannot: one of them, the server or the database is away. */
function lifeOf({ world, board, isServerUp, isDisturbed }: Stage, now: number): string | undefined {
  if (!isServerUp || isDisturbed || now - board.seenAt > AWAY_AFTER_MS) return undefined;
  const processes = world.plugin.all();
  if (processes.length !== 2 || processes.some(({ state }) => state === 'T')) return undefined;
  return processes.map(({ pid, startedAt }) => `${String(pid)} since ${startedAt}`).join(', ');
}
