import { switchCommand } from './switch.ts';

/** `/ec2ctl stop <what…>`: stops instances, in whatever region they are. */
export const stop = switchCommand('stop', [
  { arguments: 'web-1', meaning: 'command.stop.example.one' },
  { arguments: 'web-1 i-0a1f39c5d2e84b7f6', meaning: 'command.stop.example.several' },
]);
