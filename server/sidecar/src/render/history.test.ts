import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { REFUSAL_REASONS, ROW_OUTCOMES, type ChannelLabel, type HistoryRow } from '../history-rows.ts';
import { changeRow } from '../history/testing/rows.ts';
import { createMessages } from '../messages/messages.ts';
import { type HistoryView, renderHistory, renderHistoryUnread } from './history.ts';
import { lengthOf, MESSAGE_LIMIT } from './limit.ts';
import { ALIVE, nastyText } from './testing/nasty-text.ts';
import { outsideCode } from './testing/outside-code.ts';
import { head, messages, post } from './testing/sample.ts';

const AT = Date.UTC(2026, 10, 20, 9, 12);
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const LABELS = new Map<string, ChannelLabel>([['channel-1', { kind: 'named', name: 'sre/deploys' }]]);
const HEAD = head('ec2ctl history', { username: undefined });

const refusal: HistoryRow = {
  kind: 'refusal',
  id: 'r',
  at: AT,
  personId: 'carol-id',
  username: 'carol',
  channelIds: ['secret'],
  verbs: ['stop'],
  words: ['db-*'],
  reasons: ['no-right'],
  requestIds: [],
  count: 1,
};
const settings: HistoryRow = {
  kind: 'settings',
  id: 's',
  at: AT,
  settings: ['operators', 'regions'],
  people: ['operators +@alice (id a1)', 'operators -~ops/quiet (id q1)'],
  leftOut: 0,
};

function draw(rows: readonly HistoryRow[], more: Partial<HistoryView> = {}, language = messages): string {
  const view = { rows, dropped: 0, isCut: false, sinceMs: 7 * DAY_MS, isOwnAlone: false, ...more };
  return renderHistory(language, HEAD, view, { now: AT + 3 * MINUTE_MS, timeZone: undefined, labels: LABELS });
}

/** The line of one row. */
function line(row: HistoryRow, labels: ReadonlyMap<string, ChannelLabel> = LABELS, timeZone?: string): string {
  const view = { rows: [row], dropped: 0, isCut: false, sinceMs: DAY_MS, isOwnAlone: false };
  const look = { now: AT + 3 * MINUTE_MS, timeZone, labels };
  return renderHistory(messages, HEAD, view, look).split('\n').at(-1) ?? '';
}

describe('the history', () => {
  test('is one line a row, newest first, behind how many there are in which time', () => {
    expect(draw([settings, refusal, changeRow('one')])).toBe(
      post(
        '`〉ec2ctl history`',
        '**3 entries in the last 7d**',
        '3m ago (2026-11-20 09:12 UTC) · settings changed: `operators`, `regions` · `operators +@alice (id a1)`, `operators -a private channel`',
        '❌ 3m ago (2026-11-20 09:12 UTC) · carol · `stop` · `db-*` · refused: no right to do it · a private channel',
        '⚪ 3m ago (2026-11-20 09:12 UTC) · bob · `stop` · done: `web-1` `i-0a1f39c5d2e84b7f6` · us-west-2 · in 34s · `~sre/deploys` · request `request-1`',
      ),
    );
  });

  test('says so where there is nothing', () => {
    expect(draw([], { sinceMs: DAY_MS })).toBe(post('`〉ec2ctl history`', '**Nothing in the last 1d.**'));
  });

  test('says before the rows what is not among them', () => {
    const more = { dropped: 2, isCut: true, isOwnAlone: true };

    expect(draw([refusal], more).split('\n').slice(1, -1)).toEqual([
      '**1 entry in the last 7d**',
      'These are your own. Operators see all.',
      '⚠️ 2 entries of these days could not be kept. The server log says why.',
      '⚠️ There may be more: older than 2026-11-20 09:12 UTC was not read. Name an instance, or a shorter time.',
    ]);
    expect(draw([], more)).toContain('⚠️ There may be more: not all of these days was read.');
  });

  test('of more than fit a post has the newest, and how many there are', () => {
    const rows = Array.from({ length: 500 }, (_, index) => changeRow(String(index), { at: AT - index * MINUTE_MS }));
    const text = draw(rows);
    const drawn = text.split('\n').filter((row) => row.startsWith('⚪'));

    expect(drawn.length).toBeGreaterThan(80);
    expect(drawn[0]).toContain('3m ago');
    expect(drawn[1]).toContain('4m ago');
    expect(text).toContain(
      `Showing the newest ${String(drawn.length)} of 500. For the others name an instance with \`--instance\`, or a shorter time with \`--since\`.`,
    );
    expect(lengthOf(text)).toBeLessThanOrEqual(MESSAGE_LIMIT);
    expect(MESSAGE_LIMIT - lengthOf(text)).toBeLessThan(200);
  });

  test('is told by the clock of who reads it', () => {
    expect(line(refusal, LABELS, 'Asia/Taipei')).toContain('3m ago (2026-11-20 17:12 GMT+8)');
  });

  test('that Mattermost does not give is said to be that', () => {
    expect(renderHistoryUnread(messages, HEAD, 'Unreachable')).toBe(
      post('`〉ec2ctl history`', '**The history could not be read:** Mattermost did not answer (`Unreachable`).'),
    );
  });

  test('in Chinese', () => {
    expect(draw([settings, refusal, changeRow('one')], { isOwnAlone: true }, createMessages('zh-TW'))).toBe(
      post(
        '`〉ec2ctl history`',
        '**過去 7 天內有 3 筆紀錄**',
        '這裡只有自己的紀錄。Operators 可以看到全部。',
        '3 分鐘前（2026-11-20 09:12 UTC） · 設定已變更：`operators`、`regions` · `operators +@alice (id a1)`、`operators -私人頻道`',
        '❌ 3 分鐘前（2026-11-20 09:12 UTC） · carol · `stop` · `db-*` · 已拒絕：沒有權限 · 私人頻道',
        '⚪ 3 分鐘前（2026-11-20 09:12 UTC） · bob · `stop` · 完成：`web-1` `i-0a1f39c5d2e84b7f6` · us-west-2 · 耗時 34 秒 · `~sre/deploys` · 請求 `request-1`',
      ),
    );
  });
});

describe('a change', () => {
  const [web] = changeRow('x').instances;
  if (web === undefined) throw new Error('no instance');
  const db = { ...web, id: 'i-0d87e6a1b5c3f2940', name: 'db', region: 'eu-west-1' };

  test('of several regions names the region beside each; what failed stands first, with its code', () => {
    const instances = [web, { ...db, outcome: 'failed', code: 'OperationNotPermitted' } as const];

    expect(line(changeRow('one', { instances }))).toContain(
      '❌ 3m ago (2026-11-20 09:12 UTC) · bob · `stop` · failed: `db` `i-0d87e6a1b5c3f2940` eu-west-1 `OperationNotPermitted` · done: `web-1` `i-0a1f39c5d2e84b7f6` us-west-2 · in 34s',
    );
  });

  test('of many is counted', () => {
    const instances = Array.from(
      { length: 12 },
      (_, at) => ({ ...web, outcome: at < 2 ? 'already' : 'arrived' }) as const,
    );

    expect(line(changeRow('one', { instances, verb: 'start' }))).toContain(
      '🟢 3m ago (2026-11-20 09:12 UTC) · bob · `start` · done: 10 instances · was so already: 2 instances · us-west-2',
    );
  });

  test('whose end nobody saw says so, and why', () => {
    const instances = [{ ...web, outcome: 'moving' } as const];

    expect(line(changeRow('one', { instances, end: 'limit' }))).toMatch(
      /^⏳ .*end not seen: `web-1` .* · not watched any longer · /,
    );
    expect(line(changeRow('one', { instances, end: 'shutdown' }))).toContain('interrupted by a restart');
    expect(line(changeRow('one', { instances, end: 'settings-changed' }))).toContain('the AWS settings were changed');
  });

  test('that was rehearsed has no mark, unless AWS would refuse it', () => {
    const rehearsed = { dryRun: true, instances: [{ ...web, outcome: 'allowed' } as const] };

    expect(line(changeRow('one', rehearsed))).toMatch(/^3m ago .*`stop --dry-run` · AWS would do it: `web-1`/);
    const refused = {
      ...rehearsed,
      instances: [{ ...web, outcome: 'refused', code: 'UnauthorizedOperation' } as const],
    };
    expect(line(changeRow('one', refused))).toMatch(/^❌ .*AWS would refuse it: `web-1` .* `UnauthorizedOperation`/);
  });

  test('has how it was asked for, the first request ids, and the id of a person whose name is not known', () => {
    const row = changeRow('one', {
      ...{ force: true, hibernate: true, username: undefined },
      requestIds: ['r1', 'r2', 'r3', 'r4', 'r5'],
    });

    expect(line(row)).toContain(' · `bob-id` · `stop --force --hibernate` · ');
    expect(line(row)).toContain(' · requests `r1`, `r2`, `r3` and 2 more');
  });

  test('of another node whose clock is ahead was now', () => {
    expect(line(changeRow('one', { at: AT + 10 * MINUTE_MS }))).toContain('0s ago');
  });
});

test('refusals of a minute stand in one line', () => {
  const folded: HistoryRow = {
    ...refusal,
    ...{ verbs: ['stop', 'start'], count: 7 },
    reasons: ['no-right', 'limit'],
    ...{ channelIds: ['secret', 'channel-1', 'other'], requestIds: ['r1'] },
  };

  expect(line(folded)).toMatch(
    / · carol · `stop`, `start` · `db-\*` · refused: no right to do it, too many at once · 7 times within a minute · a private channel, `~sre\/deploys` · request `r1`$/,
  );
});

test.each([
  ['direct', 'direct message'],
  ['group', 'group message'],
  ['elsewhere', 'a channel that you cannot see'],
  ['gone', 'a channel that is gone'],
  ['private', 'a private channel'],
] as const)('a channel of the kind %s is told without a name', (kind, says) => {
  expect(
    line(refusal, new Map([['secret', { kind }]]))
      .split(' · ')
      .at(-1),
  ).toBe(says);
});

test('an entry that names a channel has its name for those alone who may know it', () => {
  const row = { ...settings, people: ['auditchannel +~sre/quiet (id q1)', 'viewers +team:a (id t1) in ~sre/new'] };
  const known = new Map<string, ChannelLabel>([['q1', { kind: 'named', name: 'sre/quiet' }]]);

  expect(line(row, known)).toContain(
    '`auditchannel +~sre/quiet (id q1)`, `viewers +team:a (id t1) in a private channel`',
  );
  expect(line(row)).not.toMatch(/quiet|new/);
});

test('whatever AWS or a person wrote: a line for each row, in which nothing comes alive', () => {
  const change = fc.record({
    kind: fc.constant('change' as const),
    ...{ id: nastyText, at: fc.constant(AT), personId: nastyText, username: fc.option(nastyText, { nil: undefined }) },
    ...{ channelId: nastyText, verb: fc.constantFrom('start', 'stop', 'reboot'), force: fc.boolean() },
    ...{ hibernate: fc.boolean(), dryRun: fc.boolean(), leftOut: fc.nat(3), tookMs: fc.nat(90_000) },
    instances: fc.array(
      fc.record({
        ...{ id: nastyText, name: fc.option(nastyText, { nil: undefined }), region: nastyText },
        ...{ outcome: fc.constantFrom(...ROW_OUTCOMES), code: fc.option(nastyText, { nil: undefined }) },
      }),
      { maxLength: 12 },
    ),
    requestIds: fc.array(nastyText, { maxLength: 5 }),
    end: fc.constantFrom(undefined, 'limit', 'shutdown', 'settings-changed'),
  });
  const refused = fc.record({
    kind: fc.constant('refusal' as const),
    ...{ id: nastyText, at: fc.constant(AT), personId: nastyText, username: fc.option(nastyText, { nil: undefined }) },
    ...{ channelIds: fc.array(nastyText), verbs: fc.array(nastyText), words: fc.array(nastyText), count: fc.nat(9) },
    requestIds: fc.array(nastyText),
    reasons: fc.array(fc.constantFrom(...REFUSAL_REASONS)),
  });
  const saved = fc.record({
    kind: fc.constant('settings' as const),
    ...{ id: nastyText, at: fc.constant(AT), settings: fc.array(nastyText), people: fc.array(nastyText) },
    leftOut: fc.nat(3),
  });
  fc.assert(
    fc.property(fc.array(fc.oneof(change, refused, saved), { maxLength: 6 }), nastyText, (rows, name) => {
      const labels = new Map<string, ChannelLabel>(rows.map(({ id }) => [id, { kind: 'named', name }]));
      const look = { now: AT, timeZone: undefined, labels };
      const view = { rows: rows as HistoryRow[], dropped: 0, isCut: false, sinceMs: DAY_MS, isOwnAlone: false };
      const text = renderHistory(messages, HEAD, view, look);

      expect(text.split('\n')).toHaveLength(2 + rows.length);
      expect(outsideCode(text).replaceAll('09:12', '')).not.toMatch(ALIVE);
    }),
  );
});
