import { describe, expect, test } from '@jest/globals';
import { isForbiddenAddress } from './addresses.ts';

describe('an address at which AWS never is', () => {
  test.each([
    ['0.0.0.0', '0:0'],
    ['0.255.1.1', 'ff:101'],
    ['169.254.169.254', 'a9fe:a9fe'],
    ['169.254.170.2', 'a9fe:aa02'],
    ['224.0.0.1', 'e000:1'],
    ['239.255.255.255', 'efff:ffff'],
    ['255.255.255.255', 'ffff:ffff'],
    ['100.100.100.200', '6464:64c8'],
    ['168.63.129.16', 'a83f:8110'],
    ['192.0.0.192', 'c000:c0'],
  ])('%s is found in every way in which IPv6 has it', (address, groups) => {
    const ways = [address, `::ffff:${groups}`, `64:ff9b::${groups}`, `64:ff9b:1::${groups}`, `::ffff:0:${groups}`];
    expect([...ways, `2002:${groups}::1`].filter((way) => !isForbiddenAddress(way))).toEqual([]);
  });

  test('is found as an address that is only compatible, too', () => {
    expect(['::169.254.169.254', '::100.100.100.200', '::'].filter((way) => !isForbiddenAddress(way))).toEqual([]);
  });

  test.each(['fe80::1', 'fe80::1%eth0', 'febf::1', 'ff02::1', 'fd00:ec2::254', 'fd20:ce::254'])('%s is', (address) => {
    expect(isForbiddenAddress(address)).toBe(true);
  });
});

test.each([
  '127.0.0.1',
  '::1',
  '::ffff:127.0.0.1',
  '10.0.0.1',
  '52.94.5.1',
  '169.253.255.255',
  '169.255.0.0',
  '100.100.100.201',
  '223.255.255.255',
  '64:ff9b::345e:501',
  '2002:345e:501::1',
  '2600:1f00::1',
  'fd00:ec3::254',
  'ec2.us-east-1.amazonaws.com',
])('%s may be asked', (address) => {
  expect(isForbiddenAddress(address)).toBe(false);
});
