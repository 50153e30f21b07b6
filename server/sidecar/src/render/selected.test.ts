import { describe, expect, test } from '@jest/globals';
import type { ListedInstance } from '../ports.ts';
import { listed } from '../selection/testing/listed.ts';
import type { Listing, ListingLook, Selected } from '../views.ts';
import { renderListing } from './listing.ts';
import { head, messages, post } from './testing/sample.ts';

const READ = { regions: [{ region: 'us-west-2', status: 'read' }], elapsedMs: 300 } as const;
const NOTHING: Selected = { words: [], misses: [], beginnings: [], terminated: [] };

const web1 = listed('web-1', { id: 'i-0a1f39c5d2e84b7f6' });
const web19 = listed('web-19', { id: 'i-04c2be71f90d3a58e', region: 'us-east-1', state: 'stopped' });
const gone = listed('gone', { id: 'i-0fffffffffffffff0', state: 'terminated' });

function draw(
  instances: readonly ListedInstance[],
  selected: Partial<Selected>,
  look: Partial<ListingLook> = {},
): string {
  const listing: Listing = { ...READ, instances, selected: { ...NOTHING, ...selected } };
  return renderListing(messages, head('ec2ctl ls x'), listing, { layout: 'lines', ...look });
}

/** As many words as one listing takes. */
const WORDS = Array.from({ length: 50 }, (_, number) => `w${String(number)}`);

const HEAD = '`〉ec2ctl ls x` · bob';
const LAST = '1 region read in 0.3s.';

describe('nothing that was asked for is there', () => {
  test('a name: what is nearest', () => {
    const miss = { word: 'web-9', kind: 'name', ruledOut: [], nearest: [web1, web19] } as const;

    expect(draw([], { words: ['web-9'], misses: [miss] })).toBe(
      post(HEAD, '**No instance is named `web-9`.**', 'Nearest: 🟢 `web-1` us-west-2 · ⚪ `web-19` us-east-1', LAST),
    );
  });

  test.each([
    [{ word: 'x-*', kind: 'pattern', ruledOut: [], nearest: [] }, '**No name matches `x-*`.**'],
    [{ word: 'i-cafe', kind: 'id', ruledOut: [], nearest: [] }, '**No instance has the id `i-cafe`.**'],
    [
      { word: 'web-1', kind: 'name', ruledOut: [web1], nearest: [] },
      '**`web-1` is there, but the rest of the command rules it out.**',
    ],
  ] as const)('%j', (miss, answer) => {
    expect(draw([], { words: [miss.word], misses: [miss] })).toBe(post(HEAD, answer, LAST));
  });

  test('of tags and the like, and of several words, all are named', () => {
    expect(draw([], { words: ['tag:Env=`dev`', 'stopped'] })).toBe(
      post(HEAD, '**Nothing matches `` tag:Env=`dev` ``, `stopped`.**', LAST),
    );
  });

  test('terminated ones that match are counted', () => {
    expect(draw([gone], { words: ['tag:Env=dev'] })).toBe(
      post(HEAD, '**Nothing matches `tag:Env=dev`.** 1 terminated not shown.', LAST),
    );
  });
});

describe('something is there', () => {
  test('what is not is said above the rows, word by word', () => {
    const misses = [
      { word: 'web-9', kind: 'name', ruledOut: [], nearest: [web19] },
      { word: 'x-*', kind: 'pattern', ruledOut: [], nearest: [] },
    ] as const;

    expect(draw([web1], { words: ['web-1', 'web-9', 'x-*'], misses })).toBe(
      post(
        HEAD,
        '**1 instance in us-west-2:** 🟢 1 running',
        '⚠️ No instance is named `web-9`. Nearest: ⚪ `web-19` us-east-1',
        '⚠️ No name matches `x-*`.',
        LAST,
        '🟢 `web-1` `i-0a1f39c5d2e84b7f6` t3.micro',
      ),
    );
  });

  test('a word that only begins names is said to be none', () => {
    expect(draw([web1], { words: ['web'], beginnings: ['web'] }).split('\n')[2]).toBe(
      'No instance is named `web`; these names begin with it.',
    );
  });

  test('a terminated instance is shown to whoever names it by its id', () => {
    expect(
      draw([gone], { words: [gone.id], terminated: [gone.id] })
        .split('\n')
        .slice(1),
    ).toEqual([
      '**1 instance in us-west-2:** ⚫ 1 terminated',
      LAST,
      '⚫ `gone` `i-0fffffffffffffff0` t3.micro · terminated',
    ]);
  });

  test('whoever may not show it to everyone is told so', () => {
    const line = '⚠️ Only operators may show this to everyone here.';

    expect(draw([web1], {}, { notPublic: true }).split('\n')[2]).toBe(line);
    expect(draw([], { words: ['x'] }, { notPublic: true }).split('\n')[2]).toBe(line);
  });
});

describe('what is shown of each, and in which order', () => {
  const old = listed('b', {
    launchedAt: Date.UTC(2026, 10, 20, 9, 12),
    zone: undefined,
    type: 't3.2xlarge',
    tags: { Name: 'b', Team: 'web', Env: 'a|b' },
  });
  const young = listed('a', {
    launchedAt: Date.UTC(2026, 10, 21),
    privateAddress: '10.0.3.17',
    publicAddress: '54.193.12.7',
    type: 't3.10xlarge',
    region: 'eu-west-1',
    state: 'stopped',
    tags: {},
  });

  function table(look: Partial<ListingLook>): string[] {
    return draw([young, old], {}, { layout: 'table', ...look })
      .split('\n')
      .slice(4);
  }

  test('columns that were asked for, each once, the mark first', () => {
    expect(table({ columns: ['id', 'zone', 'private', 'public', 'launched', 'tags', 'id'] })).toEqual([
      '| ID | ZONE | PRIVATE ADDRESS | PUBLIC ADDRESS | LAUNCHED | TAGS |',
      '|:--|:--|:--|:--|:--|:--|',
      `| ⚪ \`${young.id}\` | us-west-2a | \`10.0.3.17\` | \`54.193.12.7\` | 2026-11-21 00:00 UTC | – |`,
      `| 🟢 \`${old.id}\` | – | – | – | 2026-11-20 09:12 UTC | \`Env=a│b\` \`Team=web\` |`,
    ]);
  });

  test('in lines, what is not there already joins them', () => {
    expect(
      draw([young, old], {}, { columns: ['name', 'launched', 'public'] })
        .split('\n')
        .slice(3),
    ).toEqual([
      '⚪ `a` t3.10xlarge · eu-west-1 · 2026-11-21 00:00 UTC · `54.193.12.7`',
      '🟢 `b` t3.2xlarge · us-west-2 · 2026-11-20 09:12 UTC',
    ]);
  });

  test.each([
    [undefined, ['a', 'b']],
    ['region', ['a', 'b']],
    ['name', ['a', 'b']],
    ['state', ['b', 'a']],
    ['type', ['b', 'a']],
    ['launched', ['a', 'b']],
  ] as const)('sorted by %s', (sort, names) => {
    const rows = table({ columns: ['name'], sort }).slice(2);

    expect(rows.map((row) => /`(.)`/.exec(row)?.[1])).toEqual(names);
  });
});

test('of many words that mean nothing, what is near is told of the first', () => {
  const misses = WORDS.map((word) => ({ word, kind: 'name', ruledOut: [], nearest: [web1] }) as const);
  expect(draw([], { words: WORDS, misses }).split('Nearest: ')).toHaveLength(10 + 1);
});

test('words that only begin names are told up to a number', () => {
  const message = draw([web1], { words: WORDS, beginnings: WORDS });
  expect(message.split('these names begin with it')).toHaveLength(10 + 1);
});
