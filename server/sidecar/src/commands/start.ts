import { changeCommand } from './change-command.ts';

/** `/ec2ctl start <what…>`: starts instances, in whatever region they are. */
export const start = changeCommand('start', [
  { arguments: 'web-1', meaning: 'command.start.example.one' },
  { arguments: 'web-1 i-09f3a7c4e1b2d8560', meaning: 'command.start.example.several' },
  { arguments: 'tag:Env=dev -r us-west-2', meaning: 'command.start.example.tag' },
]);
