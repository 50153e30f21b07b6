import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type CompanyProxy, startCompanyProxy } from '../aws/company-proxy.ts';
import { Cloud, CLOUD_REGIONS } from '../harness/cloud.ts';
import { Keeper } from '../harness/keeper.ts';
import { World } from '../harness/world.ts';

const HOSTS = CLOUD_REGIONS.map((region) => `*.${region}.amazonaws.com`);

let cloud: Cloud;
let keeper: Keeper;
let proxy: CompanyProxy;
let world: World | undefined;

beforeEach(async () => {
  cloud = await Cloud.start();
  keeper = new Keeper();
  proxy = await startCompanyProxy({ target: cloud.proxy.url, folder: await keeper.folder(), hosts: HOSTS });
});
afterEach(async () => {
  await world?.close();
  world = undefined;
  await proxy.stop();
  await keeper.close();
  await cloud.stop();
});

/** A world from which AWS can be reached by the proxy alone, at AWS's own addresses. */
async function startWorld(environment: Record<string, string>): Promise<World> {
  world = await World.start({
    settings: cloud.settings({
      listings: 'channel',
      endpointurl: '',
      rolearn: 'arn:aws:iam::123456789012:role/ec2ctl',
    }),
    environment: { HTTPS_PROXY: proxy.url, ...environment },
  });
  return world;
}

/** Those to AWS: the server itself may ask for others. */
function tunnels(): string[] {
  return [...new Set(proxy.tunnels)].filter((host) => host.endsWith('amazonaws.com:443')).sort();
}

test.each(['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'])(
  'AWS is listed and changed through a proxy by CONNECT whose authority stands in %s',
  async (name) => {
    const id = await cloud.seedOne({ region: 'eu-west-1', name: 'behind' });
    const { root, channel } = await startWorld({ [name]: proxy.authority });
    const listing = await root.command(channel, '/ec2ctl ls');
    expect((await listing.post(/4 regions read/, { timeout: 20_000 })).message).toContain(id);
    const change = await root.command(channel, `/ec2ctl stop -i ${id}`);
    const post = await change.post();
    await change.version(post.id, /`behind` is stopped/, { timeout: 20_000 });
    expect(tunnels()).toEqual(
      [...CLOUD_REGIONS.map((region) => `ec2.${region}.amazonaws.com:443`), 'sts.us-east-1.amazonaws.com:443'].sort(),
    );
  },
);

test('a proxy whose authority nobody knows gets no call, and the answer says why', async () => {
  const { root, channel } = await startWorld({});
  const listing = await root.command(channel, '/ec2ctl ls');
  expect((await listing.post(undefined, { timeout: 20_000 })).message).toContain('is not trusted');
  expect(tunnels()).toEqual(['sts.us-east-1.amazonaws.com:443']);
  expect(cloud.proxy.calls()).toEqual([]);
});
