/** Which of several is meant, through the whole sidecar. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { CARD_LIFE, CardStage, WEB_1, WEB_2, WEB_3 } from './testing/card-stage.ts';

const A = 'i-00000001';
const B = 'i-00000002';
const C = 'i-00000003';

let stage: CardStage;

beforeEach(async () => {
  stage = new CardStage();
  stage.ec2.add({ id: A, region: 'us-east-1', state: 'running', name: 'db' });
  stage.ec2.add({ id: B, region: 'us-west-2', state: 'running', name: 'db' });
  stage.ec2.add({ id: C, region: 'us-west-2', state: 'stopped', name: 'db' });
  await stage.start();
});

describe('a name that several bear', () => {
  test('is asked for, of the asker alone, with a button for each that fits and one for all', async () => {
    await stage.type('/ec2ctl stop db');
    expect(stage.told).toEqual({
      userId: 'bob',
      message: [
        '`〉ec2ctl stop db`',
        '**3 instances are named `db`. Stop which?**',
        `🟢 \`${A}\` us-east-1 · running`,
        `🟢 \`${B}\` us-west-2 · running`,
        `⚪ \`${C}\` us-west-2 · stopped`,
      ].join('\n'),
      buttons: [`Stop ${A}`, `Stop ${B}`, 'Stop both', 'Cancel'],
    });
    expect([stage.posts, stage.changed]).toEqual([0, []]);
  });

  test('is changed as it was chosen, in a post of its own', async () => {
    await stage.type('/ec2ctl stop db');
    await stage.press(`Stop ${B}`);
    expect(stage.told).toMatchObject({ message: `\`〉ec2ctl stop db\`\nChosen: \`${B}\` us-west-2`, buttons: [] });
    await stage.clock.advance(60_000);
    expect(stage.post).toContain('**`db` is stopped** after');
    expect([stage.changed, stage.cards, stage.posts]).toEqual([[[B]], [], 1]);
  });

  test('to take both is the answer already', async () => {
    await stage.type('/ec2ctl stop db');
    await stage.press('Stop both');
    await stage.clock.advance(60_000);
    expect(stage.changed.flat().toSorted()).toEqual([A, B]);
  });

  test('with others on the line the question comes with the choice', async () => {
    await stage.type('/ec2ctl stop db web-1');
    expect(stage.told.buttons).toEqual([`Stop ${A}…`, `Stop ${B}…`, 'Stop both…', 'Cancel']);
    await stage.press(`Stop ${A}…`);
    expect(stage.buttons).toEqual(['Stop 2 instances', 'Cancel']);
    await stage.press('Stop 2 instances');
    await stage.clock.advance(60_000);
    expect(stage.changed.flat().toSorted()).toEqual([A, WEB_1].toSorted());
  });

  test('what is forced is asked for once more', async () => {
    await stage.type('/ec2ctl stop db --force');
    expect(stage.told.message).toContain('⚠️ Forced:');
    await stage.press(`Stop ${A}…`);
    expect(stage.buttons).toEqual(['Stop db', 'Cancel']);
  });

  test('Cancel and five minutes change nothing', async () => {
    await stage.type('/ec2ctl stop db');
    await stage.press('Cancel');
    expect(stage.told.message).toBe('`〉ec2ctl stop db`\nCancelled. Nothing was changed.');
    await stage.type('/ec2ctl stop db');
    await stage.clock.advance(CARD_LIFE);
    expect(stage.told).toMatchObject({
      message: '`〉ec2ctl stop db`\nNot answered within 5 minutes. Nothing was changed.',
      buttons: [],
    });
    expect([stage.changed, stage.cards, stage.posts]).toEqual([[], [], 0]);
  });

  test('what was not offered is not done', async () => {
    await stage.type('/ec2ctl stop db');
    const { postId, context } = stage.bridge.host.action(`Stop ${A}`);
    await stage.bridge.press('bob', `Stop ${A}`, { postId, context: { ...context, choice: WEB_1 } });
    await stage.clock.advance(10);
    expect(stage.changed).toEqual([]);
  });

  test('two of them on one line are told in words', async () => {
    stage.ec2.add({ id: 'i-00000004', region: 'us-east-1', state: 'running', name: 'web-1' });
    await stage.type('/ec2ctl stop db web-1');
    expect(stage.told.buttons).toEqual([]);
    expect(stage.told.message).toContain('**2 of 2 instances cannot be acted on.** Nothing was changed.');
  });

  test('which is none of those that fit says so', async () => {
    for (const id of [A, B]) stage.ec2.become(id, 'stopped');
    await stage.type('/ec2ctl stop db');
    expect(stage.told).toMatchObject({
      message: expect.stringContaining('None of them can be changed so now. Nothing was changed.'),
      buttons: ['Cancel'],
    });
  });
});

describe('a word that begins names', () => {
  test('offers them by name', async () => {
    await stage.type('/ec2ctl stop we');
    expect(stage.told.message).toContain('**3 begin with `we`. Stop which?**');
    expect(stage.told.buttons).toEqual(['Stop web-1', 'Stop web-2', 'Stop both', 'Cancel']);
    await stage.press('Stop web-2');
    expect(stage.changed).toEqual([[WEB_2]]);
  });

  test('above four is a menu, and all of them are asked for once more', async () => {
    for (const n of [4, 5, 6, 7]) {
      stage.ec2.add({ id: `i-0000000${String(n)}`, region: 'us-west-2', state: 'running', name: `web-${String(n)}` });
    }
    await stage.type('/ec2ctl stop web');
    expect(stage.told.buttons).toEqual([
      ...['web-1', 'web-2', 'web-4', 'web-5', 'web-6', 'web-7'].map((name) => `${name} · us-west-2 · running`),
      'Stop all 6…',
      'Cancel',
    ]);
    await stage.press('Stop all 6…');
    expect(stage.buttons).toEqual(['Stop 6 instances', 'Cancel']);

    await stage.type('/ec2ctl stop web');
    await stage.press('web-5 · us-west-2 · running');
    expect(stage.changed).toEqual([['i-00000005']]);
  });
});

describe('info', () => {
  test('of a name that several bear shows the one that is chosen', async () => {
    await stage.type('/ec2ctl info db');
    expect(stage.told.message).toContain('**3 instances are named `db`. Show which?**');
    expect(stage.told.buttons).toEqual([`Show ${A}`, `Show ${B}`, `Show ${C}`, 'Cancel']);
    await stage.press(`Show ${C}`);
    expect(stage.post).toContain('⚪ **`db` is stopped**');
  });

  test('of a pattern that fits one shows it, and of one that fits several asks', async () => {
    await stage.type('/ec2ctl info web-1*');
    expect(stage.post).toContain('**`web-1` is running**');
    await stage.type('/ec2ctl info web-*');
    expect(stage.told.message).toContain('**3 instances fit `web-*`. Show which?**');
    await stage.press('Show web-3');
    expect(stage.post).toContain('**`web-3` is stopped**');
    expect(stage.ec2.callsOf('details').map(({ ids }) => ids)).toEqual([[WEB_1], [WEB_3]]);
  });
});
