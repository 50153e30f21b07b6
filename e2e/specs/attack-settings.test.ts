/** Settings, regions and answers that would lead elsewhere, and texts that would write a line of the log. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { beginAnew } from '../harness/begin-anew.ts';
import { Cloud } from '../harness/cloud.ts';
import type { Person } from '../harness/person.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

const ROLE = 'arn:aws:iam::123456789012:role';

let cloud: Cloud;
let world: World;
let admin: Person;

beforeAll(async () => {
  cloud = await Cloud.start();
  world = await World.start({ settings: cloud.settings() });
});
afterAll(async () => {
  await world.close();
  await cloud.stop();
});
beforeEach(async () => {
  admin = await beginAnew(world, cloud);
});

/** Saves what must be refused: in one line, the setting first, with nothing saved and nothing asked of AWS. */
async function expectRefused(wrong: Record<string, string>, names: string): Promise<void> {
  const before = await world.admin.settings(PLUGIN_ID);
  const sentence = await world.admin.refusal(PLUGIN_ID, wrong);
  expect(sentence).toMatch(new RegExp(`^${names}: `));
  expect(sentence.length).toBeLessThan(140);
  expect(sentence).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202e]/u);
  expect(await world.admin.settings(PLUGIN_ID)).toEqual(before);
  expect(cloud.proxy.calls()).toEqual([]);
}

describe('an endpoint that points elsewhere by trick is refused:', () => {
  test.each([
    'https://169.254.169.254/latest/meta-data/',
    'https://0xa9fea9fe',
    'https://0251.0376.0251.0376',
    'https://169.254.43518',
    'https://[::ffff:a9fe:a9fe]',
    'https://[fd00:ec2::254]',
    'https://[64:ff9b::a9fe:a9fe]',
    'https://169.254.170.2/v2/credentials',
    'https://169.254.169.254.',
    'https://１６９.254.169.254',
    'https://0.0.0.0',
    'https://100.100.100.200',
    'http://169.254.169.254@127.0.0.1',
    'http://127.0.0.1@169.254.169.254',
    'https://ec2.amazonaws.com\\@169.254.169.254',
    'https://ec2.amazonaws.com#@169.254.169.254',
    'https://ec2.amazonaws.com?@169.254.169.254',
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'https://ec2.amazonaws.com\n.evil.example',
    'https://ec2.amazonaws.com\r\nX-Injected: 1',
    'file:///etc/passwd',
    'ftp://ec2.amazonaws.com',
    'javascript:alert(1)',
    'unix:/var/tmp/mattermost_local.socket',
    '//169.254.169.254',
  ])('%j', async (endpointurl) => {
    await expectRefused({ endpointurl }, 'Endpoint URL');
  });
});

describe('with the server’s own identity an endpoint of a stranger is refused:', () => {
  test.each([
    'https://amazonaws.com.evil.example',
    'https://evilamazonaws.com',
    'https://ec2.us-east-1.amazonaws.com.cn',
    'https://ec2.us-east-1.amazonaws.co',
    'https://93.184.216.34',
  ])('%j', async (endpointurl) => {
    await expectRefused({ credentials: 'server', endpointurl }, 'Endpoint URL');
  });
});

describe('a role, a region or a key with something in it is refused:', () => {
  test.each<[string, Record<string, string>]>([
    ['Role ARN', { rolearn: `${ROLE}/a\nb` }],
    ['Role ARN', { rolearn: `${ROLE}/` }],
    ['Role ARN', { rolearn: `${ROLE}/x&ExternalId=y z` }],
    ['Role ARN', { rolearn: 'arn:aws:iam::169.254.169.254:role/x' }],
    ['Role ARN', { rolearn: 'arn:aws:sts::123456789012:assumed-role/x/y' }],
    ['Role ARN', { rolearn: 'arn:aws-evil:iam::123456789012:role/x' }],
    ['Role ARN', { rolearn: `${ROLE}/${'x'.repeat(65)}` }],
    ['External ID', { rolearn: `${ROLE}/x`, externalid: 'a\nb' }],
    ['External ID', { rolearn: `${ROLE}/x`, externalid: 'a&RoleArn=b' }],
    ['Home region', { homeregion: 'us-east-1.evil.example/#' }],
    ['Home region', { homeregion: 'us-east-1@169.254.169.254' }],
    ['Home region', { homeregion: 'us-east-1\nus-west-2' }],
    ['Home region', { homeregion: '169.254.169.254' }],
    ['Home region', { homeregion: '../us-east-1' }],
    ['Regions', { regions: 'us-east-1\n169.254.169.254' }],
    ['Regions', { regions: 'us-east-1, us-east-1.evil.example' }],
    ['Regions', { regions: 'us-east-1\u2028evil' }],
    ['Regions', { regions: '\u202eus-east-1' }],
    ['Access key ID', { accesskeyid: 'AKIAIOSFODNN7EXA\nX-Injected: 1' }],
    ['Secret access key', { secretaccesskey: 'secret\r\nX-Injected: 1' }],
    ['Session token', { accesskeyid: 'ASIAIOSFODNN7EXAMPLE', sessiontoken: 'token\r\nX-Injected: 1' }],
    ['Credentials', { credentials: 'key\nserver' }],
    ['Listings', { listings: 'channel\nauto' }],
    ['Audit channel', { auditchannel: '~machines\n~town-square' }],
  ])('%s as %j', async (names, wrong) => {
    await expectRefused(wrong, names);
  });
});

describe('where AWS’s answer points', () => {
  let trap: Server;
  let caught: string[];

  beforeEach(async () => {
    caught = [];
    trap = createServer((incoming, outgoing) => {
      caught.push(incoming.url ?? '');
      outgoing.end();
    });
    await new Promise<void>((resolve) => {
      trap.listen(0, '127.0.0.1', resolve);
    });
  });
  afterEach(() => {
    trap.close();
  });

  test.each([301, 302, 303, 307, 308])('by a redirect, %d, nobody goes', async (status) => {
    const location = `http://127.0.0.1:${String((trap.address() as AddressInfo).port)}/latest/meta-data/`;
    cloud.proxy.addRules({ do: 'answer', status, body: '', headers: { location }, action: 'DescribeInstances' });
    const exchange = await admin.command(world.channel, '/ec2ctl ls -r us-east-1');
    expect((await exchange.post(/Not read: `us-east-1`/)).message).not.toContain('meta-data');
    expect(caught).toEqual([]);
  });

  test.each(['x.evil.example/#', '169.254.169.254', 'us-east-1@evil.example', 'us-east-1\nHost: evil'])(
    'by the name of a region, %j, nobody goes either',
    async (name) => {
      cloud.regions('us-west-2', name);
      const { message } = await (await admin.command(world.channel, '/ec2ctl ls')).post(/could not be read/);
      expect(message).not.toMatch(/evil|169\.254/);
      expect(cloud.proxy.calls({ action: 'DescribeInstances' })).toEqual([]);
      expect(caught).toEqual([]);
    },
  );
});

test.each([
  '169.254.169.254',
  'us-east-1.evil.example',
  'us-east-1@evil',
  '../us-east-1',
  'us-east-1\\nx',
  'us-iso-east-1',
])('a region that a person types, %j, is not asked', async (region) => {
  for (const line of [`ls -r ${region}`, `stop region:${region}`, `info x -r ${region}`]) {
    await (await admin.command(world.channel, `/ec2ctl ${line}`)).ephemeral();
  }
  const asked = cloud.proxy.calls().filter(({ action }) => action !== 'DescribeRegions');
  expect(asked.filter((call) => call.region === region || call.action !== 'DescribeInstances')).toEqual([]);
});

describe('a line of the log', () => {
  const FORGED = JSON.stringify({ level: 'error', msg: 'Forged', plugin_id: PLUGIN_ID, userId: 'somebody' });

  test.each([
    ['after a line break', `x\n${FORGED}\n`],
    ['after a carriage return', `x\r${FORGED}\r`],
    ['in the sidecar’s own form', `x\n{"level":"error","message":"Forged","fields":{}}\n`],
    ['out of a text of JSON', `x"},"level":"error","msg":"Forged","y":{"z":"`],
    ['with codes for a terminal', `\u001b[2K\u001b[1A${FORGED}`],
    ['by a separator of lines', `x\u2028${FORGED}\u2029`],
  ])('cannot be written by who is refused: %s', async (_, text) => {
    const mallory = await world.person(`mallory${String(Date.now())}`);
    const since = world.server.log.entries().length;
    // Of what is quoted each break and each sign stays.
    const lines = [`stop '${text}y'`, `start tag:a='${text}y'`, `stop -i i-1,${text}`, text, `ls --region ${text}`];
    for (const line of lines) {
      await (await mallory.command(world.channel, `/ec2ctl ${line}`)).ephemeral();
    }
    const entries = world.server.log.entries().slice(since);
    expect(entries.filter(({ msg }) => msg === 'Forged')).toEqual([]);
    expect(entries.filter(({ msg, userId }) => msg === 'Command refused' && userId !== mallory.id)).toEqual([]);
    for (const line of world.server.log.text().split(/[\n\r\u2028\u2029]/)) {
      expect(line).not.toMatch(/^\{"level":"error","(msg|message)":"Forged"/);
    }
    expect(world.server.log.text()).not.toContain('\u001b');
  });

  test('cannot be written by what AWS says, in names or in errors', async () => {
    const since = world.server.log.entries().length;
    const name = `x\n${FORGED}\n\u001b[2K`;
    const id = await cloud.seedOne({ region: 'us-west-2', name });
    cloud.proxy.addRules({
      do: 'refuse',
      action: 'StopInstances',
      status: 403,
      code: 'UnauthorizedOperation',
      message: name,
    });
    const exchange = await admin.command(world.channel, `/ec2ctl stop -i ${id}`);
    await exchange.version((await exchange.post()).id, /UnauthorizedOperation/);
    await world.server.log.wait('the refusal', ({ msg }) => msg === 'AWS did not accept a change', since);
    expect(world.server.log.entries().filter(({ msg }) => msg === 'Forged')).toEqual([]);
    expect(world.server.log.text()).not.toContain('\u001b');
  });
});
