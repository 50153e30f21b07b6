/** What does not fit a post, as a file that a client downloads. */
import type { Post } from '@mattermost/types/posts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { query } from '../harness/database.ts';
import { eventually } from '../harness/eventually.ts';
import { readCsv } from '../../server/sidecar/src/render/testing/read-csv.ts';
import { type CannedProcess, startCannedProcess } from '../bench/canned-process.ts';
import { REGIONS } from '../bench/canned-regions.ts';
import { beginAnew } from '../harness/begin-anew.ts';
import { press } from '../harness/buttons.ts';
import { Cloud } from '../harness/cloud.ts';
import type { Person } from '../harness/person.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

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

function hasFile({ file_ids: ids }: Post): boolean {
  return ids?.length === 1;
}

/** Downloads the only file of a post, as a client does. */
async function download(person: Person, { file_ids: ids = [] }: Post): Promise<{ name: string; rows: string[][] }> {
  const [id, ...more] = ids;
  if (id === undefined || more.length > 0) throw new Error(`Not one file: ${String(ids.length)}`);
  const url = person.client.getFileUrl(id, 0);
  const response = await fetch(url, { headers: { Authorization: `Bearer ${person.token}` } });
  expect(response.status).toBe(200);
  const name = /filename\*?="?(?:UTF-8'')?([^";]+)/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? '';
  return { name, rows: readCsv(Buffer.from(await response.arrayBuffer()).toString()) };
}

/** What the server keeps of a file's words. */
async function contentOf(fileId = ''): Promise<unknown> {
  const [row] = await query(world.server.database, 'SELECT content FROM fileinfo WHERE id = $1', [fileId]);
  return row?.['content'];
}

describe('a large fleet', () => {
  let ec2: CannedProcess;

  beforeAll(async () => {
    ec2 = await startCannedProcess();
  });
  afterAll(() => {
    ec2.stop();
  });

  async function play(count: number): Promise<void> {
    const share = Math.floor(count / REGIONS.length);
    const sizes = REGIONS.map((region, index) => [region, index === 0 ? count - share * (REGIONS.length - 1) : share]);
    await ec2.play({ regions: Object.fromEntries(sizes) as Record<string, number> });
    await world.admin.configure(PLUGIN_ID, { endpointurl: ec2.url, listings: 'channel' });
  }

  test.each([2_500, 10_000])('of %d is summed up, shown as far as it fits, and whole in the file', async (count) => {
    await play(count);
    const exchange = await admin.command(world.channel, '/ec2ctl ls');
    const { id } = await exchange.post();
    const post = await exchange.until(id, 'the file', hasFile, { timeout: 20_000 });

    const lines = post.message.split('\n');
    const many = count.toLocaleString('en');
    expect(lines[1]).toMatch(new RegExp(`^\\*\\*${many} instances in 17 regions:\\*\\* 🟢 `));
    const regions = lines.filter((line) => /^`[a-z0-9-]+` (?:🟢|⚪|⏳) \d/u.test(line));
    expect(regions.map((line) => line.split('`')[1]).sort()).toEqual([...REGIONS].sort());
    const shown = lines.filter((line) => /^\| (?:🟢|⚪|⏳)/u.test(line)).length;
    expect(shown).toBeGreaterThan(100);
    expect(post.message).toMatch(
      new RegExp(`\nShowing the first ${String(shown)}; all ${many} are in the file\\. 17 regions read in `),
    );

    const { name, rows } = await download(admin, post);
    expect(name).toMatch(/^ec2-instances-\d{8}-\d{4}\.csv$/);
    const [titles, ...instances] = rows;
    expect(titles?.join()).toBe('name,id,type,state,region,zone,private,public,launched,tags');
    expect(instances).toHaveLength(count);
    expect(new Set(instances.map((cells) => `${cells[1] ?? ''} ${cells[4] ?? ''}`)).size).toBe(count);
    // The server puts a plain text into its database as well, and indexes it: one that was uploaded later, but not this.
    const plain = new FormData();
    plain.append('channel_id', world.channel.channelId);
    plain.append('files', new Blob(['"name"\r\n"web-1"\r\n']), 'plain.csv');
    const { file_infos: later } = await admin.client.uploadFile(plain);
    await eventually(async () => (await contentOf(later[0]?.id)) !== '', { what: 'the plain file to be indexed' });
    expect(await contentOf(post.file_ids?.[0])).toBe('');
  });

  test('goes to the direct messages of who may look alone, and a line says so', async () => {
    await play(400);
    await world.admin.configure(PLUGIN_ID, { listings: 'private' });
    const exchange = await admin.command(world.channel, '/ec2ctl ls');
    const line = await exchange.ephemeral(/The listing and its file are in/);
    const post = await exchange.post(/all 400 are in the file/);

    expect(post.channel_id).toBe(await admin.directChannel(await world.botId()));
    expect(line.channel_id).toBe(world.channel.channelId);
    expect(line.message).toContain(`/_redirect/pl/${post.id})`);
    expect((await download(admin, post)).rows).toHaveLength(401);
    expect(
      (
        await fetch(world.bob.client.getFileUrl(post.file_ids?.[0] ?? '', 0), {
          headers: { Authorization: `Bearer ${world.bob.token}` },
        })
      ).status,
    ).toBe(403);
  });
});

test('--csv gives the file of what fits as well', async () => {
  const id = await cloud.seedOne({ region: 'us-west-2', name: '=cmd|x', tags: { Env: 'dev' } });
  const exchange = await admin.command(world.channel, '/ec2ctl ls --csv --columns name,id,tags');
  const post = await exchange.until((await exchange.post()).id, 'the file', hasFile);
  expect(post.message).toContain('It is in the file as well.');
  expect((await download(admin, post)).rows).toEqual([
    ['name', 'id', 'tags'],
    ["'=cmd|x", id, 'Env=dev'],
  ]);
});

test('a stop of more than 30 has their ids while it asks, and in the end what became of each', async () => {
  const seeds = Array.from({ length: 31 }, (_, number) => ({ region: 'us-west-2', name: `app-${String(number)}` }));
  const ids = await cloud.seed(...seeds);
  const exchange = await admin.command(world.channel, '/ec2ctl stop app-*');
  const question = await exchange.post(/Stop these 31 instances\?/);
  expect(question.message).toMatch(/\n🟢 us-west-2, 31: `app-0`.*\nThe ids are in the file\.$/);
  const asked = await download(admin, question);
  expect(asked.name).toMatch(/^ec2-stop-/);
  expect(
    asked.rows
      .slice(1)
      .map(([, id]) => id)
      .sort(),
  ).toEqual([...ids].sort());

  await press(admin, question, 'Stop 31 instances');
  const first = await exchange.version(question.id, /Stopping 31 instances/);
  expect(hasFile(first)).toBe(false);
  const last = await exchange.until(question.id, 'the file', (post) => hasFile(post) && post.edit_at > first.edit_at);
  expect(last.message.split('\n').slice(1)).toEqual([
    expect.stringMatching(/^\*\*Stopped 31 instances\*\*/),
    '⚪ us-west-2: 31 stopped',
    'All 31 are in the file.',
  ]);
  const { rows } = await download(admin, last);
  expect(rows.slice(1).map(([, id, , result, before, state]) => [id, result, before, state])).toEqual(
    asked.rows.slice(1).map(([, id]) => [id, 'done', 'running', 'stopped']),
  );
});

test('a question that is cancelled loses its file', async () => {
  await cloud.seed(
    ...Array.from({ length: 21 }, (_, number) => ({ region: 'us-west-2', name: `app-${String(number)}` })),
  );
  const exchange = await admin.command(world.channel, '/ec2ctl stop app-*');
  const question = await exchange.post(/Stop these 21 instances\?/);
  expect(hasFile(question)).toBe(true);
  await press(admin, question, 'Cancel');
  expect(hasFile(await exchange.version(question.id, /Cancelled/))).toBe(false);
});
