/** What `--dry-run` answers. */
export const rehearsal = {
  'rehearsal.start': '**{count, number} of {total, plural, one {# instance} other {# instances}} would be started.**',
  'rehearsal.stop': '**{count, number} of {total, plural, one {# instance} other {# instances}} would be stopped.**',
  'rehearsal.reboot': '**{count, number} of {total, plural, one {# instance} other {# instances}} would be rebooted.**',
  'rehearsal.unasked': 'AWS could not be asked in {region}: {sentence}',
  'rehearsal.line.start': '{state}, would be started',
  'rehearsal.line.stop': '{state}, would be stopped',
  'rehearsal.line.reboot': '{state}, would be rebooted',
  'rehearsal.line.left': '{state}, would be left as it is',
  'rehearsal.line.unasked': '{state}, not known',
  'rehearsal.line.refused': 'not allowed: {sentence}',
} as const;
