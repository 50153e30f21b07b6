/** What an interrupted change did not come to is asked about again, through the whole sidecar. */
import { beforeEach, expect, test } from '@jest/globals';
import { CardStage, WEB_1, WEB_2 } from './testing/card-stage.ts';

const OTHER = 'i-00000000000000001';

let stage: CardStage;

beforeEach(async () => {
  stage = await CardStage.begin();
});

/** The process ends with the post there, before AWS is asked for anything. */
async function interrupt(line: string): Promise<void> {
  // Without an answer to this AWS is not asked.
  stage.bridge.host.KVSetWithOptions = (
    (set) =>
    async (...args: Parameters<typeof set>) => {
      const done = await set(...args);
      return args[2].OldValue === undefined || args[2].OldValue === null
        ? done
        : await new Promise<boolean>(() => undefined);
    }
  )(stage.bridge.host.KVSetWithOptions.bind(stage.bridge.host));
  await stage.type(line);
  expect(stage.asked).toEqual([]);
  await stage.restart();
}

/** The questions that stand in the channel now, without their first lines. */
function questions(): string[] {
  return stage.posts.flatMap((post) =>
    stage.bridge.host.buttons(post).length > 0 ? [post.message.split('\n').slice(1).join('\n')] : [],
  );
}

test('in a question of its own, once it is certain; answered, it is done', async () => {
  await interrupt('/ec2ctl stop web-1');
  await stage.clock.advance(5_000);
  expect(questions()).toEqual([]);
  await stage.clock.advance(60_000);
  expect(stage.posts[0]?.message).toContain('the plugin was interrupted');
  expect(questions()).toEqual([
    [
      '**Stop `web-1`?**',
      'ec2ctl was restarted in the middle of this, and AWS shows no change.',
      `🟢 \`web-1\` \`${WEB_1}\``,
    ].join('\n'),
  ]);
  expect(stage.asked).toEqual([]);
  await stage.press('Stop web-1');
  await stage.clock.advance(60_000);
  expect(stage.asked).toEqual([[WEB_1]]);
  expect(stage.ec2.state(WEB_1)).toBe('stopped');
});

test('only what was not done, and by nobody else either', async () => {
  stage.add(OTHER, 'running', { name: 'other' });
  await interrupt('/ec2ctl stop web-1 web-2 other --yes');
  stage.ec2.become(WEB_2, 'stopped');
  stage.ec2.remove(OTHER);
  await stage.clock.advance(120_000);
  expect(questions().map((text) => text.split('\n')[0])).toEqual(['**Stop `web-1`?**']);
});

test('once, however often the process ends', async () => {
  await interrupt('/ec2ctl stop web-1');
  // It ends again just before it has removed its record.
  stage.bridge.host.KVDelete = () => new Promise(() => undefined);
  await stage.clock.advance(60_000);
  expect(questions()).toHaveLength(1);
  await stage.restart();
  await stage.clock.advance(60_000);
  expect(questions()).toHaveLength(1);
});

test.each([
  ['of a reboot, of which nothing shows whether it was done', '/ec2ctl reboot web-1', {}],
  ['where the person may not do it any longer', '/ec2ctl stop web-1', { operators: '' }],
])('not %s', async (_, line, settings) => {
  await interrupt(line);
  await stage.configure(settings);
  await stage.clock.advance(120_000);
  expect(stage.posts[0]?.message).toContain('interrupted');
  expect(questions()).toEqual([]);
});

test('not after another end', async () => {
  await stage.type('/ec2ctl stop web-1');
  await stage.clock.advance(2_000);
  await stage.restart();
  await stage.clock.advance(120_000);
  expect(stage.posts[0]?.message).toContain('is stopped**');
  expect(questions()).toEqual([]);
});
