import { changeCommand } from './change-command.ts';

/** `/ec2ctl reboot <what…>`: tells instances to reboot, in whatever region they are. */
export const reboot = changeCommand('reboot', [
  { arguments: 'web-1', meaning: 'command.reboot.example.one' },
  { arguments: 'tag:Env=dev', meaning: 'command.reboot.example.tag' },
]);
