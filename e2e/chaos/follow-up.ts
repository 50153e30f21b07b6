/** What a person does after asking for a change: waits for a word, then for the end, and holds it against EC2. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Reply } from './asking.ts';
import type { BoardPost } from './board.ts';
import { type Claim, readChange } from './claims.ts';
import { isAskedAgain, isWordOn } from './first-word.ts';
import type { Asked } from './notes.ts';
import type { Actor, Stage } from './stage.ts';

/** What was asked for and what came at once. */
export interface Begun {
  readonly asked: Asked;
  readonly reply: Reply;
  /** How much had been said to this person alone before. */
  readonly heard: number;
}

const LOOK_EVERY_MS = 200;

/** For so long somebody waits for a word: the plugin may have to be started again by the server, which looks every 30 s. */
const WORD_WITHIN_MS = 100_000;

/** For so long somebody waits for the end of what is under way: longer than any watch. */
const END_WITHIN_MS = 660_000;

/** Sentences of the bridge after which something may have been done nevertheless. */
const NOT_CERTAIN = 'look with `/ec2ctl ls` before you ask again';

/** Waits until it is known what became of it, and notes that. */
export async function followUp(stage: Stage, actor: Actor, begun: Begun): Promise<void> {
  const { asked } = begun;
  await follow(stage, actor, begun);
  const more = [asked.said.replaceAll('\n', ' / '), ...asked.untrue].join('; ');
  stage.notes.write(`${asked.person}: ${asked.line}: ${String(asked.outcome)} ${more}`);
}

async function follow(stage: Stage, actor: Actor, { asked, reply, heard }: Begun): Promise<void> {
  const isKnown = reply.kind === 'answered' && reply.said !== '';
  if (isKnown) {
    asked.said = reply.said;
    if (!reply.said.includes(NOT_CERTAIN)) {
      asked.outcome = 'declined';
      return;
    }
  }
  const word = await firstWord(stage, actor, asked, heard);
  if (word === undefined) {
    asked.outcome = isKnown ? 'declined' : reply.kind === 'cut off' ? 'not taken' : 'no word';
    return;
  }
  if (word === 'declined') {
    asked.wordAt = Date.now();
    asked.outcome = 'declined';
    return;
  }
  asked.postId = word.id;
  asked.wordAt = Date.now();
  const said = await endOf(stage, word.id);
  if (said === undefined) {
    asked.outcome = 'no end';
    return;
  }
  asked.outcome = 'ended';
  asked.endedAt = Date.now();
  await holdAgainstEc2(stage, actor, asked, said);
}

/** The post of the change; `declined` for a question, and for a word to this person alone. */
async function firstWord(
  stage: Stage,
  actor: Actor,
  asked: Asked,
  heard: Begun['heard'],
): Promise<BoardPost | 'declined' | undefined> {
  const end = Date.now() + WORD_WITHIN_MS;
  while (Date.now() < end) {
    const post = asked.postId === undefined ? postOf(stage, actor, asked) : stage.board.post(asked.postId);
    if (post !== undefined) {
      if (readChange(post.message) !== undefined) return post;
      // A question that was pressed still stands there until it is turned into something else.
      if (asked.postId === undefined || post.actions.length === 0) {
        asked.said = post.message;
        return 'declined';
      }
    }
    const alone = actor.heard
      .slice(heard)
      .find(({ post }) => post.channel_id === actor.place.channelId && isWordOn(asked, post.message));
    if (alone !== undefined) {
      asked.said = alone.post.message;
      return 'declined';
    }
    await wait(LOOK_EVERY_MS);
  }
  return undefined;
}

/** The post that begins with the line that was typed, if nobody else's question was answered by it. */
export function postOf({ board, notes }: Stage, { person, place }: Actor, asked: Asked): BoardPost | undefined {
  const taken = new Set(notes.asked.flatMap(({ postId }) => postId ?? []));
  return board
    .all()
    .find(
      ({ id, channelId, rootId, createdAt, message }) =>
        channelId === place.channelId &&
        rootId === '' &&
        createdAt >= asked.sentAt &&
        !taken.has(id) &&
        message.startsWith(`${asked.head} · ${person.username}`) &&
        !isAskedAgain(message),
    );
}

async function endOf({ board }: Stage, postId: string): Promise<readonly Claim[] | undefined> {
  const end = Date.now() + END_WITHIN_MS;
  while (Date.now() < end) {
    const said = readChange(board.post(postId)?.message ?? '');
    if (said?.isOver === true) return said.claims;
    await wait(LOOK_EVERY_MS);
  }
  return undefined;
}

/** Notes what is said of an instance and is not so. Nobody else touches it, so what EC2 has now is what it had then. */
async function holdAgainstEc2(
  { cloud }: Stage,
  { instances }: Actor,
  asked: Asked,
  claims: readonly Claim[],
): Promise<void> {
  const chosen = instances.filter(({ id }) => asked.ids.includes(id));
  const told = chosen.filter(({ name, id }) => claims.some((claim) => claim.name === name || claim.name === id));
  for (const { name } of chosen.filter((one) => !told.includes(one))) asked.untrue.push(`nothing is said of ${name}`);
  for (const claim of claims) {
    const instance = chosen.find(({ name, id }) => claim.name === name || claim.name === id);
    if (instance === undefined) {
      asked.untrue.push(`something is said of ${claim.name}`);
      continue;
    }
    asked.claims.push({ ...claim, id: instance.id });
    if (claim.says !== 'arrived' && claim.says !== 'failed') continue;
    const state = await cloud.stateOf(instance.region, instance.id);
    if (state !== claim.state) {
      asked.untrue.push(`${claim.name} is said to be ${String(claim.state)}, and is ${String(state)}`);
    }
  }
}
