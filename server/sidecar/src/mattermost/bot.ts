import type { HostApi } from './host-api.ts';

const BOT = {
  username: 'ec2ctl',
  display_name: 'ec2ctl',
  description: 'Shows and switches EC2 instances. Type /ec2ctl help.',
};

/** Whether the bot is ours to post as. */
export type BotState =
  | { readonly kind: 'ready'; readonly botId: string }
  /** Somebody else has the name: nothing may be posted or accepted as ours. */
  | { readonly kind: 'taken'; readonly holder: 'person' | 'bot-of-another'; readonly holderId: string };

/**
 * Makes sure that the bot exists and is ours. `EnsureBotUser` fails when a person has the name, and adopts
 * any bot of that name: one that a person made keeps its owner, whose old token would post as ours. So
 * only a bot whose owner is this plugin counts. Rejects with an `UpstreamError` when Mattermost does not answer.
 */
export async function ensureBot(api: HostApi, pluginId: string): Promise<BotState> {
  let botId: string;
  try {
    botId = await api.EnsureBotUser(BOT);
  } catch (error) {
    const holder = await api.GetUserByUsername(BOT.username).catch(() => undefined);
    if (holder === undefined || holder.is_bot) {
      throw error;
    }
    return { kind: 'taken', holder: 'person', holderId: holder.id };
  }
  const user = await api.GetUser(botId);
  if (!user.is_bot) {
    return { kind: 'taken', holder: 'person', holderId: botId };
  }
  const bot = await api.GetBot(botId, true);
  if (bot.owner_id !== pluginId) {
    return { kind: 'taken', holder: 'bot-of-another', holderId: botId };
  }
  return { kind: 'ready', botId };
}
