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

/** Saves the viewers, and waits until their box holds this. */
async function save(viewers: string, shown: string): Promise<void> {
  await world.admin.configureTo(PLUGIN_ID, { viewers }, { viewers: shown });
}

/** Saves another setting of ours, with the boxes as they are, and waits until the one of the viewers holds this. */
async function saveSomethingElse(regions: string, viewers: string): Promise<void> {
  await world.admin.configureTo(PLUGIN_ID, { regions }, { regions, viewers });
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
  const shown = `@eve (id ${eve.id})\nteam:temps (id ${temps})\n~crew/pit (id ${pit})`;
  await save('@eve\nteam:temps\n~crew/pit', shown);
  await world.root.client.updateUserActive(eve.id, false);
  await world.root.client.deleteTeam(temps);
  await world.root.client.deleteChannel(pit);

  await saveSomethingElse('us-east-1', shown);
  const before = world.server.log.entries().length;
  // Nor is another line refused for them.
  await save(`${shown}\n@bob`, `${shown}\n@bob (id ${world.bob.id})`);
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
  const operators = `~crew/yard (id ${yard})`;
  await world.admin.configureTo(PLUGIN_ID, { operators: '~crew/yard' }, { operators });
  await world.root.client.updateChannelPrivacy(yard, 'O');
  expect(await world.admin.configure(PLUGIN_ID, { regions: 'eu-west-1' })).toMatchObject({ operators });
  expect(await version()).toContain('Grants nothing. `Operators`: `~crew/yard` is a public channel');
});

test('who or what was renamed is shown by the new name after the next save, with the same id', async () => {
  const frank = await world.person('frank');
  const dock = await world.admin.createChannel(world.teamId, 'dock', [], 'P');
  await save('@frank # ours\n~dock', `@frank (id ${frank.id}) # ours\n~crew/dock (id ${dock})`);
  await frank.client.patchMe({ username: 'franklin' });
  await world.root.client.patchChannel(dock, { name: 'harbour' });
  await saveSomethingElse('us-east-1', `@franklin (id ${frank.id}) # ours\n~crew/harbour (id ${dock})`);
  expect(await rightOf(frank, world.channel)).toBe('look');
});

test('a page that still has the name alone takes no right and gives none, until the line is taken out', async () => {
  const gina = await world.person('gina');
  await save('@gina', `@gina (id ${gina.id})`);
  await gina.client.patchMe({ username: 'gina-before' });
  const other = await world.person('gina');
  expect(await rightOf(gina, world.channel)).toBe('look');
  expect(await rightOf(other, world.channel)).toBe('none');

  // Every page of the System Console saves all settings as they were when it was opened.
  await world.admin.configureTo(
    PLUGIN_ID,
    { viewers: '@gina', regions: 'us-east-1' },
    { viewers: `@gina-before (id ${gina.id})`, regions: 'us-east-1' },
  );
  expect(await rightOf(gina, world.channel)).toBe('look');
  expect(await rightOf(other, world.channel)).toBe('none');

  await save('', '');
  await save('@gina', `@gina (id ${other.id})`);
  expect(await rightOf(gina, world.channel)).toBe('none');
  expect(await rightOf(other, world.channel)).toBe('look');
});
