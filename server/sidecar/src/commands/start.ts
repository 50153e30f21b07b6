import { switchCommand } from './switch.ts';

/** `/ec2ctl start -i <id>`: starts instances, in whatever region they are. */
export const start = switchCommand('start', [
  { arguments: '-i i-0a1f39c5d2e84b7f6', meaning: 'command.start.example.one' },
  { arguments: '-i i-0a1f39c5d2e84b7f6,i-04c2be71f90d3a58e', meaning: 'command.start.example.several' },
]);
