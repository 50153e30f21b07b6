import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { createUser } from '../aws/iam.ts';
import { beginAnew } from '../harness/begin-anew.ts';
import { Cloud } from '../harness/cloud.ts';
import { always } from '../harness/eventually.ts';
import type { Exchange } from '../harness/exchange.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

/** What is for an admin alone. */
const PRIVATE = /arn:aws|123456789012|\bec2:[A-Z]/;

let cloud: Cloud;
let world: World;

beforeAll(async () => {
  cloud = await Cloud.start();
  world = await World.start({ settings: cloud.settings() });
});
afterEach(async () => {
  await cloud.moto.enforceAuthorization(false);
  await cloud.reset();
});
afterAll(async () => {
  await world.close();
  await cloud.stop();
});

/** What the admin was told alone since the command; never anything but one message. */
async function toldAlone(exchange: Exchange): Promise<string> {
  const { message, user_id: author } = await exchange.ephemeral();
  expect(author).toBe(await world.botId());
  await always(() => {
    expect(exchange.deliveries().filter(({ kind }) => kind === 'ephemeral')).toHaveLength(1);
  }, 1_000);
  return message;
}

/** What bob, who is in the channel, has seen so far. */
function seenByBob(): { readonly kinds: string[]; readonly text: string } {
  const all = world.bob.inbox.all();
  return { kinds: all.map(({ kind }) => kind), text: all.map(({ post }) => post.message).join('\n') };
}

test.each([
  ['and is decoded where the policy allows that', ['ec2:Describe*', 'sts:DecodeAuthorizationMessage'], true],
  ['and is told as far as it is known where it is not', ['ec2:Describe*'], false],
])(
  'what a policy forbids is a sentence in the channel; the rest an admin hears alone, %s',
  async (_, actions, decoded) => {
    const id = await cloud.seedOne({ region: 'us-east-1', name: 'web-1' });
    const user = decoded ? 'decoder' : 'looker';
    const key = await createUser(cloud.moto.url, user, actions);
    await cloud.moto.enforceAuthorization(true);
    const settings = { accesskeyid: key.accessKeyId, secretaccesskey: key.secretAccessKey };
    await world.admin.configure(PLUGIN_ID, cloud.settings(settings));
    const before = world.server.log.entries().length;

    const exchange = await world.root.command(world.channel, `/ec2ctl stop -i ${id}`);
    const post = await exchange.post();
    const { message } = await exchange.version(post.id, /UnauthorizedOperation/);
    expect(message).toMatch(
      /❌ \*\*`web-1` still running\*\*: AWS does not let this plugin do that\. Tell a system admin\. `UnauthorizedOperation`, request `[^`]+`/,
    );
    expect(message).not.toMatch(PRIVATE);

    const told = await toldAlone(exchange);
    const lines = told.split('\n');
    expect(lines.slice(0, 2)).toEqual([
      `\`〉ec2ctl stop -i ${id}\``,
      '**AWS does not let this plugin stop `web-1`.** Nothing was changed.',
    ]);
    expect(lines[2]).toContain(
      `Allow \`ec2:StopInstances\` in the IAM policy of \`arn:aws:iam::123456789012:user/${user}\`.`,
    );
    expect(lines[2]?.includes(`The request was for \`arn:aws:ec2:us-east-1:123456789012:instance/${id}\`.`)).toBe(
      decoded,
    );
    expect(lines[3]).toMatch(/^AWS says: `You are not authorized to perform this operation\./);
    expect(lines[4]).toMatch(/^`UnauthorizedOperation`, request `[^`]+`$/);
    expect(told).not.toContain('Encoded');

    // The log has it under the same request; nobody else has it, and nobody what AWS encoded.
    const [, request] = /request `([^`]+)`/.exec(message) ?? [];
    const logged = await world.server.log.wait('the refusal', ({ requestId }) => requestId === request, before);
    expect(String(logged['reason'])).toContain('is not authorized to perform: ec2:StopInstances');
    expect(JSON.stringify(world.server.log.entries().slice(before))).not.toContain('Encoded authorization');
    expect(seenByBob().text).toContain('AWS does not let this plugin do that.');
    expect(seenByBob().text).not.toMatch(PRIVATE);
    expect(seenByBob().kinds).not.toContain('ephemeral');
    await world.admin.configure(PLUGIN_ID, cloud.settings());
  },
);

test('a listing with regions that a policy closes tells an admin once, and hides no other region', async () => {
  await cloud.seed({ region: 'us-west-2', name: 'west' });
  for (const region of ['eu-west-1', 'ap-northeast-1']) {
    cloud.proxy.addRules({
      do: 'refuse',
      status: 403,
      code: 'UnauthorizedOperation',
      message:
        'You are not authorized to perform this operation. User: arn:aws:iam::123456789012:user/m is not authorized to perform: ec2:DescribeInstances with an explicit deny in a service control policy',
      region,
      action: 'DescribeInstances',
    });
  }
  const exchange = await world.root.command(world.channel, '/ec2ctl ls');
  const { message } = await exchange.post();
  expect(message).toContain('Not read: `ap-northeast-1`, `eu-west-1` (denied by policy).');
  expect(message).toContain('`west`');
  expect(message).not.toMatch(PRIVATE);
  const told = await toldAlone(exchange);
  expect(told).toMatch(
    /\*\*AWS does not let this plugin list the instances of (`eu-west-1`, `ap-northeast-1`|`ap-northeast-1`, `eu-west-1`)\.\*\*/,
  );
  expect(told).toContain('It is an explicit deny in a policy of this kind: `service control policy`.');
});

test('what an admin cannot mend is told to nobody alone', async () => {
  const root = await beginAnew(world, cloud);
  cloud.proxy.addRules({ do: 'drop', region: 'us-east-1', action: 'DescribeInstances' });
  const exchange = await root.command(world.channel, '/ec2ctl ls -r us-east-1');
  const post = await exchange.post();
  await exchange.version(post.id, /Not read: `us-east-1` \((connection broken off|no answer in \d)/, {
    timeout: 12_000,
  });
  await always(() => {
    expect(exchange.deliveries().map(({ kind }) => kind)).not.toContain('ephemeral');
  }, 1_000);
});
