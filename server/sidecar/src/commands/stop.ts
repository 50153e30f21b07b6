import { changeCommand } from './change-command.ts';

/** `/ec2ctl stop <what…>`: stops instances, in whatever region they are. */
export const stop = changeCommand('stop', [
  { arguments: 'web-1', meaning: 'command.stop.example.one' },
  { arguments: 'web-*', meaning: 'command.stop.example.pattern' },
  { arguments: 'web-1 db -y', meaning: 'command.stop.example.yes' },
  { arguments: 'web-* --dry-run', meaning: 'command.stop.example.dryRun' },
]);
