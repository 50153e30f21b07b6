/**
 * What is wrong with the settings. The System Console shows these on one line, as plain text, beside its Save button: the
 * setting's name first, no Markdown, under some 140 characters.
 */
export const configuration = {
  'configuration.unusable': '**The settings of ec2ctl cannot be used.** {sentence}',
  'configuration.unusable.change': '**The settings of ec2ctl cannot be used.** Nothing was changed. {sentence}',
  'configuration.unusable.link': '[Open the settings]({url})',
  'configuration.unusable.console': 'Change them in the System Console, Plugins, ec2ctl.',
  'configuration.unusable.others': 'Tell a system admin.',
  'configuration.duplicateKeys': '{keys}: stored in more than one spelling. Keep the one in lower case.',
  'configuration.credentials.unknown': 'Credentials: {value} is not one of demo, key, server.',
  'configuration.listings.unknown': 'Listings: {value} is not one of auto, channel, private.',
  'configuration.atOnce.range': 'Instances at once: {value} is no whole number from {least, number} to {most, number}.',
  'configuration.confirmAbove.range':
    'Without asking: {value} is no whole number from {least, number} to {most, number}.',
  'configuration.accessKeyId.missing': 'Access key ID: needed with the credentials "access key".',
  'configuration.accessKeyId.shape':
    'Access key ID: this is no access key id; one has 16 to 128 capital letters and digits.',
  'configuration.secretAccessKey.missing': 'Secret access key: needed with the credentials "access key".',
  'configuration.secretAccessKey.shape': 'Secret access key: it has a space or another character that no key has.',
  'configuration.sessionToken.missing':
    'Session token: needed with a temporary access key (one that begins with ASIA).',
  'configuration.sessionToken.shape': 'Session token: it has a space or another character that no token has.',
  'configuration.homeRegion.shape': 'Home region: {value} is not the name of a region, like us-east-1.',
  'configuration.regions.shape': 'Regions: {value} is not the name of a region, like us-east-1.',
  'configuration.regions.partition': 'Regions: {value} is in another part of AWS than the home region {region}.',
  'configuration.roleArn.shape': 'Role ARN: this is no ARN of a role, like arn:aws:iam::123456789012:role/ec2ctl.',
  'configuration.roleArn.partition':
    'Role ARN: it is in the partition {partition}, but the home region {region} is in {ofHome}.',
  'configuration.externalId.alone': 'External ID: it is used only with a role. Fill in Role ARN, or empty this.',
  'configuration.externalId.shape':
    'External ID: one has 2 to 1224 letters, digits and characters of _ + = , . @ : / -, no others.',
  'configuration.endpoint.shape': 'Endpoint URL: this is not a URL.',
  'configuration.endpoint.https': 'Endpoint URL: must begin with https:// (http:// only to this machine).',
  'configuration.endpoint.parts': 'Endpoint URL: must have no user name, query, fragment, space or backslash.',
  'configuration.endpoint.forbidden':
    'Endpoint URL: {address} is an address where AWS never is (link-local, metadata, unspecified, multicast).',
  'configuration.endpoint.notAws':
    "Endpoint URL: with the server's own identity only hosts of AWS ({domains}) or this machine.",
} as const;
