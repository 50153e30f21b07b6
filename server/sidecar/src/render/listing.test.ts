import { describe, expect, test } from '@jest/globals';
import type { InstanceState, ListedInstance } from '../ports.ts';
import type { Listing, RegionReading } from '../views.ts';
import { lengthOf, MESSAGE_LIMIT } from './limit.ts';
import { renderListing, renderRegionsFailed } from './listing.ts';
import { head, instance, messages, post } from './testing/sample.ts';

const TITLES = ['', '| INSTANCE NAME | ID | TYPE | STATE | REGION |', '|:--|:--|:--|:--|:--|'];

function read(...regions: string[]): RegionReading[] {
  return regions.map((region) => ({ region, status: 'read' }));
}

function readMany(count: number): RegionReading[] {
  return read(...Array.from({ length: count }, (_, number) => `xx-east-${String(number)}`));
}

function failed(region: string, code: string): RegionReading {
  return { region, status: 'failed', failure: { code, requestId: 'r-1' } };
}

function listing(instances: ListedInstance[], regions: RegionReading[], elapsedMs = 1234): Listing {
  return { instances, regions, elapsedMs };
}

function draw(of: Listing, layout: 'table' | 'lines' = 'table', typed = 'ec2ctl ls'): string {
  return renderListing(messages, head(typed), of, { layout });
}

const FLEET: ListedInstance[] = [
  instance('web-10', { id: 'i-0d87e6a1b5c3f2940', state: 'stopping' }),
  instance('web-2', { id: 'i-04c2be71f90d3a58e' }),
  instance(undefined, { id: 'i-0c5b2e9d7f1a83460', type: 'm5.large', state: 'stopped' }),
  instance('api', { id: 'i-0b7d19e4c2a5f8036', type: 't3.micro', region: 'ap-northeast-1' }),
  instance('gone', { id: 'i-0fffffffffffffff0', state: 'terminated' }),
];

describe('a listing in a table', () => {
  test('opens with the sum and the honest line, sorted by region, name and id', () => {
    const regions = [...readMany(15), failed('me-south-1', 'TimedOut'), failed('ap-east-1', 'UnauthorizedOperation')];

    expect(draw(listing(FLEET, regions, 8000))).toBe(
      post(
        '`〉ec2ctl ls` · bob',
        '**4 instances in 2 regions:** 🟢 2 running · ⚪ 1 stopped · ⏳ 1 stopping · 1 terminated not shown',
        '⚠️ 15 of 17 regions read in 8.0s. Not read: `ap-east-1` (denied by policy), `me-south-1` (no answer in 8s).',
        ...TITLES,
        '| 🟢 `api` | `i-0b7d19e4c2a5f8036` | t3.micro | running | ap-northeast-1 |',
        '| 🟢 `web-2` | `i-04c2be71f90d3a58e` | t3.small | running | us-west-2 |',
        '| ⏳ `web-10` | `i-0d87e6a1b5c3f2940` | t3.small | stopping | us-west-2 |',
        '| ⚪ – | `i-0c5b2e9d7f1a83460` | m5.large | stopped | us-west-2 |',
      ),
    );
  });

  test('says what it still waits for', () => {
    const regions: RegionReading[] = [...readMany(16), { region: 'me-south-1', status: 'waiting' }];

    expect(draw(listing([instance('web-1')], regions, 2000))).toBe(
      post(
        '`〉ec2ctl ls` · bob',
        '**1 instance in us-west-2:** 🟢 1 running',
        '16 of 17 regions read in 2.0s, waiting for: `me-south-1`.',
        ...TITLES,
        '| 🟢 `web-1` | `i-0a1f39c5d2e84b7f6` | t3.small | running | us-west-2 |',
      ),
    );
  });

  test('says that it waits for the names of the regions', () => {
    expect(draw({ ...listing([], [], 2000), naming: true })).toBe(
      post('`〉ec2ctl ls` · bob', '**No region has answered yet.** Waiting for the list of regions.'),
    );
  });

  test('never says that there are no instances when no region was named', () => {
    expect(draw(listing([], [], 2500))).toBe(
      post('`〉ec2ctl ls` · bob', '**No region could be read.**', '0 regions read in 2.5s.'),
    );
  });

  test('shows odd names as data', () => {
    const names = ['a|b', '`x`', '@here @channel', 'two\nlines', 'שרת', 'n'.repeat(255), '  '];
    const instances = names.map((name, number) => instance(name, { id: `i-0000000${String(number)}` }));
    const rows = draw(listing(instances, read('us-west-2')))
      .split('\n')
      .slice(6);

    expect(rows).toEqual([
      '| 🟢 `@here @channel` | `i-00000002` | t3.small | running | us-west-2 |',
      '| 🟢 `` `x` `` | `i-00000001` | t3.small | running | us-west-2 |',
      '| 🟢 `a│b` | `i-00000000` | t3.small | running | us-west-2 |',
      `| 🟢 \`${'n'.repeat(60)}…\` | \`i-00000005\` | t3.small | running | us-west-2 |`,
      '| 🟢 `two lines` | `i-00000003` | t3.small | running | us-west-2 |',
      '| 🟢 \u2068`שרת`\u2069 | `i-00000004` | t3.small | running | us-west-2 |',
      '| 🟢 – | `i-00000006` | t3.small | running | us-west-2 |',
    ]);
  });

  test('has a line a region above 20 instances', () => {
    const states: InstanceState[] = ['running', 'stopped', 'pending', 'stopping'];
    const instances = Array.from({ length: 21 }, (_, number) =>
      instance(`n-${String(number)}`, {
        id: `i-${String(number).padStart(8, '0')}`,
        region: number < 4 ? 'eu-west-1' : 'us-east-1',
        state: number < 4 ? (states[number] ?? 'running') : 'running',
      }),
    );

    expect(
      draw(listing(instances, read('eu-west-1', 'us-east-1')))
        .split('\n')
        .slice(0, 7),
    ).toEqual([
      '`〉ec2ctl ls` · bob',
      '**21 instances in 2 regions:** 🟢 18 running · ⚪ 1 stopped · ⏳ 1 pending · ⏳ 1 stopping',
      '`eu-west-1` 🟢 1 ⚪ 1 ⏳ 2',
      '`us-east-1` 🟢 17',
      '2 regions read in 1.2s.',
      '',
      '| INSTANCE NAME | ID | TYPE | STATE | REGION |',
    ]);
    expect(draw(listing(instances.slice(1), read('eu-west-1', 'us-east-1'))).split('\n')[2]).toBe(
      '2 regions read in 1.2s.',
    );
  });

  test('ends at the last whole row that fits, and counts what is left out before the table', () => {
    const instances = Array.from({ length: 2500 }, (_, number) =>
      instance(`😀 ${String(number)}`, { id: `i-${String(number).padStart(8, '0')}` }),
    );
    const text = draw(listing(instances, read('us-west-2')));
    const rows = text.split('\n').slice(7);
    const left = 2500 - rows.length;

    expect(text.split('\n')[2]).toBe('`us-west-2` 🟢 2,500');
    expect(lengthOf(text)).toBeLessThanOrEqual(MESSAGE_LIMIT);
    // The next row would not have fitted, give or take the digits of the count.
    expect(lengthOf(text)).toBeGreaterThan(MESSAGE_LIMIT - 80);
    expect(text.split('\n')[3]).toBe(
      `Showing the first ${String(rows.length)} of 2,500; ${left.toLocaleString('en')} more do not fit. 1 region read in 1.2s.`,
    );
    expect(rows.every((row) => row.endsWith(' | us-west-2 |'))).toBe(true);
  });

  test('says how many were read that it cannot have', () => {
    const instances = Array.from({ length: 3 }, (_, number) => instance('x', { id: `i-0000000${String(number)}` }));
    expect(draw({ ...listing(instances, read('us-west-2')), leftOut: 1_200 }).split('\n')[2]).toBe(
      '⚠️ Only the first 50,000 instances that were read are looked at, 1,200 are left out. Name a region with `-r`.',
    );
  });

  test('says so also where nothing of what is looked at fits', () => {
    const misses = [{ word: 'web-*', kind: 'pattern', ruledOut: [], nearest: [] }] as const;
    const selected = { words: ['web-*'], misses, beginnings: [], terminated: [] };

    expect(draw({ ...listing([], read('us-west-2')), selected, leftOut: 1_200 })).toContain('1,200 are left out.');
  });

  test('says a warning and a cut in two lines', () => {
    const instances = Array.from({ length: 900 }, (_, number) =>
      instance('x', { id: `i-${String(number).padStart(8, '0')}` }),
    );
    const lines = draw(listing(instances, [...read('us-west-2'), failed('me-south-1', 'Unreachable')])).split('\n');

    expect(lines[3]).toBe('⚠️ 1 of 2 regions read in 1.2s. Not read: `me-south-1` (not reachable).');
    expect(lines[4]).toMatch(/^Showing the first \d+ of 900; \d+ more do not fit\.$/);
  });
});

describe('a listing in lines', () => {
  test('has a line an instance, the region only where there are several', () => {
    const some = FLEET.filter((one) => one.region === 'us-west-2');

    expect(draw(listing(some, readMany(17)), 'lines')).toBe(
      post(
        '`〉ec2ctl ls` · bob',
        '**3 instances in us-west-2:** 🟢 1 running · ⚪ 1 stopped · ⏳ 1 stopping · 1 terminated not shown',
        '17 regions read in 1.2s.',
        '🟢 `web-2` t3.small',
        '⏳ `web-10` t3.small · stopping',
        '⚪ `i-0c5b2e9d7f1a83460` m5.large',
      ),
    );
    expect(
      draw(listing(FLEET, readMany(17)), 'lines')
        .split('\n')
        .slice(3, 6),
    ).toEqual([
      '🟢 `api` t3.micro · ap-northeast-1',
      '🟢 `web-2` t3.small · us-west-2',
      '⏳ `web-10` t3.small · us-west-2 · stopping',
    ]);
  });

  test('names the id where the name does not tell, and goes by it', () => {
    const twins = [instance('web', { id: 'i-00000002' }), instance('web', { id: 'i-00000001' })];

    expect(
      draw(listing(twins, read('us-west-2')), 'lines')
        .split('\n')
        .slice(3),
    ).toEqual(['🟢 `web` `i-00000001` t3.small', '🟢 `web` `i-00000002` t3.small']);
    expect(draw(listing([instance('web')], read('us-west-2')), 'lines').split('\n')[3]).toBe(
      '🟢 `web` `i-0a1f39c5d2e84b7f6` t3.small',
    );
  });
});

describe('no instance', () => {
  test('is a sentence, not an empty table', () => {
    expect(draw(listing([], read('eu-north-1'), 300), 'table', 'ec2ctl ls -r eu-north-1')).toBe(
      post('`〉ec2ctl ls -r eu-north-1` · bob', '**No instances** in `eu-north-1`.', '1 region read in 0.3s.'),
    );
    expect(draw(listing([], readMany(17)))).toBe(
      post('`〉ec2ctl ls` · bob', '**No instances** in 17 regions.', '17 regions read in 1.2s.'),
    );
  });

  test('is claimed only for what was read', () => {
    const some = [...readMany(2), failed('me-south-1', 'SomethingNew')];

    expect(draw(listing([], some))).toBe(
      post(
        '`〉ec2ctl ls` · bob',
        '**No instances** in the 2 regions that could be read.',
        '⚠️ 2 of 3 regions read in 1.2s. Not read: `me-south-1` (`SomethingNew`).',
      ),
    );
    expect(draw(listing([], [...readMany(1), { region: 'us-east-1', status: 'waiting' }])).split('\n')[1]).toBe(
      '**No instances** in the 1 region read so far.',
    );
    expect(draw(listing([], [{ region: 'us-east-1', status: 'waiting' }], 2000))).toBe(
      post(
        '`〉ec2ctl ls` · bob',
        '**No region has answered yet.**',
        '0 of 1 region read in 2.0s, waiting for: `us-east-1`.',
      ),
    );
  });

  test('counts terminated ones', () => {
    const text = draw(listing([instance('x', { state: 'terminated' })], read('us-west-2')));

    expect(text.split('\n')[1]).toBe('**No instances** in `us-west-2`. 1 terminated not shown.');
  });

  test('says what to do when every region failed for one reason', () => {
    expect(draw(listing([], [failed('us-east-1', 'AuthFailure'), failed('eu-west-1', 'AuthFailure')]))).toBe(
      post(
        '`〉ec2ctl ls` · bob',
        '**No region could be read:** AWS does not accept the credentials. Tell a system admin: they are wrong, were revoked, or are not valid in this region. `AuthFailure`, request `r-1`',
        '⚠️ 0 of 2 regions read in 1.2s. Not read: `eu-west-1`, `us-east-1` (credentials not accepted).',
      ),
    );
    expect(
      draw(listing([], [failed('us-east-1', 'AuthFailure'), failed('eu-west-1', 'TimedOut')])).split('\n')[1],
    ).toBe('**No region could be read.**');
  });

  test('DescribeRegions denied: says so and names the setting', () => {
    const failure = { code: 'UnauthorizedOperation', requestId: '8d0b7a52' };

    expect(renderRegionsFailed(messages, head('ec2ctl ls'), failure)).toBe(
      post(
        '`〉ec2ctl ls` · bob',
        '**The regions of this account could not be read:** AWS does not let this plugin do that. Tell a system admin. `UnauthorizedOperation`, request `8d0b7a52`',
        'Name the regions in the setting **Regions** (System Console, Plugins, ec2ctl), and they are not asked for any longer.',
      ),
    );
  });
});

describe('the head', () => {
  test('says that the demo fleet is in use, to an admin with a link', () => {
    const demo = { demo: true, settingsUrl: 'https://chat.example.org/admin' };
    const empty = listing([], readMany(1));

    expect(renderListing(messages, head('ec2ctl ls', { demo: true }), empty, { layout: 'table' }).split('\n')[0]).toBe(
      '`〉ec2ctl ls` · bob · demo fleet',
    );
    expect(renderListing(messages, head('ec2ctl ls', demo), empty, { layout: 'table' }).split('\n')[0]).toBe(
      '`〉ec2ctl ls` · bob · [demo fleet](https://chat.example.org/admin)',
    );
  });

  test('shows what was typed as data', () => {
    expect(
      renderListing(messages, head('ec2ctl ls `@here`\n'), listing([], readMany(1)), { layout: 'table' }).split(
        '\n',
      )[0],
    ).toBe('`` 〉ec2ctl ls `@here`  `` · bob');
  });
});
