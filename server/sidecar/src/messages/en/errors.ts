/** What is said when something of ours failed. */
export const errors = {
  'error.internal': '**Something went wrong in ec2ctl.** The server log has it under the reference {reference}.',
  'error.internal.change':
    '**Something went wrong in ec2ctl.** The server log has it under the reference {reference}. Look with `/ec2ctl ls` before you ask again.',
  'error.notRecorded':
    '**The change could not be recorded.** Nothing was changed. Mattermost refused it: {code}. Tell a system admin.',
} as const;
