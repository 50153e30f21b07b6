/** Requests of people to the server, each with a limit: whatever happens, one that is not answered is noted. */
import { ClientError } from '@mattermost/client';
import type { Actor, Stage } from './stage.ts';

/** A request that takes longer hung: it is more than any deadline of the bridge or the server's own. */
const HUNG_AFTER_MS = 30_000;

/** How a request ended: `said` has what the answer of a command says at once; empty where a post is to come. */
export type Reply = { readonly kind: 'answered'; readonly said: string } | { readonly kind: 'cut off' };

/** Types a command. */
export async function type(stage: Stage, { person, place }: Actor, line: string): Promise<Reply> {
  return await timed(stage, { what: 'command', line }, async () => {
    const answer = (await person.client.executeCommand(`/ec2ctl ${line}`, {
      channel_id: place.channelId,
      root_id: '',
      team_id: place.teamId,
    })) as { text?: string };
    return answer.text ?? '';
  });
}

/** Presses a button. */
export async function pressButton(stage: Stage, { person }: Actor, postId: string, actionId: string): Promise<Reply> {
  return await timed(stage, { what: 'press', line: 'a button' }, async () => {
    await person.client.doPostActionWithCookie(postId, actionId, '', '');
    return '';
  });
}

/** Looks at what completion offers. */
export async function complete(stage: Stage, { person, place }: Actor, line: string): Promise<Reply> {
  return await timed(stage, { what: 'completion', line }, async () => {
    await person.complete(place, `/ec2ctl ${line}`);
    return '';
  });
}

async function timed(
  { notes }: Stage,
  { what, line }: { readonly what: 'command' | 'press' | 'completion'; readonly line: string },
  ask: () => Promise<string>,
): Promise<Reply> {
  const before = performance.now();
  const limit = Promise.withResolvers<'hung'>();
  const timer = setTimeout(() => {
    limit.resolve('hung');
  }, HUNG_AFTER_MS);
  try {
    const said = await Promise.race([ask(), limit.promise.then(() => undefined)]);
    if (said === undefined) {
      notes.hung.push(`${what}: ${line}`);
      return { kind: 'cut off' };
    }
    notes.answered({ what, line, tookMs: performance.now() - before });
    return { kind: 'answered', said };
  } catch (error) {
    // The server answered, with an error of its own: its database is away, or the plugin is.
    if (error instanceof ClientError && (error.status_code ?? 0) >= 400) {
      notes.answered({ what, line, tookMs: performance.now() - before });
    }
    return { kind: 'cut off' };
  } finally {
    clearTimeout(timer);
  }
}
