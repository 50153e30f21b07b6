import { code } from '../render/escape.ts';
import { text } from '../messages/text.ts';
import type { CommandDefinition } from './command.ts';
import { mistake } from './mistake.ts';
import { asMeant } from './placeholders.ts';

const FLAG = '-r';

/** `/ec2ctl ls [-r <region>]`: every instance of every enabled region, or of one. */
export const ls: CommandDefinition = {
  name: 'ls',
  permission: 'look',
  examples: [
    { arguments: '', meaning: 'command.ls.example.all' },
    { arguments: '-r us-west-2', meaning: 'command.ls.example.region' },
  ],
  register(program, messages, settle) {
    program
      .command('ls')
      .summary(messages.format('command.ls.summary'))
      .option('-r, --region <region>', messages.format('command.ls.region'), collect)
      .action((options: { region?: string[] }) => {
        const [region, ...more] = options.region ?? [];
        if (more.length > 0) {
          settle(mistake(text('mistake.flag.twice', { flag: code(FLAG) }), { command: 'ls' }));
        } else if (region?.includes(',') === true) {
          settle(mistake(text('mistake.region.several', { flag: code(FLAG) }), { command: 'ls' }));
        } else if (region?.trim() === '' || region?.startsWith('-') === true) {
          settle(mistake(text('mistake.flag.value', { flag: code(FLAG) }), { command: 'ls' }));
        } else {
          settle({ kind: 'ls', region: region === undefined ? undefined : asMeant('region', region).toLowerCase() });
        }
      });
  },
};

function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}
