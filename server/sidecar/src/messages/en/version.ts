/** What `version` answers. */
export const version = {
  'version.title': '**ec2ctl {version}**, build {build}',
  'version.software': 'Mattermost {mattermost} · Node {runtime}',
  'version.credentials.demo': 'Credentials: none, the demo fleet is in use',
  'version.credentials.key': 'Credentials: an access key',
  'version.credentials.server': "Credentials: this server's own AWS identity",
  'version.home': 'home region {region}',
  'version.endpoint': 'endpoint {url}',
  'version.regions': '{count, plural, one {# region} other {# regions}} as last known: {regions}',
  'version.regions.setting': '{count, plural, one {# region} other {# regions}} by the settings: {regions}',
  'version.regions.unknown': 'Regions: not asked for yet',
} as const;
