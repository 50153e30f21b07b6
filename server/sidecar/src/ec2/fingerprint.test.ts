import { expect, test } from '@jest/globals';
import { fingerprintOf, type Identity } from './fingerprint.ts';
import { openAws } from './aws.ts';

const KEY: Identity = {
  mode: 'key',
  keyId: 'AKIAIOSFODNN7EXAMPLE',
  profile: '',
  role: '',
  externalId: '',
  endpoint: '',
};

test('a fingerprint changes with each part, and with nothing else', () => {
  const others: Identity[] = [
    { ...KEY, mode: 'server' },
    { ...KEY, keyId: 'AKIAIOSFODNN7EXAMPLF' },
    { ...KEY, role: 'arn:aws:iam::123456789012:role/x' },
    { ...KEY, profile: 'ops' },
    { ...KEY, externalId: 'one' },
    { ...KEY, endpoint: 'https://ec2.example' },
    // What moves from one part to the next must not give the same text.
    { ...KEY, keyId: '', role: KEY.keyId },
  ];
  const all = [KEY, ...others].map(fingerprintOf);
  expect(new Set(all).size).toBe(all.length);
  expect(fingerprintOf({ ...KEY })).toBe(fingerprintOf(KEY));
});

test('the fingerprint of an open EC2 knows neither secret nor regions', () => {
  const options = {
    credentials: 'key',
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'one',
    sessionToken: '',
    roleArn: '',
    externalId: '',
    homeRegion: 'us-east-1',
    regions: [],
    endpointUrl: '',
    log: () => undefined,
  } as const;
  const one = openAws(options).fingerprint;
  expect(openAws({ ...options, secretAccessKey: 'two', regions: ['eu-west-1'] }).fingerprint).toBe(one);
  expect(openAws({ ...options, accessKeyId: 'AKIAIOSFODNN7EXAMPLF' }).fingerprint).not.toBe(one);
  expect(openAws({ ...options, endpointUrl: 'https://ec2.example' }).fingerprint).not.toBe(one);
  const withRole = { ...options, roleArn: 'arn:aws:iam::123456789012:role/x' };
  expect(openAws(withRole).fingerprint).not.toBe(one);
  expect(openAws({ ...withRole, externalId: 'one' }).fingerprint).not.toBe(openAws(withRole).fingerprint);
});
