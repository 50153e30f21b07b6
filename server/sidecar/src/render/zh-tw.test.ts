import { describe, expect, test } from '@jest/globals';
import { createMessages } from '../messages/messages.ts';
import { text } from '../messages/text.ts';
import type { ListedInstance } from '../ports.ts';
import { plainDetails } from '../testing/plain-instance.ts';
import type { Change, ChangeLine, Failure, RegionReading } from '../views.ts';
import { renderChange } from './change.ts';
import { code } from './escape.ts';
import { renderInfo } from './info.ts';
import { renderListing } from './listing.ts';
import { renderNotActed } from './not-acted.ts';
import { renderMistake, renderNotAllowed } from './refusal.ts';
import { changeLine, head, instance, post } from './testing/sample.ts';

const messages = createMessages('zh-TW');
const NOW = 1_800_000_000_000;
const PROTECTED: Failure = { code: 'OperationNotPermitted', requestId: '8d0b7a52-1f0e' };

function read(count: number): RegionReading[] {
  return Array.from({ length: count }, (_, number) => ({ region: `xx-east-${String(number)}`, status: 'read' }));
}

function failed(region: string, code: string): RegionReading {
  return { region, status: 'failed', failure: { code, requestId: 'r-1' } };
}

describe('a listing', () => {
  const fleet: ListedInstance[] = [
    instance('api', { id: 'i-0b7d19e4c2a5f8036', region: 'ap-northeast-1' }),
    instance('web-1', { id: 'i-0a1f39c5d2e84b7f6' }),
    instance('web-2', { id: 'i-04c2be71f90d3a58e', state: 'stopped' }),
    instance('web-3', { id: 'i-0d87e6a1b5c3f2940', state: 'stopping' }),
  ];
  const regions = [...read(15), failed('me-south-1', 'TimedOut'), failed('ap-east-1', 'UnauthorizedOperation')];

  test('in a table: sentences are Chinese; headings and states, which one may type, are not', () => {
    const listing = { instances: fleet, regions, elapsedMs: 8000 };

    expect(renderListing(messages, head('ec2ctl ls'), listing, { layout: 'table' })).toBe(
      post(
        '`〉ec2ctl ls` · bob',
        '**2 個區域共 4 個執行個體：** 🟢 2 執行中 · ⚪ 1 已停止 · ⏳ 1 停止中',
        '⚠️ 8.0 秒內讀取 17 個區域中的 15 個。未讀取：`ap-east-1`（政策拒絕）、`me-south-1`（8 秒內無回應）。',
        '',
        '| INSTANCE NAME | ID | TYPE | STATE | REGION |',
        '|:--|:--|:--|:--|:--|',
        '| 🟢 `api` | `i-0b7d19e4c2a5f8036` | t3.small | running | ap-northeast-1 |',
        '| 🟢 `web-1` | `i-0a1f39c5d2e84b7f6` | t3.small | running | us-west-2 |',
        '| ⚪ `web-2` | `i-04c2be71f90d3a58e` | t3.small | stopped | us-west-2 |',
        '| ⏳ `web-3` | `i-0d87e6a1b5c3f2940` | t3.small | stopping | us-west-2 |',
      ),
    );
  });

  test('in lines, of one region', () => {
    const listing = { instances: fleet.slice(1), regions: read(17), elapsedMs: 1234 };

    expect(renderListing(messages, head('ec2ctl ls web-*'), listing, { layout: 'lines' })).toBe(
      post(
        '`〉ec2ctl ls web-*` · bob',
        '**us-west-2 共 3 個執行個體：** 🟢 1 執行中 · ⚪ 1 已停止 · ⏳ 1 停止中',
        '1.2 秒內讀取 17 個區域。',
        '🟢 `web-1` t3.small',
        '⚪ `web-2` t3.small',
        '⏳ `web-3` t3.small · 停止中',
      ),
    );
  });

  test('of nothing', () => {
    const listing = { instances: [], regions: read(1), elapsedMs: 300 };

    expect(renderListing(messages, head('ec2ctl ls -r xx-east-0'), listing, { layout: 'table' })).toBe(
      post('`〉ec2ctl ls -r xx-east-0` · bob', '`xx-east-0` **沒有執行個體**。', '0.3 秒內讀取 1 個區域。'),
    );
  });
});

describe('a change', () => {
  function draw(typed: string, change: Pick<Change, 'verb' | 'lines'>): string {
    const rest = { elapsedMs: 58_000, watchEnd: undefined, continued: false };
    return renderChange(messages, { head: head(typed), change: { ...change, ...rest }, now: NOW });
  }

  function arrived(name: string, seconds: number): ChangeLine {
    const stopped = instance(name, { id: `i-${name}`, state: 'stopped' });
    return changeLine(stopped, 'running', { outcome: 'arrived', tookMs: seconds * 1000 });
  }

  const refused = changeLine(instance('web-3', { id: 'i-web-3' }), 'running', {
    outcome: 'failed',
    failure: PROTECTED,
  });
  const why =
    '❌ `web-3` 仍在執行：已啟用停止保護。請在 AWS 主控台關閉後再停止。`OperationNotPermitted`，請求 `8d0b7a52-1f0e`';
  const already = [6, 7].map((number) => {
    const name = `web-${String(number)}`;
    return changeLine(instance(name, { id: `i-${name}`, state: 'stopped' }), 'stopped', { outcome: 'already' });
  });

  test('a stop of several, halfway', () => {
    const moving = [2, 4, 5].map((number) => {
      const name = `web-${String(number)}`;
      return changeLine(instance(name, { id: `i-${name}`, state: 'stopping' }), 'running');
    });
    const [second, ...others] = moving;
    const lines = [arrived('web-1', 31), second, refused, ...others, ...already].filter((line) => line !== undefined);

    expect(draw('ec2ctl stop web-*', { verb: 'stop', lines })).toBe(
      post(
        '`〉ec2ctl stop web-*` · bob · us-west-2',
        '**正在停止 5 個執行個體：已停止 1 個、失敗 1 個**',
        '⚪ `web-1` 已停止，31 秒',
        '⏳ `web-2` 執行中 → 停止中',
        why,
        '⏳ `web-4` 執行中 → 停止中',
        '⏳ `web-5` 執行中 → 停止中',
        '2 個早已停止：`web-6`、`web-7`',
      ),
    );
  });

  test('a stop of several, done, one failed', () => {
    const lines = [arrived('web-1', 31), refused, arrived('web-2', 58), ...already];

    expect(draw('ec2ctl stop web-*', { verb: 'stop', lines })).toBe(
      post(
        '`〉ec2ctl stop web-*` · bob · us-west-2',
        '**已停止 3 個執行個體中的 2 個**，花了 58 秒，**1 個失敗**',
        why,
        '⚪ `web-1` 已停止，31 秒',
        '⚪ `web-2` 已停止，58 秒',
        '2 個早已停止：`web-6`、`web-7`',
      ),
    );
  });

  test('a start of one', () => {
    const running = instance('web-1', { privateAddress: '10.0.3.17', publicAddress: '54.193.12.7' });
    const lines = [changeLine(running, 'stopped', { outcome: 'arrived', tookMs: 34_000 })];

    expect(draw('ec2ctl start web-1', { verb: 'start', lines })).toBe(
      post(
        '`〉ec2ctl start web-1` · bob',
        '🟢 **`web-1` 執行中**，啟動花了 34 秒',
        '公有 `54.193.12.7` · 私有 `10.0.3.17`',
        'us-west-2 · `i-0a1f39c5d2e84b7f6`',
      ),
    );
  });
});

test('what is known of one instance', () => {
  const details = {
    ...plainDetails(instance('web-1')),
    zone: 'us-west-2a',
    launchedAt: NOW - 4 * 86_400_000,
    statusChecks: { passed: 1, total: 3 },
    stopProtection: false,
  };
  const { message, attachment } = renderInfo(messages, head('ec2ctl info web-1', { demo: true }), details, {
    now: NOW,
  });

  expect(message).toBe(post('`〉ec2ctl info web-1` · bob · 示範機群', '🟢 **`web-1` 執行中**，已 4 天'));
  expect(attachment?.fields?.map(({ title, value }) => `${title} ${value}`)).toEqual([
    '類型 t3.small',
    '可用區域 us-west-2a',
    '狀態檢查 3 項中有 1 項通過',
    '停止保護 未啟用',
    '啟動時間 2027-01-11 08:00 UTC',
    'ID `i-0a1f39c5d2e84b7f6`',
  ]);
});

describe('what is said to one person', () => {
  const command = code('stpo');

  test('a typo', () => {
    const mistake = {
      text: text('mistake.unknownCommand', { command }),
      suggestion: '/ec2ctl stop web-1',
      command: undefined,
      changing: false,
    };

    expect(renderMistake(messages, head('ec2ctl stpo web-1'), mistake, [])).toBe(
      post('`〉ec2ctl stpo web-1`', '**沒有 `stpo` 這個指令。** 是不是要輸入：', '`/ec2ctl stop web-1`'),
    );
    expect(renderMistake(messages, head('ec2ctl stpo web-1'), { ...mistake, changing: true }, [])).toBe(
      post('`〉ec2ctl stpo web-1`', '**沒有 `stpo` 這個指令。** 沒有任何變更。是不是要輸入：', '`/ec2ctl stop web-1`'),
    );
  });

  test('a refusal', () => {
    expect(renderNotAllowed(messages, head('ec2ctl stop web-1'), true, true)).toBe(
      post(
        '`〉ec2ctl stop web-1`',
        '**可以查看，但不能啟動或停止。** 沒有任何變更。',
        '請系統管理員加入 **Operators** 名單（系統控制台 > 模組 > ec2ctl）。',
      ),
    );
  });

  test('a name that nothing has, where a region was not read', () => {
    const notActed = {
      verb: 'stop' as const,
      regions: [...read(16), failed('me-south-1', 'TimedOut')],
      malformed: [],
      notFound: [],
      terminated: [],
      misses: [
        {
          word: 'web-9',
          kind: 'name' as const,
          ruledOut: [],
          nearest: [
            instance('web-1', { state: 'stopped' }),
            instance('web-19', { id: 'i-0b7d19e4c2a5f8036', region: 'us-east-1' }),
          ],
        },
      ],
    };

    expect(renderNotActed(messages, head('ec2ctl stop web-9'), notActed)).toBe(
      post(
        '`〉ec2ctl stop web-9`',
        '**沒有名為 `web-9` 的執行個體。** 沒有任何變更。',
        '最接近的：⚪ `web-1` us-west-2 · 🟢 `web-19` us-east-1',
        '⚠️ 已讀取 17 個區域中的 16 個；1 個無法讀取：`me-south-1`（8 秒內無回應）。',
      ),
    );
  });
});
