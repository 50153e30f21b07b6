/** A name that does not tell which instance is meant, through the whole sidecar: the asker alone chooses. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { CardStage, DB, WEB_1 } from './testing/card-stage.ts';

const ONE = 'i-01e8b4d6c3f7a2951';
const TWO = 'i-02c95d7be1a4f8632';
const THREE = 'i-03e5d9b8c7a6f4113';
const CANCELLED = 'Cancelled. Nothing was changed.';
const GONE = 'These buttons are not valid any longer. This press changed nothing.';

let stage: CardStage;

beforeEach(async () => {
  stage = await CardStage.begin();
  stage.add(ONE, 'running', { name: 'twin' });
  stage.add(TWO, 'running', { name: 'twin', region: 'eu-west-1' });
  stage.add(THREE, 'stopped', { name: 'twin' });
});

/** Adds so many more of that name. */
function more(count: number): void {
  for (let n = 0; n < count; n += 1) stage.add(`i-0000000000000000${String(n)}`, 'running', { name: 'twin' });
}

describe('a name that several bear', () => {
  test('is asked about, to the asker alone, with a button each for those that it fits and one for all', async () => {
    await stage.type('/ec2ctl stop twin');
    expect(stage.told).toEqual({
      who: 'bob',
      place: 'c',
      says: [
        '**3 instances are named `twin`. Stop which?**',
        `🟢 \`${TWO}\` eu-west-1 · running`,
        `🟢 \`${ONE}\` us-west-2 · running`,
        `⚪ \`${THREE}\` us-west-2 · stopped`,
      ].join('\n'),
      buttons: [`Stop ${TWO}`, `Stop ${ONE}`, 'Stop both', 'Cancel'],
    });
    expect([stage.posts, stage.asked]).toEqual([[], []]);
  });

  test('one press acts on one, in a post of its own; the card says which', async () => {
    await stage.type('/ec2ctl stop twin');
    const id = stage.bridge.host.ephemeralIds.at(-1);
    await stage.press(`Stop ${TWO}`);
    expect(stage.told).toMatchObject({ says: `Chosen: \`${TWO}\` eu-west-1`, buttons: [] });
    expect(stage.bridge.host.ephemeralIds.at(-1)).toBe(id);
    expect(stage.post.split('\n')[0]).toBe('`〉ec2ctl stop twin` · bob');
    await stage.clock.advance(60_000);
    expect(stage.answer).toContain('**`twin` is stopped**');
    expect([stage.asked, stage.openCards]).toEqual([[[TWO]], []]);
  });

  test('both of two is the confirmation', async () => {
    await stage.type('/ec2ctl stop twin');
    await stage.press('Stop both');
    expect(stage.told.says).toBe(`Chosen: \`${TWO}\` eu-west-1, \`${ONE}\` us-west-2`);
    expect(stage.answer).toContain('**Stopping 2 instances**');
    await stage.clock.advance(10);
    expect(stage.asked.flat().toSorted()).toEqual([ONE, TWO]);
  });

  test('all of four is the confirmation', async () => {
    more(2);
    await stage.type('/ec2ctl stop twin');
    expect(stage.told.buttons.slice(-2)).toEqual(['Stop all 4', 'Cancel']);
    await stage.press('Stop all 4');
    expect(stage.answer).toContain('**Stopping 4 instances**');
  });

  test('above four it is a menu, and all of them are asked about once more', async () => {
    more(3);
    await stage.type('/ec2ctl stop twin');
    expect(stage.told.buttons).toEqual([
      `${TWO} · eu-west-1 · running`,
      ...[0, 1, 2].map((n) => `i-0000000000000000${String(n)} · us-west-2 · running`),
      `${ONE} · us-west-2 · running`,
      'Stop all 5…',
      'Cancel',
    ]);
    await stage.press('Stop all 5…');
    expect(stage.answer).toContain('**Stop these 5 instances?**');
    expect([stage.buttons, stage.asked]).toEqual([['Stop 5 instances', 'Cancel'], []]);
    await stage.press('Stop 5 instances');
    await stage.clock.advance(10);
    expect(stage.asked.flat()).toHaveLength(5);
  });

  test('of a menu one acts at once', async () => {
    more(3);
    await stage.type('/ec2ctl stop twin');
    await stage.press(`${TWO} · eu-west-1 · running`);
    await stage.clock.advance(10);
    expect([stage.asked, stage.buttons]).toEqual([[[TWO]], []]);
  });

  test('all of more than may be changed at once is said, and nothing is changed', async () => {
    for (let n = 10; n < 60; n += 1) stage.add(`i-000000000000000${String(n)}`, 'running', { name: 'twin' });
    await stage.type('/ec2ctl stop twin');
    expect(stage.told.buttons.slice(-2)).toEqual(['Stop all 52…', 'Cancel']);
    await stage.press('Stop all 52…');
    expect(stage.told.says).toBe('The settings allow 50 instances at once now. Nothing was changed.');
    expect([stage.posts, stage.asked]).toEqual([[], []]);
  });

  test('Cancel changes nothing', async () => {
    await stage.type('/ec2ctl stop twin');
    await stage.press('Cancel');
    expect([stage.told.says, stage.told.buttons, stage.posts, stage.asked]).toEqual([CANCELLED, [], [], []]);
  });

  test('in a thread, the card and the post stand there', async () => {
    const { id } = await stage.bridge.host.CreatePost({ user_id: 'bob', channel_id: 'c', root_id: '', message: 'Hm' });
    await stage.type('/ec2ctl stop twin', { rootId: id });
    expect(stage.told.place).toBe(`c/${id}`);
    await stage.press(`Stop ${ONE}`);
    expect(stage.posts.at(-1)?.root_id).toBe(id);
  });
});

describe('which of them fit', () => {
  test('where that is one, it still is asked', async () => {
    await stage.type('/ec2ctl start twin');
    expect(stage.told.buttons).toEqual([`Start ${THREE}`, 'Cancel']);
    await stage.press(`Start ${THREE}`);
    await stage.clock.advance(10);
    expect(stage.asked).toEqual([[THREE]]);
  });

  test('where none does, that is said, and there is nothing to press', async () => {
    for (const id of [ONE, TWO, THREE]) stage.ec2.become(id, 'running');
    await stage.type('/ec2ctl start twin');
    expect(stage.told.says).toContain('**3 instances are named `twin`, none of them stopped. Nothing was changed.**');
    expect(stage.told.buttons).toEqual([]);
  });
});

describe('a word that only begins names', () => {
  test('is asked about by names', async () => {
    await stage.type('/ec2ctl stop we');
    expect(stage.told.says).toContain('**2 begin with `we`. Stop which?**');
    expect(stage.told.buttons).toEqual(['Stop web-1', 'Stop web-2', 'Stop both', 'Cancel']);
    await stage.press('Stop web-1');
    await stage.clock.advance(10);
    expect(stage.asked).toEqual([[WEB_1]]);
  });

  test('of a single name as well', async () => {
    await stage.type('/ec2ctl start d');
    expect(stage.told.buttons).toEqual(['Start db', 'Cancel']);
    await stage.press('Start db');
    await stage.clock.advance(10);
    expect(stage.asked).toEqual([[DB]]);
  });
});

describe('with more in the same line', () => {
  test('others are asked about together with the chosen one', async () => {
    await stage.type('/ec2ctl stop twin web-1');
    expect(stage.told.buttons).toEqual([`Stop ${TWO}…`, `Stop ${ONE}…`, 'Stop both…', 'Cancel']);
    await stage.press(`Stop ${ONE}…`);
    expect(stage.answer).toContain('**Stop these 2 instances?**');
    await stage.press('Stop 2 instances');
    await stage.clock.advance(10);
    expect(stage.asked.flat().toSorted()).toEqual([ONE, WEB_1].toSorted());
  });

  test('--force asks after the choice', async () => {
    await stage.type('/ec2ctl stop twin --force');
    await stage.press(`Stop ${ONE}…`);
    expect(stage.answer).toContain('?**');
    expect(stage.asked).toEqual([]);
  });

  test('--dry-run asks AWS what it would say, and changes nothing', async () => {
    await stage.type('/ec2ctl stop twin --dry-run');
    await stage.press(`Stop ${ONE}`);
    expect(stage.ec2.callsOf('dryRun').map(({ ids }) => ids)).toEqual([[ONE]]);
    expect([stage.asked, stage.posts]).toEqual([[], []]);
  });

  test('--yes does not choose', async () => {
    await stage.type('/ec2ctl stop twin --yes');
    expect(stage.told.says).toContain('Stop which?');
    expect(stage.asked).toEqual([]);
  });

  test('two words that do not tell are answered with text alone', async () => {
    await stage.type('/ec2ctl stop twin web');
    expect(stage.told).toMatchObject({ buttons: [], says: expect.stringContaining('Nothing was changed.') });
    expect(stage.openCards).toEqual([]);
  });

  test('all of them while a region cannot be read are asked about once more', async () => {
    for (const call of ['listInstances', 'listNamed']) stage.ec2.faults.add({ call, at: 'eu-west-1', hang: true });
    stage.ec2.become(THREE, 'running');
    await stage.type('/ec2ctl stop twin');
    await stage.clock.advance(10_000);
    expect(stage.told.says).toContain('⚠️ A region was not read, and may have others that fit');
    expect(stage.told.buttons).toEqual([`Stop ${ONE}`, `Stop ${THREE}`, 'Stop both…', 'Cancel']);
    await stage.press('Stop both…');
    expect(stage.answer).toContain('**Stop these 2 instances?**\n⚠️ A region was not read');
  });
});

describe('info', () => {
  test('of a shared name shows the one that is chosen', async () => {
    await stage.type('/ec2ctl info twin', { who: 'carol' });
    expect(stage.told.buttons).toEqual([`Show ${TWO}`, `Show ${ONE}`, `Show ${THREE}`, 'Cancel']);
    await stage.press(`Show ${THREE}`, 'carol');
    expect(stage.answer).toContain('**`twin` is stopped**');
  });

  test('of what several fit offers them, and shows the one that is chosen; what one fits is shown', async () => {
    await stage.type('/ec2ctl info state:stopped', { who: 'carol' });
    expect(stage.told.says).toContain('**2 instances fit `state:stopped`. Show which?**');
    expect(stage.told.buttons).toEqual(['Show db', 'Show twin', 'Cancel']);
    await stage.press('Show db', 'carol');
    expect(stage.answer).toContain('**`db` is stopped**');
    await stage.type('/ec2ctl info web-2*', { who: 'carol' });
    expect(stage.answer).toContain('**`web-2` is running**');
  });

  test('is not shown to whoever may not look any longer', async () => {
    await stage.type('/ec2ctl info twin', { who: 'carol' });
    await stage.configure({ viewers: '' });
    await stage.press(`Show ${THREE}`, 'carol');
    expect(stage.told.says).toContain('**You may not look.**');
    expect(stage.posts).toEqual([]);
    expect(stage.refusedPresses).toEqual(['carol c no-right']);
  });

  test('says so when the settings cannot be used any longer', async () => {
    await stage.type('/ec2ctl info twin');
    await stage.configure({ homeregion: 'nowhere' });
    await stage.press(`Show ${THREE}`);
    expect(stage.told.says).toContain('nowhere');
    expect(stage.posts).toEqual([]);
    expect(stage.refusedPresses).toEqual(['bob c settings-unusable']);
  });
});

describe('what was not offered', () => {
  test.each([WEB_1, THREE, 'confirm', 'i-0', '', '__proto__', 'all '])(
    '%s, is refused, and the card stays',
    async (choice) => {
      more(3);
      await stage.type('/ec2ctl stop twin');
      const { postId, context } = stage.bridge.host.action(`${TWO} · eu-west-1 · running`);
      expect(await stage.press('', 'bob', { postId, context: { ...context, selected_option: choice } })).toEqual({});
      expect(stage.told).toMatchObject({ says: GONE });
      expect([stage.posts, stage.asked, stage.openCards.length]).toEqual([[], [], 1]);
    },
  );
});
