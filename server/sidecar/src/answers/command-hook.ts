import { CHANGES_A_MINUTE, COMMANDS_A_MINUTE, type Excess } from '../access/limits.ts';
import { type Parsed, parseCommandLine } from '../commands/parse.ts';
import type { BotState } from '../mattermost/bot.ts';
import { createMessages, type Messages } from '../messages/messages.ts';
import type { Person, Place } from '../ports.ts';
import type { CommandResponse, ExecuteCommandParams } from '../rpc/protocol.ts';
import { answerCommand } from './answer-command.ts';
import { type Asker, isDirectWith, layoutFor, makeAsker } from './asker.ts';
import { logRefusal } from './log-refusal.ts';
import type { Surroundings } from './surroundings.ts';
import { tellDefect } from './tell-defect.ts';

/** Answers Mattermost's ExecuteCommand hook. */
export type CommandHook = (
  params: ExecuteCommandParams,
  bot: BotState,
  signal: AbortSignal,
) => Promise<CommandResponse>;

/** Said by Mattermost itself, since there is nobody of ours to say it. */
function ephemeral(text: string): CommandResponse {
  // Without the flag Mattermost turns `<@id>` and the like in the text into mentions.
  return { response_type: 'ephemeral', text, skip_slack_parsing: true };
}

/**
 * Checks who asks and answers the hook at once; the answer itself is a post that comes when it is there. What
 * cannot be said by the bot is said in the hook's own answer.
 */
export function createCommandHook(around: Surroundings): CommandHook {
  /** Makes the answer after the hook was answered. Whatever goes wrong is told to the asker alone; what waits is ended later. */
  async function answerLater(asker: Asker, parsed: Parsed): Promise<void> {
    try {
      await answerCommand(around, asker, parsed);
    } catch (error) {
      const failed = { what: 'a command failed', error, changing: parsed.kind === 'change' };
      await asker.errand.leave(await tellDefect(around, asker, failed));
    } finally {
      await asker.errand.end();
    }
  }

  return async ({ context, args }, bot, signal) => {
    const parsed = parseCommandLine(args.command);
    const [person, owned, isDirect] = await Promise.all([
      around.people.find(args.user_id),
      around.people.ownsSession(args.user_id, context.SessionId),
      isDirectWith(around, args.channel_id, args.user_id),
    ]);
    const who = { personId: args.user_id, username: person?.username, channelId: args.channel_id };
    // Another plugin can run our command in anybody's name; it has no session of that person.
    if (person === undefined || !owned) {
      logRefusal(around, who, parsed, 'no-session');
      return ephemeral(createMessages(person?.locale ?? 'en').format('access.noSession'));
    }
    const own = createMessages(person.locale);
    const excess = around.limits.command(person.id, parsed.kind === 'change');
    if (excess !== undefined) {
      logRefusal(around, who, parsed, 'limit');
      return ephemeral(excessText(own, excess));
    }
    if (bot.kind === 'taken') {
      logRefusal(around, who, parsed, 'no-bot');
      return ephemeral(botTaken(own, person));
    }
    const locale = isDirect ? person.locale : undefined;
    const place: Place = { channelId: args.channel_id, rootId: args.root_id, locale };
    const typed = args.command.trim().replace(/^\//, '');
    const changing = parsed.kind === 'change';
    const asker = makeAsker(
      around,
      { person, place, typed, layout: layoutFor(place, context.UserAgent) },
      { changing },
    );
    const { errand } = asker;
    // No change that was taken goes without a word, whatever becomes of this process.
    if (changing) await errand.begin();
    else errand.beginLater();
    if (signal.aborted || around.ending.aborted) {
      around.track(errand.end());
      // The bridge has told the person that there was no answer: nothing may be done after that.
      signal.throwIfAborted();
      // The bridge waits for the answers under way when the process ends, not for one that begins only then.
      return ephemeral(own.format('general.ending'));
    }
    around.track(answerLater(asker, parsed));
    return {};
  };
}

/** That there is no room for more within the minute. */
export function excessText(own: Messages, { limit, waitMs }: Excess): string {
  // Rounded up: at "0s" there would still be none.
  const time = own.duration(Math.ceil(waitMs / 1000) * 1000);
  return limit === 'commands'
    ? own.format('limit.commands', { most: COMMANDS_A_MINUTE, time })
    : own.format('limit.changes', { most: CHANGES_A_MINUTE, time });
}

function botTaken(own: Messages, person: Person): string {
  return own.format(person.isSystemAdmin ? 'bot.taken.admin' : 'bot.taken');
}
