import type { CommandDefinition } from './command.ts';

/** `/ec2ctl version`: versions and credentials in use. The numbers are for everyone; the rest is decided where it is answered. */
export const version: CommandDefinition = {
  name: 'version',
  permission: 'none',
  examples: [{ arguments: '', meaning: 'command.version.example' }],
  register(program, messages, settle) {
    program
      .command('version')
      .summary(messages.format('command.version.summary'))
      .action(() => {
        settle({ kind: 'version' });
      });
  },
};
