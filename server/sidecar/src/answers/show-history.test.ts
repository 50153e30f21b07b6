import { beforeEach, describe, expect, test } from '@jest/globals';
import { FakeClock } from '../operations/testing/fake-clock.ts';
import { FakeBridge } from '../testing/fake-bridge.ts';
import { CardStage, DB, WEB_1 } from './testing/card-stage.ts';

let stage: CardStage;

beforeEach(async () => {
  stage = await CardStage.begin();
});

/** What somebody is told, a line each, without the first: `〉ec2ctl history`. */
async function history(who: string, options = '', typing: { channelId?: string } = {}): Promise<string[]> {
  await stage.type(`/ec2ctl history${options}`, { who, ...typing });
  await stage.clock.advance(10_000);
  expect(stage.told.who).toBe(who);
  return stage.told.says.split('\n');
}

/** A change by bob, and a refusal of carol. */
async function somethingHappens(): Promise<void> {
  await stage.type('/ec2ctl stop web-1', { who: 'bob' });
  await stage.clock.advance(60_000);
  await stage.type('/ec2ctl start db', { who: 'carol' });
  await stage.clock.advance(10_000);
}

describe('who sees what', () => {
  test('an operator sees all, newest first, alone', async () => {
    await somethingHappens();
    await stage.configure({ viewers: '@carol, @dave' });
    const posts = stage.posts.length;
    const [sum, settings, refusal, change] = await history('bob');

    expect(sum).toBe('**3 entries in the last 7d**');
    expect(settings).toContain(' · settings changed: `viewers` · `viewers +@dave`');
    expect(refusal).toMatch(/^❌ .* · carol · `start` · `db` · refused: no right to do it · `~t\/c`$/);
    expect(change).toMatch(
      new RegExp(`^⚪ .* · bob · \`stop\` · done: \`web-1\` \`${WEB_1}\` · us-west-2 · .* · \`~t/c\``),
    );
    expect(stage.posts).toHaveLength(posts);
  });

  test('a viewer sees their own, and is told that there are others', async () => {
    await somethingHappens();
    const [sum, own, refusal, ...more] = await history('carol');

    expect([sum, own]).toEqual(['**1 entry in the last 7d**', 'These are your own. Operators see all.']);
    expect(refusal).toContain(' · carol · `start` · `db` · refused: ');
    expect(more).toEqual([]);
    expect(await history('carol', ' --mine')).toEqual([sum, expect.stringContaining('carol')]);
    expect(await history('alice')).toHaveLength(3);
  });

  test('--mine leaves an operator their own', async () => {
    await somethingHappens();
    expect(await history('bob', ' --mine')).toEqual(['**1 entry in the last 7d**', expect.stringContaining('`web-1`')]);
  });

  test('who may not look sees nothing, and that is kept as well', async () => {
    await somethingHappens();
    const [says] = await history('dave');

    expect(says).toBe('**You may not look.**');
    expect((await history('bob')).join('\n')).toContain('dave · `history` · refused: no right to do it');
  });

  test('a private channel has its name for its members alone', async () => {
    stage.bridge.host.addChannel('quiet', 't', ['bob']);
    await stage.configure({ viewers: '', operators: '@bob, @carol' });
    await stage.type('/ec2ctl stop web-1', { who: 'bob', channelId: 'quiet' });
    await stage.clock.advance(60_000);
    const forBob = (await history('bob', ' --instance web-1')).join('\n');
    const forCarol = (await history('carol', ' --instance web-1')).join('\n');

    expect(forBob).toContain('`~t/quiet`');
    expect(forCarol).toContain('`web-1`');
    expect(forCarol).toContain('a private channel');
    expect(forCarol).not.toContain('quiet');
  });

  test('nor is it told by the entries of a list', async () => {
    stage.bridge.host.addChannel('q'.repeat(26), 't', ['bob'], { name: 'quiet' });
    const entry = `~t/quiet (id ${'q'.repeat(26)})`;
    await stage.configure({ operators: `@bob, @carol, ${entry}` });
    await stage.clock.advance(10_000);

    expect((await history('bob')).join('\n')).toContain(`operators +${entry}`);
    expect((await history('carol')).join('\n')).toContain('`operators +a private channel`');
  });
});

describe('which of it', () => {
  beforeEach(somethingHappens);

  test.each([
    [' --instance web-1', ['stop']],
    [' --instance WEB-*', ['stop']],
    [` --instance ${WEB_1}`, ['stop']],
    [' --instance db,web-2', ['start']],
    [` --instance ${DB}`, []],
    [' --since 1m', ['start']],
    [' --since 1h --instance *', ['start', 'stop']],
  ])('history%s', async (options, verbs) => {
    const [sum, ...rows] = await history('bob', options);

    expect(rows.map((row) => /`(start|stop)`/.exec(row)?.[1])).toEqual(verbs);
    if (verbs.length === 0) expect(sum).toBe('**Nothing in the last 7d.**');
  });

  test('a word that is shaped like an id is no name', async () => {
    stage.add('i-0123456789abcdef0', 'running', { name: WEB_1 });
    await stage.type('/ec2ctl stop i-0123456789abcdef0');
    await stage.clock.advance(60_000);

    expect(await history('bob', ` --instance ${WEB_1}`)).toHaveLength(2);
    expect(await history('bob', ' --instance i-0123456789abcdef0')).toHaveLength(2);
  });
});

describe('on bad days', () => {
  test('what was done outlives the process', async () => {
    await somethingHappens();
    await stage.restart();

    expect(await history('bob')).toHaveLength(3);
  });

  test('it is told also while the settings cannot be used', async () => {
    await somethingHappens();
    await stage.configure({ homeregion: 'nowhere' });

    expect((await history('bob')).join('\n')).toContain('settings changed: `homeregion`');
  });

  test('where Mattermost does not give it, that is said', async () => {
    stage.silence('KVList');

    expect(await history('bob')).toEqual([
      '**The history could not be read:** Mattermost did not answer (`Unreachable`).',
    ]);
    expect(stage.bridge.logged).toContainEqual(expect.objectContaining({ message: 'The history could not be read' }));
  });

  test('a channel that could not be looked up is told to nobody', async () => {
    await somethingHappens();
    stage.silence('GetChannelMember', { at: '"c"' });
    const text = (await history('bob')).join('\n');

    expect(text).toContain('a private channel');
    expect(text).not.toContain('~t/c');
  });

  test('no more are read at the same time than listings', async () => {
    const list = stage.bridge.host.KVList.bind(stage.bridge.host);
    const gate = Promise.withResolvers<undefined>();
    stage.bridge.host.KVList = async (...args) => {
      await gate.promise;
      return await list(...args);
    };
    for (let at = 0; at < 3; at += 1) await stage.type('/ec2ctl history');

    expect(stage.told.says).toBe('2 of your listings are still being read. Wait for one of them.');
    gate.resolve(undefined);
    await stage.clock.advance(10_000);
    expect((await history('bob')).join('\n')).toContain('bob · `history` · refused: too many at once');
  });
});

test('is told by the clock of who reads it, in their language', async () => {
  const clock = new FakeClock();
  const bridge = new FakeBridge(undefined, clock);
  bridge.host.addUser('alice', {
    roles: 'system_user system_admin',
    locale: 'zh-TW',
    timezone: { useAutomaticTimezone: 'true', automaticTimezone: 'Asia/Taipei', manualTimezone: '' },
  });
  await bridge.initialize();
  await bridge.configure({ viewers: '@bob' });
  await clock.advance(10_000);
  await bridge.type('alice', '/ec2ctl history');
  await clock.advance(10_000);

  expect(bridge.host.ephemerals.at(-1)?.post.message).toMatch(/前（2026-11-20 17:12 GMT\+8） · 設定已變更：/);
});
