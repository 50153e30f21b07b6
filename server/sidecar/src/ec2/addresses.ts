/** Which addresses may be asked as AWS. Pure: it neither resolves nor connects. */
import { BlockList, isIP } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * Where AWS's API never is, and where something else may answer that gives away credentials: link-local addresses, the
 * metadata of instances and containers among them, the unspecified address, which is this machine by another name, and
 * groups of machines. `BlockList` finds those of IPv4 in `::ffff:…` as well.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 */
const FORBIDDEN = new BlockList();
FORBIDDEN.addSubnet('0.0.0.0', 8, 'ipv4');
FORBIDDEN.addSubnet('169.254.0.0', 16, 'ipv4');
FORBIDDEN.addSubnet('224.0.0.0', 4, 'ipv4');
FORBIDDEN.addAddress('255.255.255.255', 'ipv4');
// Metadata of other clouds, which Mattermost may run in: Alibaba, Azure, Oracle, Google.
FORBIDDEN.addAddress('100.100.100.200', 'ipv4');
FORBIDDEN.addAddress('168.63.129.16', 'ipv4');
FORBIDDEN.addAddress('192.0.0.192', 'ipv4');
FORBIDDEN.addAddress('fd20:ce::254', 'ipv6');
FORBIDDEN.addAddress('::', 'ipv6');
FORBIDDEN.addSubnet('fe80::', 10, 'ipv6');
FORBIDDEN.addSubnet('ff00::', 8, 'ipv6');
// Metadata, credentials of containers, name and time servers of a VPC.
FORBIDDEN.addSubnet('fd00:ec2::', 32, 'ipv6');
// Other ways to write a link-local address of IPv4 in one of IPv6: compatible, by NAT64 (a network's own, too), by 6to4.
FORBIDDEN.addSubnet('::a9fe:0', 112, 'ipv6');
FORBIDDEN.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6');
FORBIDDEN.addSubnet('64:ff9b:1::a9fe:0', 112, 'ipv6');
FORBIDDEN.addSubnet('2002:a9fe::', 32, 'ipv6');

/** Whether this is an address that must not be asked. False for a name. */
export function isForbiddenAddress(address: string): boolean {
  return listed(FORBIDDEN, address);
}

/** Whether this is an address of this machine alone. False for a name. */
export function isLoopbackAddress(address: string): boolean {
  return listed(LOOPBACK, address);
}

/** Whether a URL's host is this machine, whatever DNS says. */
export function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || isLoopbackAddress(unbracketed(hostname));
}

/** A URL's host as an address has no brackets. */
export function unbracketed(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

function listed(list: BlockList, address: string): boolean {
  // The interface behind a link-local address is no part of it.
  const bare = address.replace(/%.*$/, '');
  const family = isIP(bare);
  return family !== 0 && list.check(bare, family === 4 ? 'ipv4' : 'ipv6');
}
