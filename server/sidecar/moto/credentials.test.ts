/** @jest-environment ./server/sidecar/moto/testing/one-realm-environment.ts */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createRole, createUser } from '../../../e2e/aws/iam.ts';
import { TEST_KEY } from '../../../e2e/aws/seed.ts';
import { FakeClock } from '../src/operations/testing/fake-clock.ts';
import { BOB } from '../src/ec2/testing/bob.ts';
import { AwsWorld } from './testing/aws-world.ts';
import { enterEnvironment, type TestEnvironment } from './testing/environment.ts';
import { startWebServer, until, type WebServer } from './testing/web-server.ts';

const signal = new AbortController().signal;
const ROLE = 'arn:aws:iam::123456789012:role/mattermost';
let world: AwsWorld;
let environment: TestEnvironment;

beforeAll(async () => {
  world = await AwsWorld.start();
});
beforeEach(async () => {
  environment = await enterEnvironment();
});
afterEach(async () => {
  await world.moto.enforceAuthorization(false);
  await world.reset();
  await environment.restore();
});
afterAll(() => world.stop());

/** Lists with the server's own identity, and says which keys signed for what. */
async function keysInUse(): Promise<string[]> {
  await world.open({ credentials: 'server' }).listInstances('eu-west-1', signal);
  return world.proxy.calls().map(({ action, key }) => `${String(action)} ${String(key)}`);
}

describe('the identity of the server', () => {
  test('is the key in its environment', async () => {
    environment.set({ AWS_ACCESS_KEY_ID: 'AKIAENVIRONMENT00001', AWS_SECRET_ACCESS_KEY: 'secret-of-environment' });
    expect(await keysInUse()).toEqual(['DescribeInstances AKIAENVIRONMENT00001']);
  });

  test('is the profile that is chosen by name, also where there is a key', async () => {
    await environment.write(
      'credentials',
      '[default]\naws_access_key_id=AKIADEFAULT000000001\naws_secret_access_key=d\n' +
        '[ops]\naws_access_key_id=AKIAOPS0000000000001\naws_secret_access_key=o\n',
    );
    environment.set({ AWS_PROFILE: 'ops', AWS_ACCESS_KEY_ID: 'AKIAENVIRONMENT00001', AWS_SECRET_ACCESS_KEY: 's' });
    expect(await keysInUse()).toEqual(['DescribeInstances AKIAOPS0000000000001']);
  });

  test('is read from its file again after AWS did not accept it', async () => {
    const file = (key: string): string => `[default]\naws_access_key_id=${key}\naws_secret_access_key=s\n`;
    await environment.write('credentials', file('AKIAREVOKED000000001'));
    world.proxy.addRules({ do: 'refuse', key: 'AKIAREVOKED000000001', status: 401, code: 'AuthFailure' });
    const ec2 = world.open({ credentials: 'server' });
    await expect(ec2.listInstances('eu-west-1', signal)).rejects.toMatchObject({ code: 'AuthFailure' });
    await environment.write('credentials', file('AKIARENEWED000000001'));
    expect(await ec2.listInstances('eu-west-1', signal)).toEqual([]);
    expect(world.proxy.calls().map(({ key }) => key)).toEqual(['AKIAREVOKED000000001', 'AKIARENEWED000000001']);
  });

  test('is the role that a profile names, taken on at the same endpoint', async () => {
    await environment.write('credentials', '[base]\naws_access_key_id=AKIABASE000000000001\naws_secret_access_key=b\n');
    await environment.write('config', `[profile ops]\nrole_arn=${ROLE}\nsource_profile=base\n`);
    environment.set({ AWS_PROFILE: 'ops' });
    expect(await keysInUse()).toEqual([
      'AssumeRole AKIABASE000000000001',
      expect.stringMatching(/^DescribeInstances ASIA/),
    ]);
  });

  test('is a web identity, taken on at the same endpoint', async () => {
    const token = await environment.write('token', 'header.payload.signature');
    environment.set({ AWS_WEB_IDENTITY_TOKEN_FILE: token, AWS_ROLE_ARN: ROLE });
    expect(await keysInUse()).toEqual([
      'AssumeRoleWithWebIdentity undefined',
      expect.stringMatching(/^DescribeInstances ASIA/),
    ]);
  });

  test('says what is missing when there is none', async () => {
    await expect(keysInUse()).rejects.toMatchObject({ code: 'CredentialsUnavailable', source: 'aws' });
    expect(world.proxy.calls()).toEqual([]);
  });

  test('says so when the token file is not there', async () => {
    environment.set({ AWS_WEB_IDENTITY_TOKEN_FILE: '/nowhere/token', AWS_ROLE_ARN: ROLE });
    await expect(keysInUse()).rejects.toMatchObject({
      code: 'CredentialsUnavailable',
      message: 'No credentials: ENOENT',
    });
  });

  test('says so when STS refuses', async () => {
    const token = await environment.write('token', 'header.payload.signature');
    environment.set({ AWS_WEB_IDENTITY_TOKEN_FILE: token, AWS_ROLE_ARN: ROLE });
    world.proxy.addRules({
      do: 'refuse',
      status: 400,
      code: 'InvalidIdentityToken',
      message: 'No OpenIDConnect provider',
    });
    await expect(keysInUse()).rejects.toMatchObject({
      code: 'CredentialsUnavailable',
      message: expect.stringContaining('InvalidIdentityToken'),
      status: 400,
    });
  });

  test('is looked for again after a failure', async () => {
    const ec2 = world.open({ credentials: 'server' });
    await expect(ec2.listInstances('eu-west-1', signal)).rejects.toMatchObject({ code: 'CredentialsUnavailable' });
    environment.set({ AWS_ACCESS_KEY_ID: 'AKIAENVIRONMENT00001', AWS_SECRET_ACCESS_KEY: 's' });
    expect(await ec2.listInstances('eu-west-1', signal)).toEqual([]);
  });

  test.each([
    ['credential_process', 'credential_process = touch %s'],
    ['sso_session', 'sso_session = corp'],
    ['sso_start_url', 'sso_start_url = https://corp.awsapps.com/start'],
    ['login_session', 'login_session = arn:aws:iam::123456789012:user/me'],
  ])('is not looked for with %s, also not behind a role', async (setting, line) => {
    const path = await environment.write('unused', '');
    const marker = join(dirname(path), 'was-run');
    await environment.write(
      'config',
      `[profile ops]\nrole_arn=${ROLE}\nsource_profile=base\n[profile base]\n${line.replace('%s', marker)}\n`,
    );
    for (const profile of ['ops', 'base']) {
      environment.set({ AWS_PROFILE: profile });
      await expect(keysInUse()).rejects.toMatchObject({
        code: 'CredentialsUnsupported',
        message: `The profile uses ${setting}, which is not supported`,
      });
    }
    expect(existsSync(marker)).toBe(false);
  });
});

describe('the identity of a container', () => {
  let container: WebServer;
  let keys: string[];

  let hangs: boolean;
  let held: (() => void)[];

  beforeEach(async () => {
    keys = ['ASIACONTAINER0000001', 'ASIACONTAINER0000002'];
    hangs = false;
    held = [];
    container = await startWebServer((incoming, outgoing) => {
      const answer = (): void => {
        if (incoming.headers.authorization !== 'token-of-container') outgoing.statusCode = 401;
        outgoing.end(
          JSON.stringify({
            AccessKeyId: keys.shift(),
            SecretAccessKey: 'secret-of-container',
            Token: 'token-of-session',
            Expiration: new Date(Date.now() + 3_600_000).toISOString(),
          }),
        );
      };
      if (hangs) held.push(answer);
      else answer();
    });
    environment.set({
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${container.url}/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'token-of-container',
    });
  });
  afterEach(() => container.stop());

  test('is fetched once for all regions', async () => {
    const ec2 = world.open({ credentials: 'server' });
    const regions = ['us-east-1', 'us-west-2', 'eu-west-1', 'ap-south-1', 'sa-east-1'];
    await Promise.all(regions.map((region) => ec2.listInstances(region, signal)));
    await ec2.listInstances('eu-west-1', signal);
    expect(container.requests).toEqual(['GET /credentials']);
    expect(new Set(world.proxy.calls().map(({ key }) => key))).toEqual(new Set(['ASIACONTAINER0000001']));
  });

  test('is fetched again after the container did not answer, for which the SDK would wait for ever', async () => {
    const clock = new FakeClock(Date.now());
    const ec2 = world.open({ credentials: 'server', clock });
    hangs = true;
    const asking = ec2.listInstances('eu-west-1', signal);
    const givenUp = expect(asking).rejects.toMatchObject({ code: 'CredentialsUnavailable' });
    await until(() => container.requests.length > 0);
    await clock.advance(15_000);
    await givenUp;
    hangs = false;
    expect(await ec2.listInstances('eu-west-1', signal)).toEqual([]);
    // The SDK's fetch must not outlive the test.
    for (const answer of held) answer();
    await until(() => container.connections.open === 0);
  });

  test('is fetched again after AWS did not accept it', async () => {
    world.proxy.addRules({
      do: 'refuse',
      key: 'ASIACONTAINER0000001',
      status: 400,
      code: 'ExpiredToken',
      message: 'token-of-session expired',
    });
    const ec2 = world.open({ credentials: 'server' });
    await expect(ec2.listInstances('eu-west-1', signal)).rejects.toMatchObject({
      code: 'ExpiredToken',
      message: '[redacted] expired',
    });
    expect(await ec2.listInstances('eu-west-1', signal)).toEqual([]);
    expect(world.proxy.calls().map(({ key }) => key)).toEqual(['ASIACONTAINER0000001', 'ASIACONTAINER0000002']);
  });
});

test('the identity of an EC2 instance comes from its metadata', async () => {
  const metadata = await startWebServer((incoming, outgoing) => {
    const answers: Record<string, string> = {
      '/latest/api/token': 'token-of-metadata',
      '/latest/meta-data/iam/security-credentials/': 'mattermost',
      '/latest/meta-data/iam/security-credentials/mattermost': JSON.stringify({
        Code: 'Success',
        AccessKeyId: 'ASIAMETADATA00000001',
        SecretAccessKey: 's',
        Token: 't',
        Expiration: new Date(Date.now() + 3_600_000).toISOString(),
      }),
    };
    const answer = answers[incoming.url ?? ''];
    if (answer === undefined) outgoing.statusCode = 404;
    outgoing.end(answer);
  });
  environment.set({ AWS_EC2_METADATA_DISABLED: 'false', AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.url });
  try {
    expect(await keysInUse()).toEqual(['DescribeInstances ASIAMETADATA00000001']);
  } finally {
    await metadata.stop();
  }
});

describe('with signatures and policies checked by moto', () => {
  const READING = ['ec2:DescribeInstances', 'ec2:DescribeRegions'];

  test('a key signs properly, and what it may not do is refused in AWS words', async () => {
    const [id] = await world.seed({ region: 'eu-west-1', name: 'web-1' });
    const key = await createUser(world.moto.url, 'reader', READING);
    await world.moto.enforceAuthorization(true);
    const ec2 = world.open({ ...key, regions: [], endpointUrl: world.moto.url });
    expect(await ec2.listInstances('eu-west-1', signal)).toMatchObject([{ id, name: 'web-1' }]);
    expect(await ec2.regions(signal)).toContain('eu-west-1');
    await expect(ec2.change({ verb: 'stop' }, 'eu-west-1', [id as string], BOB, signal)).rejects.toMatchObject({
      code: 'UnauthorizedOperation',
      status: 403,
      message: expect.stringContaining('is not authorized to perform: ec2:StopInstances'),
    });
  });

  test('a wrong secret is refused, and does not appear in the error', async () => {
    const { accessKeyId } = await createUser(world.moto.url, 'reader', READING);
    await world.moto.enforceAuthorization(true);
    const secretAccessKey = 'wrong/secret+of-forty-characters-000000000';
    const ec2 = world.open({ accessKeyId, secretAccessKey, endpointUrl: world.moto.url });
    const error: unknown = await ec2.listInstances('eu-west-1', signal).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: expect.stringMatching(/^(AuthFailure|SignatureDoesNotMatch)$/) });
    const said = JSON.stringify(error, Object.getOwnPropertyNames(error)) + String((error as Error).stack);
    expect(said).not.toContain(secretAccessKey.slice(0, 8));
    expect(said).not.toContain(accessKeyId);
  });

  test('a temporary key works with its token and not without', async () => {
    const sts = new STSClient({ region: 'us-east-1', endpoint: world.moto.url, credentials: TEST_KEY });
    const RoleArn = await createRole(world.moto.url, 'mattermost', ['ec2:*']);
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }));
    sts.destroy();
    await world.moto.enforceAuthorization(true);
    const key = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      endpointUrl: world.moto.url,
    };
    const whole = world.open({ ...key, sessionToken: Credentials?.SessionToken ?? '' });
    expect(await whole.listInstances('eu-west-1', signal)).toEqual([]);
    const broken = world.open({ ...key, sessionToken: 'another-token' });
    await expect(broken.listInstances('eu-west-1', signal)).rejects.toMatchObject({ code: 'AuthFailure' });
  });
});
