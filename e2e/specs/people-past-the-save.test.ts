import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { query } from '../harness/database.ts';
import { eventually } from '../harness/eventually.ts';
import { signal } from '../harness/processes.ts';
import { rightOf } from '../harness/rights.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

let world: World;

beforeAll(async () => {
  world = await World.start();
  await (await world.root.command(world.channel, '/ec2ctl version')).ephemeral(/build/);
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.admin.configure(PLUGIN_ID, { viewers: '', operators: '', regions: '' });
  await expectBindings(0);
});

/** Saves lists while the plugin is off, when nobody checks them, and switches it on. */
async function store(lists: { viewers?: string; operators?: string }): Promise<void> {
  await world.root.client.disablePlugin(PLUGIN_ID);
  expect(await world.admin.configure(PLUGIN_ID, lists)).toMatchObject(lists);
  await world.admin.enable(PLUGIN_ID);
}

/** Waits until so many names are bound in the plugin's store. */
async function expectBindings(count: number): Promise<void> {
  await eventually(
    async () => {
      const sql = "SELECT pkey FROM pluginkeyvaluestore WHERE pluginid = $1 AND pkey LIKE '%people\\_%'";
      return (await query(world.server.database, sql, [PLUGIN_ID])).length === count;
    },
    { what: `${String(count)} bound names` },
  );
}

describe('a name that was stored while the plugin was off', () => {
  test('means who had it when it was first read, whoever takes it over', async () => {
    const hanna = await world.person('hanna');
    await store({ operators: '@hanna' });
    expect(await rightOf(hanna, world.channel)).toBe('change');
    await expectBindings(1);

    await hanna.client.patchMe({ username: 'hanna-before' });
    const mallory = await world.person('mallory');
    await mallory.client.patchMe({ username: 'hanna' });
    expect(await rightOf(mallory, world.channel)).toBe('none');
    expect(await rightOf(hanna, world.channel)).toBe('change');

    // Nor after a new start, which knows nothing but what is stored.
    await store({});
    expect(await rightOf(mallory, world.channel)).toBe('none');
    expect(await rightOf(hanna, world.channel)).toBe('change');

    // Nor by a save, which writes the id behind the name that it has now.
    await world.admin.configureTo(
      PLUGIN_ID,
      { regions: 'us-east-1' },
      { operators: `@hanna-before (id ${hanna.id})`, regions: 'us-east-1' },
    );
    expect(await rightOf(mallory, world.channel)).toBe('none');
    expect(await rightOf(hanna, world.channel)).toBe('change');
  });

  test('is bound before anybody asks, so that nobody can be quicker', async () => {
    const ina = await world.person('ina');
    await store({ viewers: '@ina' });
    await expectBindings(1);
    await ina.client.patchMe({ username: 'ina-before' });
    const quick = await world.person('ina');
    expect(await rightOf(quick, world.channel)).toBe('none');
    expect(await rightOf(ina, world.channel)).toBe('look');
  });

  test('of nobody grants nothing to who signs up with it, and admins are told', async () => {
    const before = world.server.log.entries().length;
    await store({ operators: '@ghost' });
    await expectBindings(1);
    await world.server.log.wait(
      'the name of nobody',
      (entry) =>
        entry.plugin_id === PLUGIN_ID && String(entry['problem']).startsWith('Operators: nobody is called @ghost.'),
      before,
    );
    const ghost = await world.person('ghost');
    expect(await rightOf(ghost, world.channel)).toBe('none');
    const admin = await world.anotherAdmin();
    const version = await (await admin.command(world.channel, '/ec2ctl version')).ephemeral();
    expect(version.message).toContain('`Operators`: `@ghost` meant nobody when it was first read.');

    await store({});
    expect(await rightOf(ghost, world.channel)).toBe('none');
    // What the sentence says helps.
    await world.admin.configure(PLUGIN_ID, { operators: '' });
    await world.admin.configure(PLUGIN_ID, { operators: '@ghost' });
    expect(await rightOf(ghost, world.channel)).toBe('change');
  });

  test('is forgotten with its line: entered again it means who has it then', async () => {
    const kim = await world.person('kim');
    await store({ viewers: '@kim' });
    expect(await rightOf(kim, world.channel)).toBe('look');
    await expectBindings(1);
    await world.admin.configure(PLUGIN_ID, { viewers: '' });
    await expectBindings(0);

    await kim.client.patchMe({ username: 'kim-before' });
    const other = await world.person('kim');
    await store({ viewers: '@kim' });
    expect(await rightOf(other, world.channel)).toBe('look');
    expect(await rightOf(kim, world.channel)).toBe('none');
  });

  test('of a kind that operators may not be grants nothing, and is named to admins', async () => {
    await store({ operators: `everyone\nteam:crew\n~crew/machines\nbob\n@bob` });
    expect(await rightOf(world.bob, world.channel)).toBe('change');
    const other = await world.person('lena');
    expect(await rightOf(other, world.channel)).toBe('none');
    const admin = await world.anotherAdmin();
    const { message } = await (await admin.command(world.channel, '/ec2ctl version')).ephemeral();
    for (const entry of [
      'everyone is too many',
      '`team:crew` is a team',
      '`~crew/machines` is a public',
      '`bob` has no',
    ]) {
      expect(message).toContain(`Grants nothing. \`Operators\`: ${entry}`);
    }
  });
});

test('a name that was saved while the sidecar hung is bound when that goes on', async () => {
  const ola = await world.person('ola');
  const { pid } = await world.plugin.sidecar();
  signal(pid, 'SIGSTOP');
  try {
    // Nobody waits for it for longer than 2 s, and nothing is refused because of it.
    expect(await world.admin.configure(PLUGIN_ID, { operators: '@ola' })).toMatchObject({ operators: '@ola' });
  } finally {
    signal(pid, 'SIGCONT');
  }
  await expectBindings(1);
  await ola.client.patchMe({ username: 'ola-before' });
  const quick = await world.person('ola');
  expect(await rightOf(quick, world.channel)).toBe('none');
  expect(await rightOf(ola, world.channel)).toBe('change');
});
