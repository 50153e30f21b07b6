/** People who type all the time: list, start, stop, reboot, complete, and answer what they are asked. */
import { setTimeout as wait } from 'node:timers/promises';
import { VERBS } from '../../server/sidecar/src/verbs.ts';
import { complete, pressButton, type } from './asking.ts';
import type { BoardPost } from './board.ts';
import { readChange } from './claims.ts';
import { followUp } from './follow-up.ts';
import type { Asked } from './notes.ts';
import { type Chance, chanceOf } from './prng.ts';
import { type Actor, FULL_REGION, type Owned, REGIONS, type Stage } from './stage.ts';

/** Pause between two things that a person does, in milliseconds. */
const PAUSE_MS = [300, 2_500] as const;

/**
 * Lets somebody type until the signal is aborted, and finish then what was begun.
 *
 * @param seed so that equal runs have people who want the same
 */
export async function live(stage: Stage, actor: Actor, seed: number, signal: AbortSignal): Promise<void> {
  const chance = chanceOf(seed);
  while (!signal.aborted) {
    await wait(chance.whole(...PAUSE_MS));
    await answerQuestions(stage, actor, chance);
    const share = chance.next();
    if (share < 0.55) await change(stage, actor, chance);
    else if (share < 0.85) await look(stage, actor, chance);
    else {
      await complete(
        stage,
        actor,
        chance.pick(['', 'st', 'stop ', 'start m', 'ls -r ', `info ${actor.person.username}`]),
      );
    }
  }
}

/** The questions that wait for an answer of theirs. */
export function questionsTo({ board }: Stage, { person, place }: Actor): BoardPost[] {
  return board
    .all()
    .filter(
      ({ channelId, actions, operationId }) =>
        channelId === place.channelId && actions.length > 0 && operationId !== undefined,
    )
    .filter(({ message }) => isBy(person.username, message));
}

/** Whether a post begins with the line that somebody typed. */
export function isBy(username: string, message: string): boolean {
  const [head = ''] = message.split('\n');
  return head.split(' · ')[1] === username;
}

async function look(stage: Stage, actor: Actor, chance: Chance): Promise<void> {
  const line = chance.next() < 0.3 ? 'ls' : `ls -r ${chance.pick(REGIONS)}`;
  await type(stage, actor, chance.next() < 0.1 ? `ls -r ${FULL_REGION}` : line);
}

/** Asks for a change that makes sense: of what runs a stop or a reboot, of what is stopped a start. */
async function change(stage: Stage, actor: Actor, chance: Chance): Promise<void> {
  const first = chance.pick(actor.instances);
  const state = await stage.cloud.stateOf(first.region, first.id);
  if (state !== 'running' && state !== 'stopped') return;
  const verb = state === 'stopped' ? 'start' : chance.next() < 0.15 ? 'reboot' : 'stop';
  const second = chance.pick(actor.instances);
  const isSeveral = second !== first && chance.next() < 0.3;
  const chosen = isSeveral ? [first, second] : [first];
  const words =
    chance.next() < 0.5 ? `-i ${chosen.map(({ id }) => id).join(',')}` : chosen.map(({ name }) => name).join(' ');
  const yes = isSeveral && chance.next() < 0.5 ? ' --yes' : '';
  await askFor(stage, actor, { line: `${verb} ${words}${yes}`, verb, chosen });
}

async function askFor(
  stage: Stage,
  actor: Actor,
  { line, verb, chosen }: { readonly line: string; readonly verb: Asked['verb']; readonly chosen: readonly Owned[] },
): Promise<void> {
  const heard = actor.heard.length;
  const head = `\`〉ec2ctl ${line}\``;
  const asked = stage.notes.ask({ person: actor.person.username, line, head, verb, ids: chosen.map(({ id }) => id) });
  const reply = await type(stage, actor, line);
  await followUp(stage, actor, { asked, reply, heard });
}

/** Answers every question: most with what was asked for. */
export async function answerQuestions(stage: Stage, actor: Actor, chance: Chance, confirms = 0.7): Promise<void> {
  for (const question of questionsTo(stage, actor)) {
    const [first, last] = [question.actions.at(0), question.actions.at(-1)];
    if (first === undefined || last === undefined || readChange(question.message) !== undefined) continue;
    if (chance.next() >= confirms) {
      await pressButton(stage, actor, question.id, last.id);
      continue;
    }
    const verb = VERBS.find((one) => question.message.includes(`〉ec2ctl ${one}`));
    const chosen = actor.instances.filter(({ name }) => question.message.includes(`\`${name}\``));
    if (verb === undefined || chosen.length === 0) continue;
    const heard = actor.heard.length;
    const line = `a button: ${verb} ${chosen.map(({ name }) => name).join(' ')}`;
    const [head = ''] = /^`[^`]*`/.exec(question.message) ?? [];
    const ids = chosen.map(({ id }) => id);
    const asked = stage.notes.ask({ person: actor.person.username, line, head, verb, ids });
    asked.postId = question.id;
    const reply = await pressButton(stage, actor, question.id, first.id);
    await followUp(stage, actor, { asked, reply, heard });
  }
}
