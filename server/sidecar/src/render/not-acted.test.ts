import { describe, expect, test } from '@jest/globals';
import type { NotActed, RegionReading } from '../views.ts';
import { renderNotActed, renderUnknownRegion } from './not-acted.ts';
import { head, instance, messages, post } from './testing/sample.ts';

const ID = 'i-0a1f39c5d2e84b7f6';
const FIRST = '`〉ec2ctl stop -i …`';
const SHAPE = 'An id is `i-` and 8 or 17 of the characters `0-9a-f`, like `i-0a1f39c5d2e84b7f6`.';

const ALL: RegionReading[] = Array.from({ length: 17 }, (_, number) => ({
  region: `xx-${String(number)}`,
  status: 'read',
}));
const SOME: RegionReading[] = [
  ...ALL.slice(2),
  { region: 'me-south-1', status: 'failed', failure: { code: 'TimedOut', requestId: undefined } },
  { region: 'ap-east-1', status: 'failed', failure: { code: 'UnauthorizedOperation', requestId: 'r' } },
];
const NONE = SOME.slice(15);

function draw(more: Partial<NotActed>): string {
  const notActed: NotActed = { verb: 'stop', malformed: [], notFound: [], terminated: [], regions: ALL, ...more };
  return renderNotActed(messages, head('ec2ctl stop -i …'), notActed);
}

describe('one id', () => {
  test('malformed', () => {
    expect(draw({ malformed: ['web|`1`'] })).toBe(
      post(FIRST, '**`` web|`1` `` is not an instance id.** Nothing was changed.', SHAPE),
    );
  });

  test('in no region', () => {
    expect(draw({ notFound: [ID] })).toBe(
      post(FIRST, `**\`${ID}\` is in none of the 17 regions read.** Nothing was changed.`),
    );
    expect(draw({ notFound: [ID], regions: [{ region: 'us-east-1', status: 'read' }] })).toBe(
      post(FIRST, `**\`${ID}\` is not in \`us-east-1\`.** Nothing was changed.`),
    );
  });

  test('in no region that could be read', () => {
    expect(draw({ notFound: [ID], regions: SOME })).toBe(
      post(
        FIRST,
        `**\`${ID}\` is not in the 15 regions read**; 2 could not be read: \`ap-east-1\` (denied by policy), \`me-south-1\` (no answer in 8s). Nothing was changed.`,
      ),
    );
    expect(draw({ notFound: [ID], regions: NONE })).toBe(
      post(
        FIRST,
        `**\`${ID}\` was not found: no region could be read.** Not read: \`ap-east-1\` (denied by policy), \`me-south-1\` (no answer in 8s). Nothing was changed.`,
      ),
    );
  });

  test('of a terminated instance', () => {
    expect(draw({ terminated: [instance('web-1', { state: 'terminated' })] })).toBe(
      post(FIRST, `⚫ **\`web-1\` \`${ID}\` is terminated**, and stays so. Nothing was changed.`),
    );
  });
});

describe('one name', () => {
  const web = instance('web', { region: 'us-east-1' });
  const other = instance('web', { id: 'i-04c2be71f90d3a58e', state: 'stopped' });

  test('that nobody bears, with the nearest and where it may be', () => {
    const misses = [{ word: 'wbe', kind: 'name', ruledOut: [], nearest: [web] }] as const;

    expect(draw({ misses })).toBe(
      post(FIRST, '**No instance is named `wbe`.** Nothing was changed.', 'Nearest: 🟢 `web` us-east-1'),
    );
    expect(draw({ misses, regions: SOME })).toBe(
      post(
        FIRST,
        '**No instance is named `wbe`.** Nothing was changed.',
        'Nearest: 🟢 `web` us-east-1',
        '⚠️ 15 of 17 regions read; 2 could not be read: `ap-east-1` (denied by policy), `me-south-1` (no answer in 8s).',
      ),
    );
  });

  test('that several bear, each with region, id and state', () => {
    expect(draw({ unclear: [{ word: 'web', why: 'shared', instances: [other, web] }] })).toBe(
      post(
        FIRST,
        '**2 instances are named `web`.** Name one by its id. Nothing was changed.',
        '🟢 `web` `i-0a1f39c5d2e84b7f6` us-east-1 · running',
        '⚪ `web` `i-04c2be71f90d3a58e` us-west-2 · stopped',
      ),
    );
  });

  test('that only begins names', () => {
    expect(draw({ unclear: [{ word: 'we', why: 'beginning', instances: [web] }] })).toBe(
      post(
        FIRST,
        '**No instance is named `we`**, and 1 name begins with it. Nothing was changed.',
        '🟢 `web` `i-0a1f39c5d2e84b7f6` us-east-1 · running',
      ),
    );
  });

  test('of many, 20 are shown and the others counted', () => {
    const instances = Array.from({ length: 23 }, (_, n) => instance('x', { id: `i-000000${String(n + 10)}` }));
    const lines = draw({ unclear: [{ word: 'x', why: 'shared', instances }] }).split('\n');

    expect(lines).toHaveLength(23);
    expect(lines.at(-1)).toMatch(/^…?.*3/);
  });
});

test('several: each is named, and those that were fine are said to be left alone', () => {
  const text = draw({
    malformed: ['i-xyz'],
    notFound: [ID],
    terminated: [instance(undefined, { id: 'i-00000001', state: 'terminated' })],
    regions: SOME,
    leftAlone: [instance('a', { id: 'i-00000002' }), instance('b', { id: 'i-00000003' })],
  });

  expect(text).toBe(
    post(
      FIRST,
      '**3 of 5 instances cannot be acted on.** Nothing was changed.',
      '❌ `i-xyz` is not an instance id.',
      `❌ \`${ID}\` is not in the 15 regions read.`,
      '⚫ `i-00000001` is terminated, and stays so.',
      '⚠️ 15 of 17 regions read; 2 could not be read: `ap-east-1` (denied by policy), `me-south-1` (no answer in 8s).',
      SHAPE,
      '2 others were found and left alone: `i-00000002`, `i-00000003`',
    ),
  );
});

test('never says that something does not exist', () => {
  for (const regions of [ALL, SOME, NONE, ALL.slice(0, 1)]) {
    for (const notFound of [[ID], [ID, 'i-00000001']]) {
      expect(draw({ notFound, regions })).not.toMatch(/exist/);
      expect(draw({ notFound, regions })).toContain('Nothing was changed.');
    }
  }
});

describe('a region that is none', () => {
  const asked = head('ec2ctl ls -r us-wset-2');

  test('with whole lines to copy', () => {
    const unknown = { region: 'us-wset-2', known: ['us-west-2', 'us-east-1'], fromSettings: false };

    expect(renderUnknownRegion(messages, asked, unknown, ['/ec2ctl ls -r us-west-2'])).toBe(
      post(
        '`〉ec2ctl ls -r us-wset-2`',
        '**`us-wset-2` is not among the 2 regions enabled for this account.** Did you mean this?',
        '`/ec2ctl ls -r us-west-2`',
      ),
    );
  });

  test('with the regions that there are, where none is near', () => {
    const unknown = { region: '@here', known: ['us-west-2', 'us-east-1'], fromSettings: true };

    expect(renderUnknownRegion(messages, asked, unknown, [])).toBe(
      post(
        '`〉ec2ctl ls -r us-wset-2`',
        '**`@here` is not in the setting Regions of ec2ctl.**',
        'Regions: `us-west-2`, `us-east-1`',
      ),
    );
  });
});
