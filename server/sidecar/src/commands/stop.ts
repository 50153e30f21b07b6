import { switchCommand } from './switch.ts';

/** `/ec2ctl stop -i <id>`: stops instances, in whatever region they are. */
export const stop = switchCommand('stop', [
  { arguments: '-i i-0a1f39c5d2e84b7f6', meaning: 'command.stop.example.one' },
  { arguments: '-i i-0a1f39c5d2e84b7f6,i-04c2be71f90d3a58e', meaning: 'command.stop.example.several' },
]);
