/** The channel that is told of every change: what is wrong with its name, and its lines, which have no full stop. */
export const audit = {
  'audit.noChannel': '{setting}: {entry} is no channel. Write one with its team, such as ~sre/deploys.',
  'audit.oneAlone': '{setting}: only one channel can be told. Take the others out.',
  'audit.instances': '{region} {instances}',
  'audit.count': '{count, number} in {region}',
  'audit.post': 'the post',
} as const;
