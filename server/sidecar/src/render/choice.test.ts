import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Choice } from '../card-views.ts';
import type { Instance } from '../ports.ts';
import { renderChoice, renderChosen, renderNoneFits } from './choice.ts';
import { lengthOf, MESSAGE_LIMIT } from './limit.ts';
import { ALIVE, nastyText } from './testing/nasty-text.ts';
import { outsideCode } from './testing/outside-code.ts';
import { head, instance, messages, post } from './testing/sample.ts';

const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;
const TOKEN = 'b'.repeat(32);

const EAST = instance('web', { id: 'i-0a1f39c5d2e84b7f6', region: 'us-east-1', launchedAt: NOW - 12 * 24 * HOUR });
const WEST = instance('web', { id: 'i-04c2be71f90d3a58e', launchedAt: NOW - 3 * HOUR });
const OFF = instance('web', { id: 'i-0d87e6a1b5c3f2940', state: 'stopped', launchedAt: NOW - HOUR });

const CHOICE: Choice = {
  order: { verb: 'stop' },
  word: 'web',
  why: 'shared',
  instances: [OFF, WEST, EAST],
  fitting: [WEST, EAST],
  unread: [],
  asksAgain: { one: false, all: false },
};

function draw(of: Partial<Choice>, typed = 'ec2ctl stop web'): ReturnType<typeof renderChoice> {
  return renderChoice(messages, head(typed), { choice: { ...CHOICE, ...of }, token: TOKEN, now: NOW });
}

function buttons(of: Partial<Choice>): string[] {
  return (draw(of).attachment.actions ?? []).map(({ name }) => name);
}

function webs(count: number, more: Partial<Instance> = {}): Instance[] {
  return Array.from({ length: count }, (_one, index) =>
    instance('web', { id: `i-${String(index).padStart(17, '0')}`, ...more }),
  );
}

test('one name, several instances', () => {
  const { message, attachment } = draw({});
  expect(message).toBe(
    post(
      '`〉ec2ctl stop web`',
      '**3 instances are named `web`. Stop which?**',
      '🟢 `i-0a1f39c5d2e84b7f6` us-east-1 · up 12d',
      '🟢 `i-04c2be71f90d3a58e` us-west-2 · up 3h',
      '⚪ `i-0d87e6a1b5c3f2940` us-west-2 · stopped',
    ),
  );
  expect(attachment).toEqual({
    color: '#1c58d9',
    fallback: '3 instances are named web. Stop which?',
    footer: 'Valid for 5 minutes',
    actions: [
      { type: 'button', name: 'Stop i-0a1f39c5d2e84b7f6', context: { token: TOKEN, choice: EAST.id } },
      { type: 'button', name: 'Stop i-04c2be71f90d3a58e', context: { token: TOKEN, choice: WEST.id } },
      { type: 'button', name: 'Stop both', style: 'danger', context: { token: TOKEN, choice: 'all' } },
      { type: 'button', name: 'Cancel', context: { token: TOKEN, choice: 'cancel' } },
    ],
  });
});

describe('more than 4 to choose from', () => {
  const running = webs(7);
  const all = [...running, OFF, instance('web', { id: 'i-0f4a7c1d8e3b69250', state: 'stopped' })];

  test('are a menu, which says of each what a line would', () => {
    const asksAgain = { one: false, all: true };
    const { message, attachment } = draw({ instances: all, fitting: running, asksAgain });
    expect(message).toBe(
      post('`〉ec2ctl stop web`', '**9 instances are named `web`, 7 of them running. Stop which?**'),
    );
    const [menu, every, cancel] = attachment.actions ?? [];
    expect(menu).toEqual({
      type: 'select',
      name: 'Choose one',
      options: running.map(({ id }) => ({ text: `${id} · us-west-2 · running`, value: id })),
      context: { token: TOKEN, choice: 'menu' },
    });
    expect([every, cancel]).toMatchObject([{ name: 'Stop all 7…', style: 'danger' }, { name: 'Cancel' }]);
    expect(attachment.fallback).toBe('9 instances are named web, 7 of them running. Stop which?');
  });

  test('of which all fit, need no sum', () => {
    expect(draw({ instances: running, fitting: running }).message.split('\n')[1]).toBe(
      '**7 instances are named `web`. Stop which?**',
    );
  });

  test('above 50 the first are offered, and all are counted', () => {
    const many = webs(60);
    const { message, attachment } = draw({ instances: many, fitting: many });
    expect(message.split('\n').slice(1)).toEqual([
      '**60 instances are named `web`. Stop which?**',
      'Only the first 50 of 60 are offered: type more of the name.',
    ]);
    const [menu, all60] = attachment.actions ?? [];
    expect(menu?.type === 'select' && menu.options).toHaveLength(50);
    expect(all60?.name).toBe('Stop all 60…');
  });

  test('of info have no button for all', () => {
    expect(buttons({ order: { verb: 'info' }, instances: running, fitting: running })).toEqual([
      'Choose one',
      'Cancel',
    ]);
  });
});

test('four are buttons, and all four one more', () => {
  const four = webs(4);
  expect(buttons({ instances: four, fitting: four })).toEqual([
    ...four.map(({ id }) => `Stop ${id}`),
    'Stop all 4',
    'Cancel',
  ]);
});

test('a button that is followed by a question ends with dots', () => {
  expect(buttons({ asksAgain: { one: true, all: true } })).toEqual([
    'Stop i-0a1f39c5d2e84b7f6…',
    'Stop i-04c2be71f90d3a58e…',
    'Stop both…',
    'Cancel',
  ]);
});

describe('where the command can act on none of them', () => {
  const none = (of: Partial<Choice>): string[] =>
    renderNoneFits(messages, head('ec2ctl stop web'), { choice: { ...CHOICE, fitting: [], ...of }, now: NOW }).split(
      '\n',
    );

  test('it says so, and lists them', () => {
    expect(none({ instances: webs(2, { state: 'stopped' }) }).slice(1)).toEqual([
      '**2 instances are named `web`, none of them running. Nothing was changed.**',
      '⚪ `i-00000000000000000` us-west-2 · stopped',
      '⚪ `i-00000000000000001` us-west-2 · stopped',
    ]);
  });

  test('of a beginning it has the names', () => {
    const [one] = webs(1, { state: 'stopped' });
    expect(none({ why: 'beginning', word: 'we', instances: one === undefined ? [] : [one] }).slice(1)).toEqual([
      '**1 begins with `we`, and is not running. Nothing was changed.**',
      '⚪ `web` `i-00000000000000000` us-west-2 · stopped',
    ]);
  });

  test('of many, 20 have a line', () => {
    const lines = none({ instances: webs(25, { state: 'stopped' }) });
    expect(lines).toHaveLength(2 + 20 + 1);
    expect(lines.at(-1)).toBe('5 more lines do not fit.');
  });
});

test('what only begins names has them, in lines and on buttons', () => {
  const some = [instance('web-1', { id: 'i-00000001' }), instance('web-2', { id: 'i-00000002', region: 'eu-west-1' })];
  const { message, attachment } = draw({ why: 'beginning', word: 'we', instances: some, fitting: some });
  expect(message).toBe(
    post(
      '`〉ec2ctl stop web`',
      '**2 begin with `we`. Stop which?**',
      '🟢 `web-2` `i-00000002` eu-west-1 · running',
      '🟢 `web-1` `i-00000001` us-west-2 · running',
    ),
  );
  expect(attachment.actions?.map(({ name }) => name)).toEqual(['Stop web-2', 'Stop web-1', 'Stop both', 'Cancel']);
});

test('names that do not tell are ids on buttons, and in a menu', () => {
  const some = [instance('web-1', { id: 'i-00000001' }), instance('web-1', { id: 'i-00000002' })];
  const of = { why: 'beginning', word: 'we' } as const;
  expect(buttons({ ...of, instances: some, fitting: some })).toEqual([
    'Stop i-00000001',
    'Stop i-00000002',
    'Stop both',
    'Cancel',
  ]);
  const more = [
    ...some,
    ...['web-3', '@here', undefined].map((name, n) => instance(name, { id: `i-0000001${String(n)}` })),
  ];
  const [menu] = draw({ ...of, instances: more, fitting: more }).attachment.actions ?? [];
  expect(menu?.type === 'select' && menu.options.map(({ text }) => text.split(' ')[0]).toSorted()).toEqual([
    'i-00000001',
    'i-00000002',
    'i-00000011',
    'i-00000012',
    'web-3',
  ]);
});

test('what stopping does to them is told before, and what was not read', () => {
  const unread = [{ region: 'me-south-1', status: 'waiting' }] as const;
  const spot = { ...WEST, isSpot: true };
  expect(
    draw({ fitting: [spot, EAST], instances: [spot, EAST, OFF], unread })
      .message.split('\n')
      .slice(2, 4),
  ).toEqual([
    '⚠️ A region was not read, and may have others that fit: `me-south-1`.',
    '⚠️ `web` `i-04c2be71f90d3a58e` is a spot instance: there may be no capacity to start it again.',
  ]);
});

test.each([
  ['start', 'Start which?', 'Start i-0d87e6a1b5c3f2940'],
  ['reboot', 'Reboot which?', 'Reboot i-0d87e6a1b5c3f2940'],
  ['info', 'Show which?', 'Show i-0d87e6a1b5c3f2940'],
] as const)('of %s', (verb, question, button) => {
  const { message, attachment } = draw({ order: { verb }, fitting: [OFF] });
  expect(message.split('\n')[1]).toBe(`**3 instances are named \`web\`. ${question}**`);
  expect(attachment.actions?.map(({ name }) => name)).toEqual([button, 'Cancel']);
});

test('of info of a pattern', () => {
  const of = { order: { verb: 'info' }, why: 'several', word: 'web-*', fitting: [EAST, WEST, OFF] } as const;
  expect(draw(of).message.split('\n')[1]).toBe('**3 instances fit `web-*`. Show which?**');
});

describe('after the choice', () => {
  test('the card says which', () => {
    expect(renderChosen(messages, head('ec2ctl stop web'), [EAST])).toBe(
      post('`〉ec2ctl stop web`', 'Chosen: `i-0a1f39c5d2e84b7f6` us-east-1'),
    );
  });

  test('of many it names 20', () => {
    const line = renderChosen(messages, head('ec2ctl stop web'), webs(25)).split('\n')[1];
    expect(line).toMatch(/^Chosen: (`i-\d{17}` us-west-2, ){19}`i-\d{17}` us-west-2 and 5 more$/);
  });
});

test('nothing of what people and AWS wrote comes alive', () => {
  const some = fc.array(fc.record({ name: nastyText, region: nastyText }), { minLength: 2, maxLength: 60 });
  fc.assert(
    fc.property(some, nastyText, fc.constantFrom('shared', 'beginning'), (facts, word, why) => {
      const instances = facts.map(({ name, region }, n) =>
        instance(name, { id: `i-${String(n).padStart(8, '0')}`, region }),
      );
      const { message, attachment } = draw({ instances, fitting: instances, word, why }, word);
      expect(outsideCode(message)).not.toMatch(ALIVE);
      expect(lengthOf(message)).toBeLessThanOrEqual(MESSAGE_LIMIT);
      for (const { name } of attachment.actions ?? []) expect(name).toMatch(/^(Stop [\w. -]+…?|Choose one|Cancel)$/);
    }),
    { numRuns: 100 },
  );
});
