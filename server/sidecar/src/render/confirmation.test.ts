import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Confirmation, YesIgnored } from '../card-views.ts';
import { firstLines } from '../operations/first-lines.ts';
import type { Instance } from '../ports.ts';
import { confirmationFile, renderConfirmation } from './confirmation.ts';
import { lengthOf, MESSAGE_LIMIT } from './limit.ts';
import { ALIVE, nastyText } from './testing/nasty-text.ts';
import { outsideCode } from './testing/outside-code.ts';
import { readCsv } from './testing/read-csv.ts';
import { head, instance, messages, post } from './testing/sample.ts';

const TOKEN = 'a'.repeat(32);

function web(number: number, more: Partial<Instance> = {}): Instance {
  return instance(`web-${String(number)}`, { id: `i-${String(number).padStart(17, '0')}`, ...more });
}

function id(number: number): string {
  return `\`i-${String(number).padStart(17, '0')}\``;
}

function draw(
  instances: readonly Instance[],
  {
    order = { verb: 'stop' },
    typed = 'ec2ctl stop web-*',
    hasFile = instances.length > 20,
    ...more
  }: Partial<Confirmation> & { typed?: string; hasFile?: boolean } = {},
): ReturnType<typeof renderConfirmation> {
  const lines = firstLines(order.verb, instances);
  const confirmation = { order, lines, unread: [], yesIgnored: undefined, ...more };
  return renderConfirmation(messages, head(typed), { confirmation, token: TOKEN, hasFile });
}

test('with warnings, in one region', () => {
  const { message, attachment } = draw([
    web(1),
    web(2),
    web(3, { autoScalingGroup: 'asg-web' }),
    web(4),
    web(5, { isSpot: true }),
    web(6, { state: 'stopped' }),
    web(7, { state: 'stopped' }),
  ]);
  expect(message).toBe(
    post(
      '`〉ec2ctl stop web-*` · bob · us-west-2',
      '**Stop these 5 instances?**',
      '⚠️ `web-3` is in the Auto Scaling group `asg-web`, which will replace it.',
      '⚠️ `web-5` is a spot instance: there may be no capacity to start it again.',
      ...[1, 2, 3, 4, 5].map((number) => `🟢 \`web-${String(number)}\` ${id(number)}`),
      '2 already stopped: `web-6`, `web-7`',
    ),
  );
  expect(attachment).toEqual({
    color: '#d24b4e',
    fallback: 'Stop these 5 instances?',
    footer: 'Only bob can answer · valid for 5 minutes',
    actions: [
      {
        type: 'button',
        name: 'Stop 5 instances',
        style: 'danger',
        context: { token: TOKEN, choice: 'confirm' },
      },
      { type: 'button', name: 'Cancel', context: { token: TOKEN, choice: 'cancel' } },
    ],
  });
});

test('of one alone', () => {
  const { message, attachment } = draw([web(1)], {
    order: { verb: 'stop', force: true },
    typed: 'ec2ctl stop web-1 --force',
  });
  expect(message).toBe(
    post(
      '`〉ec2ctl stop web-1 --force` · bob · us-west-2',
      '**Stop `web-1`?**',
      '⚠️ Forced: what the operating system has not written yet is lost, and file systems may be damaged.',
      `🟢 \`web-1\` ${id(1)}`,
    ),
  );
  expect(attachment.fallback).toBe('Stop web-1?');
  expect(attachment.actions?.map(({ name }) => name)).toEqual(['Stop web-1', 'Cancel']);
});

test('of several regions: each line has its own', () => {
  const { message } = draw([web(1), web(2, { region: 'eu-west-1' })]);
  expect(message).toBe(
    post(
      '`〉ec2ctl stop web-*` · bob',
      '**Stop these 2 instances?**',
      `🟢 \`web-1\` ${id(1)} us-west-2`,
      `🟢 \`web-2\` ${id(2)} eu-west-1`,
    ),
  );
});

test('of a start, nothing is red; what is on its way and what cannot be is said', () => {
  const { message, attachment } = draw(
    [
      ...[1, 2].map((number) => web(number, { state: 'stopped' })),
      web(3, { state: 'pending' }),
      web(4),
      web(5, { state: 'stopping' }),
    ],
    { order: { verb: 'start' }, typed: 'ec2ctl start web-*' },
  );
  expect(message).toBe(
    post(
      '`〉ec2ctl start web-*` · bob · us-west-2',
      '**Start these 2 instances?**',
      `⚪ \`web-1\` ${id(1)}`,
      `⚪ \`web-2\` ${id(2)}`,
      '1 already starting: `web-3`',
      '1 already running: `web-4`',
      '1 left as it is: `web-5` stopping',
    ),
  );
  expect(attachment.actions?.[0]).not.toHaveProperty('style');
});

test('of a reboot', () => {
  const { message, attachment } = draw([web(1), web(2)], { order: { verb: 'reboot' }, typed: 'ec2ctl reboot web-*' });
  expect(message.split('\n')[1]).toBe('**Reboot these 2 instances?**');
  expect(attachment.actions?.map((action) => [action.name, 'style' in action])).toEqual([
    ['Reboot 2 instances', true],
    ['Cancel', false],
  ]);
});

test.each<[YesIgnored, string]>([
  [{ why: 'off' }, '`--yes` is switched off here.'],
  [{ why: 'force' }, '`--yes` does not count with `--force`.'],
  [{ why: 'chosen' }, '`--yes` counts only for names and ids that are written out.'],
  [{ why: 'unread' }, '`--yes` does not count while a region cannot be read.'],
  [{ why: 'count', most: 5 }, '`--yes` counts for up to 5 instances.'],
  [{ why: 'count', most: 1 }, '`--yes` counts for up to 1 instance.'],
])('why --yes does not count stands below the question: %j', (yesIgnored, sentence) => {
  expect(draw([web(1), web(2)], { yesIgnored }).message.split('\n')[2]).toBe(sentence);
});

test('regions that were not read stand above the lines', () => {
  const unread = [
    { region: 'me-south-1', status: 'failed', failure: { code: 'TimedOut', requestId: undefined } },
    { region: 'ap-east-1', status: 'failed', failure: { code: 'UnauthorizedOperation', requestId: 'r' } },
  ] as const;
  expect(draw([web(1), web(2)], { unread }).message.split('\n')[2]).toBe(
    '⚠️ 2 regions were not read, and may have others that fit: `ap-east-1` (denied by policy), `me-south-1` (no answer in 8s).',
  );
});

describe('above 20', () => {
  const many = Array.from({ length: 31 }, (_one, index) => web(index + 1));
  const names = many.map(({ name }) => `\`${String(name)}\``);

  test('names run together by region', () => {
    const { message, attachment } = draw([...many, web(99, { region: 'eu-west-1' })]);
    expect(message).toBe(
      post(
        '`〉ec2ctl stop web-*` · bob',
        '**Stop these 32 instances?**',
        `🟢 us-west-2, 31: ${names.join(', ')}`,
        '🟢 eu-west-1, 1: `web-99`',
        'The ids are in the file.',
      ),
    );
    expect(attachment.actions?.[0]?.name).toBe('Stop 32 instances');
  });

  test('one mark stands for all in a line', () => {
    const { message } = draw([...many, web(98, { state: 'pending' })]);
    expect(message.split('\n').slice(2)).toEqual([
      `🟢 us-west-2, 31: ${names.join(', ')}`,
      '⏳ us-west-2, 1: `web-98`',
      'The ids are in the file.',
    ]);
  });

  test('20 still have a line each', () => {
    expect(draw(many.slice(0, 20)).message.split('\n')).toHaveLength(22);
    expect(draw(many.slice(0, 21)).message.split('\n')).toHaveLength(4);
  });

  test('each has a line with its id where there is no file', () => {
    const lines = draw(many, { hasFile: false }).message.split('\n').slice(2);
    expect(lines).toEqual(many.map(({ name }, index) => `🟢 \`${String(name)}\` ${id(index + 1)}`));
  });

  test('the file has those that are asked about, and what tells them apart', () => {
    const lines = firstLines('stop', [...many, web(32, { state: 'stopped' })]);
    const about = { order: { verb: 'stop' }, lines, unread: [], yesIgnored: undefined } as const;
    const file = confirmationFile(about, Date.UTC(2026, 10, 26, 9, 5));
    expect(file?.name).toBe('ec2-stop-20261126-0905.csv');
    const rows = readCsv(Buffer.from(file?.content ?? '').toString());
    expect(rows[0]).toEqual(['name', 'id', 'type', 'state', 'region', 'zone']);
    expect(rows.slice(1).map(([, instanceId]) => instanceId)).toEqual(many.map((one) => one.id));
    expect(rows[1]).toEqual(['web-1', many[0]?.id, 't3.small', 'running', 'us-west-2', '']);
    expect(confirmationFile({ ...about, lines: lines.slice(0, 20) }, 0)).toBeUndefined();
  });

  test('a shared name has its id', () => {
    const twin = web(50, { name: 'web-1' });
    expect(draw([...many, twin]).message).toContain(`\`web-1\` ${id(1)}, \`web-2\``);
    expect(draw([...many, twin]).message).toMatch(new RegExp(`\`web-1\` ${id(50)}\nThe ids`));
  });
});

test('names that two share stand with their ids, also in warnings and in what is left', () => {
  const { message } = draw([
    web(1, { name: 'twin', isSpot: true }),
    web(2, { name: 'twin' }),
    web(3, { name: 'twin', state: 'stopped' }),
  ]);
  expect(message).toBe(
    post(
      '`〉ec2ctl stop web-*` · bob · us-west-2',
      '**Stop these 2 instances?**',
      `⚠️ \`twin\` ${id(1)} is a spot instance: there may be no capacity to start it again.`,
      `🟢 \`twin\` ${id(1)}`,
      `🟢 \`twin\` ${id(2)}`,
      `1 already stopped: \`twin\` ${id(3)}`,
    ),
  );
});

describe('a name that would be something else', () => {
  test.each([
    ['@here', '`@here`'],
    ['a|b', '`a|b`'],
    ['``` x', '```` ``` x ````'],
    ['web\n**1**', '`web **1**`'],
    ['a\u202eb', '`a⟨U+202E⟩b`'],
    ['שרת', '\u2068`שרת`\u2069'],
    ['w'.repeat(61), `\`${'w'.repeat(60)}…\``],
    ['x --yes --force', '`x --yes --force`'],
  ])('%j stands in a code span, and the button has the id', (name, drawn) => {
    const { message, attachment } = draw([web(1, { name })]);
    expect(message.split('\n').slice(1)).toEqual([`**Stop ${drawn}?**`, `🟢 ${drawn} ${id(1)}`]);
    expect(attachment.actions?.[0]?.name).toBe(`Stop ${id(1).replaceAll('`', '')}`);
    expect(attachment.fallback).toBe(`Stop ${id(1).replaceAll('`', '')}?`);
  });

  test.each([undefined, '', ' '])('%j is none: the id stands for it once', (name) => {
    expect(
      draw([web(1, { name })])
        .message.split('\n')
        .slice(1),
    ).toEqual([`**Stop ${id(1)}?**`, `🟢 ${id(1)}`]);
  });

  test('comes alive nowhere, and however many there are, a post holds them', () => {
    const some = fc.array(
      fc.record({ name: nastyText, region: fc.oneof(fc.constant('us-west-2'), nastyText), group: nastyText }),
      { minLength: 1, maxLength: 50 },
    );
    fc.assert(
      fc.property(some, nastyText, (facts, typed) => {
        const instances = facts.map(({ name, region, group }, index) =>
          web(index, { name, region, autoScalingGroup: group }),
        );
        const { message, attachment } = draw(instances, { typed });
        expect(outsideCode(message)).not.toMatch(ALIVE);
        expect(lengthOf(message)).toBeLessThanOrEqual(MESSAGE_LIMIT);
        expect(JSON.stringify(attachment)).not.toMatch(/@(here|channel)|\u202e/);
      }),
      { numRuns: 100 },
    );
  });
});
