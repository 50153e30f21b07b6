import { expect, test } from '@jest/globals';
import { isOfProxy } from './proxies.ts';

const BY_ADDRESS = { HTTPS_PROXY: 'http://user:secret@10.0.0.7:3128' };
const BY_NAME = { https_proxy: 'http://proxy.example.org:3128' };

test.each([
  ['the address and port of the proxy', { address: '10.0.0.7', port: 3128 }, BY_ADDRESS, true],
  ['its port at another address', { address: '10.0.0.8', port: 3128 }, BY_ADDRESS, false],
  ['another port', { address: '10.0.0.7', port: 443 }, BY_ADDRESS, false],
  ['the port of a proxy with a name', { address: '10.0.0.9', port: 3128 }, BY_NAME, true],
  ['its name, which was not found', { hostname: 'proxy.example.org' }, BY_NAME, true],
  ['another name', { hostname: 'ec2.us-east-1.amazonaws.com' }, BY_NAME, false],
  [
    'the port that AWS has as well',
    { address: '10.0.0.9', port: 443 },
    { HTTPS_PROXY: 'https://proxy.example.org' },
    false,
  ],
  ['an IPv6 address', { address: '::1', port: 80 }, { http_proxy: 'http://[::1]' }, true],
  ['anything, where there is no proxy', { address: '10.0.0.7', port: 3128 }, {}, false],
  ['anything, where the variable is no address', { address: '10.0.0.7', port: 3128 }, { HTTPS_PROXY: '::' }, false],
])('%s', (_name, failed, environment, expected) => {
  expect(isOfProxy(failed, environment)).toBe(expected);
});
