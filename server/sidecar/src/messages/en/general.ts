/** Words that more than one topic uses. */
export const general = {
  'general.list.separator': ', ',
  'general.separator': ' · ',
  'general.nothingChanged': 'Nothing was changed.',
  'general.evidence': '{code}, request {request}',
  'general.moreLines': '{count, plural, one {# more line does not fit.} other {# more lines do not fit.}}',
  'head.demo': 'demo fleet',
  'state.pending': 'pending',
  'state.running': 'running',
  'state.shuttingDown': 'shutting down',
  'state.terminated': 'terminated',
  'state.stopping': 'stopping',
  'state.stopped': 'stopped',
  'access.adminsOnly': 'Only system admins can use this for now.',
  'access.refused': '**Only system admins can use this for now.**',
  'access.noSession': 'This command was not typed by the person it names. Nothing was changed.',
  'access.all': 'You may look, start and stop.',
} as const;
