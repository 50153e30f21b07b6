import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AutocompleteSuggestion } from '@mattermost/types/integrations';
import { COMMANDS } from '../../server/sidecar/src/commands/tree.ts';
import { Cloud, CLOUD_REGIONS } from '../harness/cloud.ts';
import type { Person } from '../harness/person.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

let cloud: Cloud;
let world: World;

beforeAll(async () => {
  cloud = await Cloud.start();
  world = await World.start({ settings: cloud.settings() });
  // Regions are offered as last known: one listing makes them known.
  await (await world.root.command(world.channel, '/ec2ctl ls')).post();
});
afterAll(async () => {
  await world.close();
  await cloud.stop();
});

/** What the server offers for a line, as the client would show it. */
async function offered(line: string, person?: Person): Promise<AutocompleteSuggestion[]> {
  // What one person asks within a second is limited.
  return (person ?? (await world.anotherAdmin())).complete(world.channel, line);
}

/** The whole lines that the offers would make. */
async function lines(line: string, person?: Person): Promise<string[]> {
  return (await offered(line, person)).map(({ Complete }) => Complete.trim());
}

test('offers the command itself, with a hint and what it is for', async () => {
  const row = (await offered('/ec2')).find(({ Complete }) => Complete === PLUGIN_ID);
  expect(row?.Hint).not.toBe('');
  expect(row?.Description).not.toBe('');
  expect(row?.IconData).toMatch(/^data:image\/svg\+xml;base64,/);
});

test('offers every subcommand with its help text', async () => {
  const rows = await offered('/ec2ctl ');
  expect(rows.map(({ Complete }) => Complete.trim()).sort()).toEqual(
    COMMANDS.map(({ name }) => `ec2ctl ${name}`).sort(),
  );
  for (const row of rows) {
    expect(row.Description).not.toBe('');
  }
});

test('narrows down by what is typed', async () => {
  expect(await lines('/ec2ctl st')).toEqual(expect.arrayContaining(['ec2ctl start', 'ec2ctl stop']));
  expect(await lines('/ec2ctl sta')).toEqual(['ec2ctl start']);
});

describe('after ls', () => {
  test('the flags are offered with a help text', async () => {
    const rows = await offered('/ec2ctl ls ');
    expect(rows.some(({ Complete }) => /ls (-r|--region)/.test(Complete))).toBe(true);
    expect(rows.every(({ Description }) => Description !== '')).toBe(true);
  });

  test.each(['-r ', '--region '])('%s offers the regions as last known', async (flag) => {
    const completed = await lines(`/ec2ctl ls ${flag}`);
    for (const region of CLOUD_REGIONS) {
      expect(completed).toContain(`ec2ctl ls ${flag}${region}`);
    }
  });

  test('a region typed in part offers those that begin so', async () => {
    expect(await lines('/ec2ctl ls -r us-')).toEqual(
      expect.arrayContaining(['ec2ctl ls -r us-east-1', 'ec2ctl ls -r us-west-2']),
    );
    expect(await lines('/ec2ctl ls -r us-')).not.toContain('ec2ctl ls -r eu-west-1');
  });

  test('a region typed in full stands first, so that Enter does not take another', async () => {
    expect((await lines('/ec2ctl ls -r us-east-1'))[0]).toBe('ec2ctl ls -r us-east-1');
  });
});

describe.each(['start', 'stop'])('after %s', (verb) => {
  test('the flag for ids is offered', async () => {
    expect((await lines(`/ec2ctl ${verb} `)).some((line) => line.startsWith(`ec2ctl ${verb} -i`))).toBe(true);
  });

  test('an id typed by hand is kept, also several', async () => {
    const line = `ec2ctl ${verb} -i i-0123456789abcdef0`;
    expect((await lines(`/${line}`))[0]).toBe(line);
    const two = `${line} -i i-0123456789abcdef1`;
    expect((await lines(`/${two}`))[0]).toBe(two);
  });
});

test('after help the commands are offered', async () => {
  const completed = await lines('/ec2ctl help ');
  for (const { name } of COMMANDS) {
    expect(completed).toContain(`ec2ctl help ${name}`);
  }
});

test.each([
  '/ec2ctl ls ',
  '/ec2ctl ls -r ',
  '/ec2ctl ls -r us-east-1 ',
  '/ec2ctl ls nonsense ',
  '/ec2ctl stop -i i-0123456789abcdef0 ',
  '/ec2ctl start --bad ',
  '/ec2ctl version ',
])('never offers nothing, and nothing twice: `%s`', async (line) => {
  const completed = await lines(line);
  expect(completed.length).toBeGreaterThan(0);
  expect(completed.length).toBeLessThanOrEqual(50);
  expect(new Set(completed).size).toBe(completed.length);
});

test('asks AWS nothing', async () => {
  const before = cloud.proxy.calls().length;
  for (const line of ['/ec2ctl ', '/ec2ctl ls -r ', '/ec2ctl stop -i i-0']) {
    await offered(line);
  }
  expect(cloud.proxy.calls()).toHaveLength(before);
});

test('tells no regions to those who may not look', async () => {
  const completed = await lines('/ec2ctl ls -r ', world.bob);
  expect(completed.length).toBeGreaterThan(0);
  for (const region of CLOUD_REGIONS) {
    expect(completed.join('\n')).not.toContain(region);
  }
});
