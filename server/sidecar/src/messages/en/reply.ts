/**
 * The reply that tells the end of a change to the one who asked. It is read on a locked phone: the result itself, in one
 * line, without a full stop.
 */
export const reply = {
  'reply.to': '{mention}, {result}',
  'reply.after': '{result} ({time})',
  'reply.at': '{result}: {address}',
  'reply.one.arrived': '{name} is {state}',
  'reply.one.told': '{name} was told to reboot',
  'reply.one.told.not': '{name} was not told to reboot: {reason}',
  'reply.one.told.open': '{name} may have been told to reboot: {reason}',
  'reply.one.still': '{name} is still {state}: {reason}',
  'reply.one.became': '{name} is {state}: {reason}',
  'reply.one.gone': '{name} was last seen {state}: {reason}',
  'reply.one.limit': '{name} is still {state} after {time}, and not watched any longer',
  'reply.one.settingsChanged': '{name} was last seen {state}: watching stopped, the AWS settings changed',
  'reply.several.all': '{count, number} instances are {state}',
  'reply.several.part':
    '{arrived, plural, =0 {none of {count, number} instances is} one {# of {count, number} instances is} other {# of {count, number} instances are}} {state}',
  'reply.several.told': '{count, number} instances were told to reboot',
  'reply.several.told.part':
    '{arrived, plural, =0 {none of {count, number} instances was} one {# of {count, number} instances was} other {# of {count, number} instances were}} told to reboot',
  'reply.several.still.start': '{count, number} still starting after {time}',
  'reply.several.still.stop': '{count, number} still stopping after {time}',
  'reply.several.settingsChanged': '{count, number} not watched any longer, the AWS settings changed',
  'reply.several.failed': '{count, number} failed: {failures}',
  'reply.failures.alike': '{names}, {reason}',
  'reply.failures.separator': '; ',
  'reply.failures.more': '{count, number} more',
} as const;
