/** What `reboot` answers. */
export const reboot = {
  'reboot.one.asked': '**{name} is asked to reboot**',
  'reboot.one.told': '**{name} was told to reboot**',
  'reboot.one.failed': '**{name} was not told to reboot**: {sentence}',
  'reboot.one.open': '**{name} may have been told to reboot**: {sentence}',
  'reboot.one.unfit': '**{name} is {state}**: only what is running can be rebooted. Nothing was changed.',
  'reboot.unseen':
    '{count, plural, one {It stays} other {They stay}} `running` meanwhile; AWS does not report when {count, plural, one {it is} other {they are}} back.',
  'reboot.several': '**Rebooting {count, plural, one {# instance} other {# instances}}**',
  'reboot.several.done': '**Told {count, plural, one {# instance} other {# instances}} to reboot**',
  'reboot.several.part': '**Told {told, number} of {count, plural, one {# instance} other {# instances}} to reboot**',
  'reboot.several.open': '**{count, number} not known**',
  'reboot.several.none': '**None of them is running.** Nothing was changed.',
  'reboot.line.asked': 'asked to reboot',
  'reboot.line.told': 'told to reboot',
  'reboot.line.counted': '{region}: {count, number} told to reboot',
  'reboot.line.failed': 'not told to reboot: {sentence}',
  'reboot.line.open': 'may have been told to reboot: {sentence}',
} as const;
