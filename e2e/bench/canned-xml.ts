/**
 * EC2's answers as the canned server gives them: a real instance as moto writes it, 3.7 kB with half a dozen tags, with
 * numbers of its own.
 */

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const NAMESPACE = 'xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"';

/** The request id of every answer. */
const REQUEST_ID = '6f1f8a4c-7c0b-4f3a-9b0e-2f5c8d1e7a90';

/** DescribeRegions' answer. */
export function regionsXml(names: readonly string[]): string {
  const items = names.map(
    (name) =>
      `<item><regionName>${name}</regionName><regionEndpoint>ec2.${name}.amazonaws.com</regionEndpoint>` +
      '<optInStatus>opt-in-not-required</optInStatus></item>',
  );
  return (
    `${DECLARATION}<DescribeRegionsResponse ${NAMESPACE}><requestId>${REQUEST_ID}</requestId>` +
    `<regionInfo>${items.join('')}</regionInfo></DescribeRegionsResponse>`
  );
}

/** Gives the instance of a number its name. */
export type NameOf = (number: number) => string;

/**
 * DescribeInstances' answer: instances from number `first` on, each in a reservation of its own.
 * @param nextToken empty on the last page
 */
export function instancesXml(
  region: string,
  { first, count }: { readonly first: number; readonly count: number },
  nextToken: string,
  nameOf: NameOf = instanceName,
): string {
  const reservations = Array.from({ length: count }, (_, index) => {
    const number = first + index;
    return reservationXml(region, { number, name: nameOf(number), state: firstState(number) });
  });
  return describedXml(reservations, nextToken);
}

/** DescribeInstances' answer with these reservations; `nextToken` is empty on the last page. */
export function describedXml(reservations: readonly string[], nextToken = ''): string {
  return (
    `${DECLARATION}<DescribeInstancesResponse ${NAMESPACE}><requestId>${REQUEST_ID}</requestId>` +
    `<reservationSet>${reservations.join('')}</reservationSet>` +
    `${nextToken === '' ? '' : `<nextToken>${nextToken}</nextToken>`}</DescribeInstancesResponse>`
  );
}

/** Tags as accounts have them: most with a few values that many share, and two that are an instance's own. */
export function instanceTags(number: number, nameOf: NameOf = instanceName): Readonly<Record<string, string>> {
  return {
    Team: `team-${String(number % 12)}`,
    Env: ['prod', 'staging', 'test'][number % 3] ?? '',
    Owner: `owner-${String(number % 150)}@example.com`,
    Project: `project-${String(number % 40)}`,
    'aws:autoscaling:groupName': `asg-${String(number % 400)}`,
    Name: nameOf(number),
    Backup: `snapshot-of-${number.toString(16).padStart(17, '0')}`,
  };
}

function tagsXml(number: number, name: string): string {
  return Object.entries(instanceTags(number, () => name))
    .map(([key, value]) => `<item><key>${key}</key><value>${escape(value)}</value></item>`)
    .join('');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** How the canned server names the instance of a number. */
export function instanceName(number: number): string {
  return `web-${String(number)} <blue> & "green"`;
}

const ROLES = ['web', 'api', 'db', 'cache', 'worker', 'batch', 'queue', 'search', 'mail', 'auth'];

/** The name of an instance where people name them with care: an environment, a role and a number; of 50 one is a spare. */
export function plainName(number: number): string {
  const role = ROLES[number % ROLES.length] ?? '';
  return number % 50 === 49 ? 'spare' : `${['prod', 'staging', 'test'][number % 3] ?? ''}-${role}-${String(number)}`;
}

/** The id of the instance of a number. */
export function instanceId(number: number): string {
  return `i-${number.toString(16).padStart(17, '0')}`;
}

/** A state that an instance is in, with EC2's number for it. */
const STATES = { pending: 0, running: 16, stopping: 64, stopped: 80 } as const;

/** The states that a canned instance may be in. */
export type CannedState = keyof typeof STATES;

/** What an instance is in at the beginning: of ten one is stopped. */
export function firstState(number: number): CannedState {
  return number % 10 === 0 ? 'stopped' : 'running';
}

function stateXml(state: CannedState): string {
  return `<code>${String(STATES[state])}</code><name>${state}</name>`;
}

/** The answer of StartInstances or StopInstances, for an instance each. */
export function changesXml(
  action: 'StartInstances' | 'StopInstances',
  changes: readonly { readonly id: string; readonly before: CannedState; readonly after: CannedState }[],
): string {
  const items = changes.map(
    ({ id, before, after }) =>
      `<item><instanceId>${id}</instanceId><currentState>${stateXml(after)}</currentState>` +
      `<previousState>${stateXml(before)}</previousState></item>`,
  );
  return (
    `${DECLARATION}<${action}Response ${NAMESPACE}><requestId>${REQUEST_ID}</requestId>` +
    `<instancesSet>${items.join('')}</instancesSet></${action}Response>`
  );
}

/** One instance, in a reservation of its own. */
export function reservationXml(
  region: string,
  { number, name, state }: { readonly number: number; readonly name: string; readonly state: CannedState },
): string {
  const hex = number.toString(16).padStart(17, '0');
  const uuid = `097b631d-f922-491c-88b6-${number.toString(16).padStart(12, '0')}`;
  const bytes = [10, (number >> 16) & 255, (number >> 8) & 255, number & 255];
  const inside = bytes.join('.');
  const outside = [54, ...bytes.slice(1)].join('.');
  const insideName = `ip-${bytes.join('-')}.${region}.compute.internal`;
  const outsideName = `ec2-${outside.replaceAll('.', '-')}.${region}.compute.amazonaws.com`;
  const association =
    `<association><ipOwnerId>123456789012</ipOwnerId><publicDnsName>${outsideName}</publicDnsName>` +
    `<publicIp>${outside}</publicIp></association>`;
  const launched = new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString();
  const stopped = state === 'stopped';
  return (
    `<item><reservationId>r-${hex}</reservationId><ownerId>123456789012</ownerId><groupSet/><instancesSet><item>` +
    '<architecture>x86_64</architecture><blockDeviceMapping><item><deviceName>/dev/sda1</deviceName>' +
    `<ebs><attachTime>${launched}</attachTime><deleteOnTermination>true</deleteOnTermination>` +
    `<status>attached</status><volumeId>vol-${hex}</volumeId></ebs></item></blockDeviceMapping>` +
    `<clientToken>${uuid}</clientToken><ebsOptimized>false</ebsOptimized><hypervisor>xen</hypervisor>` +
    `<networkInterfaceSet><item>${association}<attachment><attachTime>${launched}</attachTime>` +
    `<attachmentId>eni-attach-${hex}</attachmentId><deleteOnTermination>false</deleteOnTermination>` +
    '<deviceIndex>0</deviceIndex><status>attached</status><networkCardIndex>0</networkCardIndex></attachment>' +
    `<description>Primary network interface</description><groupSet><item><groupId>sg-${hex}</groupId>` +
    '<groupName>default</groupName></item></groupSet><ipv6AddressesSet/><macAddress>02:00:00:fa:ef:d8</macAddress>' +
    `<networkInterfaceId>eni-${hex}</networkInterfaceId><ownerId>123456789012</ownerId>` +
    `<privateDnsName>${insideName}</privateDnsName><privateIpAddress>${inside}</privateIpAddress>` +
    `<privateIpAddressesSet><item>${association}<primary>true</primary>` +
    `<privateIpAddress>${inside}</privateIpAddress></item></privateIpAddressesSet>` +
    '<sourceDestCheck>true</sourceDestCheck><status>in-use</status><subnetId>subnet-dd484e590d4d25d39</subnetId>' +
    '<vpcId>vpc-4f43ce5e73c3c68c9</vpcId><interfaceType>interface</interfaceType></item></networkInterfaceSet>' +
    '<rootDeviceName>/dev/sda1</rootDeviceName><rootDeviceType>ebs</rootDeviceType><groupSet/>' +
    '<sourceDestCheck>true</sourceDestCheck><sriovNetSupport>simple</sriovNetSupport>' +
    (stopped
      ? '<stateReason><code>Client.UserInitiatedShutdown</code><message>User initiated</message></stateReason>'
      : '<stateReason><code/><message/></stateReason>') +
    `<tagSet>${tagsXml(number, name)}</tagSet>` +
    '<virtualizationType>paravirtual</virtualizationType><hibernationOptions/><metadataOptions><state>applied</state>' +
    '<httpTokens>optional</httpTokens><httpPutResponseHopLimit>1</httpPutResponseHopLimit>' +
    '<httpEndpoint>enabled</httpEndpoint><httpProtocolIpv6>disabled</httpProtocolIpv6>' +
    `<instanceMetadataTags>disabled</instanceMetadataTags></metadataOptions><instanceId>i-${hex}</instanceId>` +
    '<imageId>ami-12c6146b</imageId><instanceState>' +
    stateXml(state) +
    `</instanceState><privateDnsName>${insideName}</privateDnsName><dnsName>${outsideName}</dnsName><reason/>` +
    '<amiLaunchIndex>0</amiLaunchIndex><productCodes/><instanceType>t3.micro</instanceType>' +
    `<launchTime>${launched}</launchTime><placement><groupName/><tenancy>default</tenancy>` +
    `<availabilityZone>${region}a</availabilityZone></placement><kernelId>None</kernelId>` +
    '<monitoring><state>disabled</state></monitoring><subnetId>subnet-dd484e590d4d25d39</subnetId>' +
    `<vpcId>vpc-4f43ce5e73c3c68c9</vpcId><privateIpAddress>${inside}</privateIpAddress>` +
    `${stopped ? '' : `<ipAddress>${outside}</ipAddress>`}</item></instancesSet></item>`
  );
}
