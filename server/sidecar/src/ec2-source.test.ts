import { expect, test } from '@jest/globals';
import { createEc2Source, type Ec2Source } from './ec2-source.ts';
import type { Ec2 } from './ports.ts';
import type { Ec2Settings } from './settings.ts';

const settings: Ec2Settings = {
  credentials: 'demo',
  accessKeyId: '',
  secretAccessKey: '',
  sessionToken: '',
  roleArn: '',
  externalId: '',
  homeRegion: 'us-east-1',
  regions: [],
  endpointUrl: '',
};

function openAll(): { opened: string[]; closed: string[]; open: (s: Ec2Settings) => Promise<Ec2> } {
  const opened: string[] = [];
  const closed: string[] = [];
  return {
    opened,
    closed,
    open: (s) => {
      opened.push(s.homeRegion);
      return Promise.resolve({
        fingerprint: s.homeRegion,
        knownRegions: () => ['us-west-2'],
        caller: () => undefined,
        close: () => {
          closed.push(s.homeRegion);
        },
      } as unknown as Ec2);
    },
  };
}

function fingerprint(source: Ec2Source): Promise<string> {
  return source.use((ec2) => Promise.resolve(ec2.fingerprint));
}

test('nothing is opened that nobody needs', async () => {
  const all = openAll();
  const source = createEc2Source(all.open);
  source.change(settings);
  source.change({ ...settings, homeRegion: 'eu-west-1' });
  expect(await fingerprint(source)).toBe('eu-west-1');
  expect([all.opened, all.closed]).toEqual([['eu-west-1'], []]);
});

test("what is known of AWS's EC2 that nobody used is what the settings say; then the EC2 is asked", async () => {
  const all = openAll();
  const source = createEc2Source(all.open);
  source.change({ ...settings, credentials: 'key', regions: ['eu-west-3'] });
  expect(await source.known()).toEqual({ regions: ['eu-west-3'], caller: undefined });
  expect(all.opened).toEqual([]);
  await fingerprint(source);
  expect((await source.known()).regions).toEqual(['us-west-2']);
});

test('the demo fleet is known from the beginning', async () => {
  const source = createEc2Source(openAll().open);
  source.change(settings);
  expect((await source.known()).regions).toEqual(['us-west-2']);
});

test('the same settings again change nothing', async () => {
  const all = openAll();
  const source = createEc2Source(all.open);
  source.change(settings);
  const same = (ec2: Ec2): Promise<Ec2> => Promise.resolve(ec2);
  const first = await source.use(same);
  source.change({ ...settings });
  expect(await source.use(same)).toBe(first);
  expect(all.opened).toEqual(['us-east-1']);
});

test('work keeps the EC2 it began with, which is closed when the work ends', async () => {
  const all = openAll();
  const source = createEc2Source(all.open);
  source.change(settings);
  const gate = Promise.withResolvers<undefined>();
  const work = source.use(async (ec2) => {
    await gate.promise;
    return ec2.fingerprint;
  });
  source.change({ ...settings, homeRegion: 'eu-west-1' });
  expect(await fingerprint(source)).toBe('eu-west-1');
  expect(all.closed).toEqual([]);
  gate.resolve(undefined);
  expect(await work).toBe('us-east-1');
  expect(all.closed).toEqual(['us-east-1']);
});

test('an EC2 that cannot be made is made for the next work, if it can be then', async () => {
  const all = openAll();
  let broken = true;
  const source = createEc2Source((s) => (broken ? Promise.reject(new Error('no SDK')) : all.open(s)));
  source.change(settings);
  await expect(fingerprint(source)).rejects.toThrow('no SDK');
  broken = false;
  expect(await fingerprint(source)).toBe('us-east-1');
  source.change({ ...settings, homeRegion: 'eu-west-1' });
  await Promise.resolve();
  expect([all.opened, all.closed]).toEqual([['us-east-1'], ['us-east-1']]);
});

test('an EC2 that cannot be made fails the work, and the next settings are tried', async () => {
  const all = openAll();
  let broken = true;
  const source = createEc2Source((s) => (broken ? Promise.reject(new Error('no SDK')) : all.open(s)));
  source.change(settings);
  await expect(source.use(() => Promise.resolve(1))).rejects.toThrow('no SDK');
  broken = false;
  source.change({ ...settings, homeRegion: 'eu-west-1' });
  expect(await source.use((ec2) => Promise.resolve(ec2.fingerprint))).toBe('eu-west-1');
});
