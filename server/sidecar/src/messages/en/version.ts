/** What `version` answers. */
export const version = {
  'version.title': '**ec2ctl {version}**, build {build}',
  'version.software': 'Mattermost {mattermost}',
  'version.software.admin': 'Mattermost {mattermost} · Node {runtime}',
  'version.credentials.demo': 'Credentials: none, the demo fleet is in use',
  'version.credentials.key': 'Credentials: an access key',
  'version.credentials.server': "Credentials: this server's own AWS identity",
  'version.home': 'Home region {region}',
  'version.role': 'role {arn}',
  'version.endpoint': 'endpoint {url}',
  'version.caller': 'AWS account {account} as {arn}, partition {partition}',
  'version.regions': '{count, plural, one {# region} other {# regions}} as last known: {regions}',
  'version.regions.setting': '{count, plural, one {# region} other {# regions}} by the settings: {regions}',
  'version.regions.unknown': 'Regions: not asked for yet',
  'version.idle': '⚠️ Grants nothing. {sentence}',
  'version.audit': '⚠️ No channel is told of changes. {sentence}',
  'version.idle.more':
    '⚠️ {count, plural, one {# more entry grants} other {# more entries grant}} nothing; the server log names them.',
} as const;
