/** One run: sets the stage, lets people type and faults happen side by side, waits for all ends, and judges. */
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { countOrphans } from './faults/server.ts';
import { GoingOn } from './going-on.ts';
import { ACTIONS } from './held-against-calls.ts';
import { type Evidence, judge, type Verdict } from './judge.ts';
import { watchLives } from './lives.ts';
import type { Notes } from './notes.ts';
import { answerQuestions, live } from './people.ts';
import { type Plan, planOf, type Size } from './plan.ts';
import { chanceOf } from './prng.ts';
import { CHANGED_REGIONS, setStage, type Stage } from './stage.ts';
import { cloudTrack, hostTrack, saveTrack, type Tell } from './tracks.ts';

/** What a run needs. */
export interface RunOptions {
  readonly seed: number;
  readonly size: Size;
  readonly people: number;
  /** No fault is begun after so many milliseconds. */
  readonly limitMs: number;
  readonly tell: Tell;
}

/** What came of a run. */
export interface Run {
  readonly plan: Plan;
  readonly notes: Notes;
  readonly verdict: Verdict;
  readonly goingOn: GoingOn;
  /** The server's. */
  readonly log: string;
}

/** For so long what is under way may go on after the last fault: longer than any watch that EC2 answers. */
const ENDS_WITHIN_MS = 150_000;

/** Runs. */
export async function run({ seed, size, people, limitMs, tell }: RunOptions): Promise<Run> {
  const plan = planOf(seed, size, CHANGED_REGIONS);
  tell(`Setting the stage: PostgreSQL, Mattermost, EC2 and ${String(people)} people.`);
  const stage = await setStage(people);
  const goingOn = new GoingOn((line) => {
    stage.notes.write(line);
  });
  const ended = new AbortController();
  const watch = watchLives(stage, goingOn, ended.signal);
  try {
    await playAll(stage, plan, { limitMs, tell });
    tell('The faults are over; what is under way comes to its end.');
    await settle(stage, chanceOf(seed));
    ended.abort();
    await watch;
    const verdict = judge({
      asked: stage.notes.asked,
      changes: Object.values(ACTIONS)
        .flatMap((action) => stage.cloud.proxy.calls({ action }))
        .filter(({ body }) => !body.includes('DryRun=true'))
        .sort((a, b) => a.at - b.at),
      ...seenOf(stage),
    });
    await stage.world.server.stop();
    await countOrphans(stage);
    return { plan, notes: stage.notes, verdict, goingOn, log: await readFile(stage.world.server.log.path, 'utf8') };
  } finally {
    ended.abort();
    await Promise.allSettled([watch]);
    await stage.close();
  }
}

async function playAll(
  stage: Stage,
  plan: Plan,
  { limitMs, tell }: { readonly limitMs: number; readonly tell: Tell },
): Promise<void> {
  const over = new AbortController();
  const ended = new AbortController();
  const limit = setTimeout(() => {
    over.abort();
  }, limitMs);
  const crowd = stage.actors.map((actor, index) => live(stage, actor, plan.seed + index + 1, ended.signal));
  const tracks = [
    hostTrack(stage, plan.host, tell, over.signal),
    saveTrack(stage, plan.saves, over.signal),
    ...Object.entries(plan.cloud).map(([region, steps]) => cloudTrack(stage, region, steps, over.signal)),
  ];
  try {
    await Promise.all(tracks);
  } finally {
    clearTimeout(limit);
    over.abort();
    ended.abort();
  }
  tell('Everybody ends what was begun.');
  await Promise.all(crowd);
}

/** What people saw. */
function seenOf({ board, actors }: Stage): Pick<Evidence, 'posts' | 'alone'> {
  const alone = actors.flatMap(({ person, heard }) =>
    heard.map(({ post }) => ({ person: person.username, at: post.create_at, message: post.message })),
  );
  return { posts: board.all(), alone };
}

/** Answers what is still asked, and waits until no post says any more what will be. */
async function settle(stage: Stage, chance: ReturnType<typeof chanceOf>): Promise<void> {
  const end = Date.now() + ENDS_WITHIN_MS;
  for (;;) {
    for (const actor of stage.actors) await answerQuestions(stage, actor, chance, 0);
    await stage.board.look();
    const { withoutEnd, lost } = judge({ asked: stage.notes.asked, changes: [], ...seenOf(stage) });
    if (withoutEnd.length + lost.length === 0 || Date.now() > end) return;
    await wait(1_000);
  }
}
