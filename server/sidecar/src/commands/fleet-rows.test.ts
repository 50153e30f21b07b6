import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createIndex } from '../fleet/fleet-index.ts';
import type { ListedInstance } from '../ports.ts';
import { nastyText } from '../render/testing/nasty-text.ts';
import { meaningsOf } from '../selection/selection.ts';
import { listed } from '../selection/testing/listed.ts';
import { complete, type CompletionRow } from './completion.ts';
import { parseCommandLine } from './parse.ts';

const NOW = Date.UTC(2026, 10, 26);
const DAY = 86_400_000;

const web1 = listed('web-1', { id: 'i-0a1f39c5d2e84b7f6', type: 't3.small', launchedAt: NOW - 12 * DAY });
const web2 = listed('web-2', { id: 'i-04c2be71f90d3a58e', type: 't3.small', launchedAt: NOW - 3 * 3_600_000 });
const web10 = listed('web-10', { id: 'i-0d87e6a1b5c3f2940' });
const batch = listed('batch', { id: 'i-02c95d7be1a4f8631', state: 'stopped', region: 'ap-northeast-1' });
const twins = ['i-00000000000000001', 'i-00000000000000002'].map((id) => listed('twin', { id, region: 'us-east-1' }));
const odd = listed('x --yes --force', { id: 'i-00000000000000003' });
const bare = listed(undefined, { id: 'i-00000000000000004' });
const gone = listed('gone', { id: 'i-00000000000000005', state: 'terminated' });
const FLEET = [web10, web2, batch, ...twins, odd, bare, gone, web1];

function rows(line: string, fleet: readonly ListedInstance[] = FLEET, may = true): CompletionRow[] {
  const parsed = /^ec2ctl \w+ (?:.* )?/.exec(line)?.[0] ?? '';
  const who = { knownRegions: [], mayLook: true, mayChange: may, fleet: createIndex(fleet), now: NOW };
  return complete({ userInput: line, parsed, ...who });
}

function items(line: string, fleet?: readonly ListedInstance[]): string[] {
  return rows(line, fleet)
    .map(({ Item }) => Item)
    .filter((item) => !item.startsWith('-'));
}

describe('instances are offered', () => {
  test('to stop those that run, by name with numbers as numbers, then by id those that no name tells apart', () => {
    expect(items('ec2ctl stop ')).toEqual([
      'web-1',
      'web-2',
      'web-10',
      'web-*',
      bare.id,
      twins[0]?.id,
      twins[1]?.id,
      odd.id,
    ]);
  });

  test('to start those that are stopped', () => {
    expect(items('ec2ctl start ')).toEqual(['batch']);
  });

  test('with state and for how long, type and id beside them', () => {
    expect(rows('ec2ctl stop web-').slice(0, 2)).toEqual([
      { Item: 'web-1', Hint: '· us-west-2', HelpText: '🟢 running 12d · t3.small · i-0a1f39c5d2e84b7f6' },
      { Item: 'web-2', Hint: '· us-west-2', HelpText: '🟢 running 3h · t3.small · i-04c2be71f90d3a58e' },
    ]);
    expect(rows('ec2ctl stop i-00000000000000001')).toEqual([
      { Item: 'i-00000000000000001', Hint: '· twin, us-east-1', HelpText: '🟢 running · t3.micro' },
    ]);
  });

  test('by id once that is typed', () => {
    expect(items('ec2ctl stop i-0')).toEqual([bare, odd, web1, web10, web2, ...twins].map(({ id }) => id).toSorted());
  });

  test('with what is typed in full in the first row, also where another state is wanted', () => {
    expect(items('ec2ctl stop WEB-1')).toEqual(['web-1', 'web-10']);
    expect(items('ec2ctl start web-1')[0]).toBe('web-1');
  });

  test.each([
    ['several bear', ['twin', 'twin', 'twin-2']],
    ['two bear in another case', ['twin', 'Twin', 'twin-2']],
  ])('a name that %s stands as typed before what begins with it', (_, names) => {
    const fleet = names.map((name) => listed(name));
    const [first, second] = rows('ec2ctl stop twin', fleet);
    const ids = fleet.slice(0, 2).map(({ id }) => id);
    expect(first).toEqual({ Item: 'twin', Hint: '· 2 instances', HelpText: ids.join(', ') });
    expect(second?.Item).toBe('twin-2');
  });

  test('a state that is typed in full stands before a name that begins with it', () => {
    expect(items('ec2ctl ls stopped', [listed('stopped-1')])).toEqual(['stopped', 'stopped-1']);
  });

  test('an instance that is called like a state is told as what the word means', () => {
    expect(rows('ec2ctl ls stopped', [listed('stopped')])[0]?.HelpText).toContain('running');
  });

  test('again after each word, and never what is there already', () => {
    expect(items('ec2ctl stop web-1 web')).toEqual(['web-2', 'web-10', 'web-*']);
    expect(items(`ec2ctl stop ${web2.id} web`)).toEqual(['web-1', 'web-10', 'web-*']);
  });

  test.each([
    ['in another case', 'WEB-1 web', ['web-2', 'web-10', 'web-*']],
    ['as a pattern in another case', 'alone-* WEB-* web', ['web']],
    ['in a list', 'web-1,web-2 web', ['web-10', 'web-*']],
    ['in quotes', '"web-1" web', ['web-2', 'web-10', 'web-*']],
    ['by a pattern with its star elsewhere', 'w*-1? web', ['web-1', 'web-2', 'web-*']],
    ['by a pattern of its id', 'i-0000000000000000* i-0000', ['i-0000']],
    ['by name, asked for by id', 'web-1 i-0a', ['i-0a']],
    ['by a name with blanks, asked for by id', '"x --yes --force" i-00', [...twins.map(({ id }) => id), bare.id]],
    ['by a flag with a list of ids', `-i ${web1.id},${web2.id} web`, ['web-10', 'web-*']],
    ['by a flag with its value attached', `--id=${web1.id} web`, ['web-2', 'web-10', 'web-*']],
  ])('never again what stands there %s', (_, line, offered) => {
    expect(items(`ec2ctl stop ${line}`)).toEqual(offered);
  });

  test('a pattern that stands there means nothing more when it is typed again', () => {
    expect(rows('ec2ctl stop web-*')[0]?.Hint).toBe('· 3 instances');
    expect(rows('ec2ctl stop web-* web-*').map(({ Item, Hint }) => [Item, Hint])).toEqual([['web-*', '']]);
  });

  test('to reboot those that run, and nothing else', () => {
    expect(items('ec2ctl reboot ').slice(0, 4)).toEqual(['web-1', 'web-2', 'web-10', 'web-*']);
    expect(items('ec2ctl reboot ba')).toEqual(['ba']);
  });

  test('to ls in whatever state, and a pattern behind those that it stands for', () => {
    expect(items('ec2ctl ls ').slice(0, 6)).toEqual(['batch', 'web-1', 'web-2', 'web-10', 'web-*', bare.id]);
    expect(rows('ec2ctl ls web-*')[0]).toEqual({
      Item: 'web-*',
      Hint: '· 3 instances',
      HelpText: 'web-1, web-2, web-10',
    });
  });

  test('to info one, in whatever state, and no more behind it', () => {
    expect(items('ec2ctl info ').slice(0, 3)).toEqual(['batch', 'web-1', 'web-2']);
    expect(items('ec2ctl info web-1 ')).toEqual([]);
    // The value of a flag is no instance.
    expect(items('ec2ctl info -r us-west-2 ').slice(0, 3)).toEqual(['batch', 'web-1', 'web-2']);
  });

  test('50 at most', () => {
    const many = Array.from({ length: 120 }, (_, number) => listed(`n${String(number)}`));
    expect(rows('ec2ctl stop n', many)).toHaveLength(50);
  });
});

test('patterns are those that say most', () => {
  const fleet = ['eu-web-1', 'eu-web-2', 'eu-db', 'us.a', 'alone-1'].map((name) => listed(name));
  expect(
    createIndex(fleet)
      .patterns.map(({ pattern }) => pattern)
      .toSorted(),
  ).toEqual(['eu-*', 'eu-web-*']);
});

test('patterns end at one of the first joints, however many a name has', () => {
  const fleet = ['1', '2'].map((end) => listed(`${'a-'.repeat(120)}${end}`));
  expect(createIndex(fleet).patterns.map(({ pattern }) => pattern)).toEqual(['a-a-a-a-*']);
});

test('nothing of the fleet is offered for a change to who may only look', () => {
  expect(JSON.stringify(rows('ec2ctl stop ', FLEET, false))).not.toContain('web');
});

test('while nothing was read yet, what is typed is given back, and that it is being read', () => {
  const who = { knownRegions: [], mayLook: true, mayChange: true, fleet: undefined };
  const [first] = complete({ userInput: 'ec2ctl stop we', parsed: 'ec2ctl stop ', ...who });
  expect(first).toEqual({ Item: 'we', Hint: '', HelpText: 'Reading the fleet …' });
});

test('what completion inserts for an instance is read as exactly that instance', () => {
  const name = fc.oneof(
    nastyText,
    fc.stringMatching(/^[a-zA-Z0-9:*?,._ -]{0,12}$/),
    fc.constant('i-0a1f39c5d2e84b7f6'),
  );
  fc.assert(
    fc.property(fc.array(fc.option(name, { nil: undefined }), { maxLength: 12 }), (names) => {
      const fleet = names.map((one) => listed(one));
      for (const { Item, HelpText } of [...rows('ec2ctl stop ', fleet), ...rows('ec2ctl stop i-', fleet)]) {
        if (!HelpText.startsWith('🟢')) continue;
        const parsed = parseCommandLine(`/ec2ctl stop ${Item}`);
        if (parsed.kind !== 'change') throw new Error(`Not a stop: ${Item}`);
        const [meaning, ...more] = meaningsOf(parsed.selection, fleet);
        expect(more).toEqual([]);
        const meant = meaning?.kind === 'clear' ? meaning.instances : [];
        expect(meant.map((one) => one.id === Item || one.name === Item)).toEqual([true]);
      }
    }),
  );
});
