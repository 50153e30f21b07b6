/** Which addresses may be asked as AWS. Pure: it neither resolves nor connects. */
import { BlockList, isIP } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * Where AWS's API never is, and where something else may answer that gives away credentials: link-local addresses, the
 * metadata of instances and containers among them, the unspecified address, which is this machine by another name, and
 * groups of machines.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 */
const FORBIDDEN_IPV4: readonly (readonly [address: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 4],
  ['255.255.255.255', 32],
  // Metadata of other clouds, which Mattermost may run in: Alibaba, Azure, Oracle.
  ['100.100.100.200', 32],
  ['168.63.129.16', 32],
  ['192.0.0.192', 32],
];

/**
 * What may stand before an address of IPv4 in one of IPv6: nothing (compatible), NAT64 (a network's own, too), translated.
 * `BlockList` finds those of `::ffff:…` by itself.
 */
const BEFORE_IPV4 = ['::', '64:ff9b::', '64:ff9b:1::', '::ffff:0:'];

const FORBIDDEN = new BlockList();
for (const [address, prefix] of FORBIDDEN_IPV4) {
  FORBIDDEN.addSubnet(address, prefix, 'ipv4');
  for (const before of BEFORE_IPV4) {
    // `::1` would be among them, and is this machine by its proper name.
    if (before === '::' && address === '0.0.0.0') continue;
    FORBIDDEN.addSubnet(`${before}${address}`, 96 + prefix, 'ipv6');
  }
  FORBIDDEN.addSubnet(sixToFour(address), 16 + prefix, 'ipv6');
}
FORBIDDEN.addAddress('::', 'ipv6');
FORBIDDEN.addSubnet('fe80::', 10, 'ipv6');
FORBIDDEN.addSubnet('ff00::', 8, 'ipv6');
// Metadata, credentials of containers, name and time servers of a VPC; Google's metadata.
FORBIDDEN.addSubnet('fd00:ec2::', 32, 'ipv6');
FORBIDDEN.addAddress('fd20:ce::254', 'ipv6');

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

/** The network of 6to4 that stands for an address of IPv4. */
function sixToFour(address: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  return `2002:${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}::`;
}
