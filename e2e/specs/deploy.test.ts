import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PLUGIN_RUNNING } from '../harness/admin.ts';
import { bundlePath } from '../harness/bundle.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

const SCRIPT = fileURLToPath(new URL('../../build/deploy.ts', import.meta.url));

let world: World;

beforeAll(async () => {
  world = await World.start({ bundle: null, path: '/chat' });
});
afterAll(() => world.close());

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly complaint: string;
}

/** Runs `deploy.ts` with these two variables. */
async function deploy(siteUrl: string, token: string, bundle = bundlePath()): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [SCRIPT, bundle],
      {
        env: { PATH: process.env['PATH'], MM_SERVICESETTINGS_SITEURL: siteUrl, MM_ADMIN_TOKEN: token },
        timeout: 90_000,
      },
      (error, out, complaint) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, complaint });
      },
    );
  });
}

test('the plugin runs on the server afterwards, also when it did before', async () => {
  for (let round = 0; round < 2; round += 1) {
    const ended = await deploy(`${world.server.url}/`, world.root.token);
    expect(ended).toMatchObject({ code: 0, complaint: '' });
    expect(ended.out).toContain(`is running. Its settings: ${world.server.url}/admin_console/plugins/plugin_ec2ctl`);
    expect((await world.admin.status(PLUGIN_ID))?.state).toBe(PLUGIN_RUNNING);
  }
});

test.each([
  ['no address', '', 'x', /MM_SERVICESETTINGS_SITEURL is not set/],
  ['no token', 'http://127.0.0.1:1', '', /MM_ADMIN_TOKEN is not set/],
  ['an address without a scheme', 'chat.example.com', 'x', /must begin with https/],
  ['an address where nobody answers', 'http://127.0.0.1:1', 'x', /Cannot reach http:\/\/127\.0\.0\.1:1/],
])('%s is said in one line', async (_, siteUrl, token, complaint) => {
  const ended = await deploy(siteUrl, token);
  expect(ended.code).toBe(1);
  expect(ended.complaint).toMatch(complaint);
  expect(ended.complaint.trim().split('\n')).toHaveLength(1);
});

test('a token that the server does not know, or of somebody who is no admin, is said', async () => {
  expect((await deploy(world.server.url, 'nonsense')).complaint).toMatch(/does not know the token/);
  expect((await deploy(world.server.url, world.bob.token)).complaint).toMatch(/not the token of a system admin/);
});

test('an address without its path is no Mattermost', async () => {
  const ended = await deploy(new URL(world.server.url).origin, world.root.token);
  expect(ended).toMatchObject({ code: 1, complaint: expect.stringMatching(/not as a Mattermost server does/) });
});

test('a file that is no bundle is refused', async () => {
  const file = join(await world.keeper.folder(), 'nonsense.tar.gz');
  await writeFile(file, 'nonsense');
  expect(await deploy(world.server.url, world.root.token, file)).toMatchObject({ code: 1 });
  expect((await deploy(world.server.url, world.root.token, `${file}.not`)).complaint).toMatch(/Cannot read/);
});
