import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { rightOf } from '../harness/rights.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

let world: World;

beforeAll(async () => {
  world = await World.start();
  await (await world.root.command(world.channel, '/ec2ctl version')).ephemeral(/build/);
});
afterAll(() => world.close());
beforeEach(() => world.admin.configure(PLUGIN_ID, { viewers: '', operators: '', regions: '' }));

/** Saves the viewers, and returns what the box holds from then on. */
async function save(viewers: string): Promise<string> {
  return String((await world.admin.configure(PLUGIN_ID, { viewers }))['viewers']);
}

/** Saves another setting of ours, with the boxes as they are, and returns what the one of the viewers holds then. */
async function saveSomethingElse(regions: string): Promise<string> {
  const answered = await world.admin.configure(PLUGIN_ID, { regions });
  expect(answered['regions']).toBe(regions);
  return String(answered['viewers']);
}

/** What an admin is told by `version`. */
async function version(): Promise<string> {
  const admin = await world.anotherAdmin();
  return (await (await admin.command(world.channel, '/ec2ctl version')).ephemeral()).message;
}

test('what has gone since keeps nobody from saving, grants nothing, and is named to admins', async () => {
  const eve = await world.person('eve');
  const temps = await world.admin.createTeam('temps', 'I');
  const pit = await world.admin.createChannel(world.teamId, 'pit', [], 'P');
  const shown = await save('@eve\nteam:temps\n~crew/pit');
  await world.root.client.updateUserActive(eve.id, false);
  await world.root.client.deleteTeam(temps);
  await world.root.client.deleteChannel(pit);

  expect(await saveSomethingElse('us-east-1')).toBe(shown);
  const before = world.server.log.entries().length;
  // Nor is another line refused for them.
  expect(await save(`${shown}\n@bob`)).toBe(`${shown}\n@bob (id ${world.bob.id})`);
  const problems = ['@eve is deactivated.', 'team:temps is archived.', '~crew/pit is archived.'];
  for (const problem of problems) {
    await world.server.log.wait(
      problem,
      (entry) => entry.plugin_id === PLUGIN_ID && entry.level === 'warn' && entry['problem'] === `Viewers: ${problem}`,
      before,
    );
  }
  const told = await version();
  for (const problem of problems) {
    const [name, ...words] = problem.split(' ');
    expect(told).toContain(`Grants nothing. \`Viewers\`: \`${String(name)}\` ${words.join(' ')}`);
  }
  expect(told.match(/Grants nothing/g)).toHaveLength(problems.length);
});

test('what no longer fits operators keeps nobody from saving, either', async () => {
  const yard = await world.admin.createChannel(world.teamId, 'yard', [world.bob], 'P');
  const { operators } = await world.admin.configure(PLUGIN_ID, { operators: '~crew/yard' });
  await world.root.client.updateChannelPrivacy(yard, 'O');
  expect(await world.admin.configure(PLUGIN_ID, { regions: 'eu-west-1' })).toMatchObject({ operators });
  expect(await version()).toContain('Grants nothing. `Operators`: `~crew/yard` is a public channel');
});

test('who or what was renamed is shown by the new name after the next save, with the same id', async () => {
  const frank = await world.person('frank');
  const dock = await world.admin.createChannel(world.teamId, 'dock', [], 'P');
  await save('@frank # ours\n~dock');
  await frank.client.patchMe({ username: 'franklin' });
  await world.root.client.patchChannel(dock, { name: 'harbour' });
  expect(await saveSomethingElse('us-east-1')).toBe(`@franklin (id ${frank.id}) # ours\n~crew/harbour (id ${dock})`);
  expect(await rightOf(frank, world.channel)).toBe('look');
});

test('without its bracket a name means whoever has it now', async () => {
  const gina = await world.person('gina');
  const shown = await save('@gina');
  await gina.client.patchMe({ username: 'gina-before' });
  const other = await world.person('gina');
  expect(await rightOf(gina, world.channel)).toBe('look');
  expect(await rightOf(other, world.channel)).toBe('none');

  expect(await save(shown.replace(/ \(.*/, ''))).toBe(`@gina (id ${other.id})`);
  expect(await rightOf(gina, world.channel)).toBe('none');
  expect(await rightOf(other, world.channel)).toBe('look');
});
