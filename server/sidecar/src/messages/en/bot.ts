/** What Mattermost itself says where the bot cannot: in the answer of the command's hook. */
export const bot = {
  'bot.taken':
    'ec2ctl cannot answer: another account has the name `ec2ctl`, which its bot needs. Nothing was changed. Tell a system admin.',
  'bot.taken.admin':
    'ec2ctl cannot answer: another account has the name `ec2ctl`, which its bot needs. Nothing was changed. Rename that account (System Console, Users, or Integrations, Bot Accounts), then type the command again.',
} as const;
