import { describe, expect, test } from '@jest/globals';
import { type Mistake, parseCommandLine } from './parse.ts';
import { selectionFor } from '../selection/testing/selection-for.ts';
import { change } from './testing/parsed-change.ts';
import { listing } from './testing/parsed-ls.ts';

const ID = 'i-0a1f39c5d2e84b7f6';
const OTHER = 'i-04c2be71f90d3a58e';

function mistakeIn(line: string): Mistake {
  const parsed = parseCommandLine(line);
  if (parsed.kind !== 'mistake') throw new Error(`no mistake in ${line}: ${JSON.stringify(parsed)}`);
  return parsed;
}

describe('the grammar', () => {
  test.each([
    ['/ec2ctl', { kind: 'usage' }],
    ['/ec2ctl   ', { kind: 'usage' }],
    ['/ec2ctl help', { kind: 'usage' }],
    ['/ec2ctl --help', { kind: 'usage' }],
    ['/ec2ctl help start', { kind: 'help', command: 'start' }],
    ['/ec2ctl help LS', { kind: 'help', command: 'ls' }],
    ['/ec2ctl stop --help', { kind: 'help', command: 'stop' }],
    [`/ec2ctl stop -i ${ID} -h`, { kind: 'help', command: 'stop' }],
    ['/ec2ctl version', { kind: 'version' }],
    ['/ec2ctl --version', { kind: 'version' }],
    ['/ec2ctl ls', listing()],
    ['/ec2ctl ls -r us-west-2', listing('region:us-west-2')],
    ['/ec2ctl ls --region us-west-2', listing('region:us-west-2')],
    ['/ec2ctl ls --region=us-west-2', listing('region:us-west-2')],
    ['/ec2ctl ls -r=us-west-2', listing('region:us-west-2')],
    [
      '/ec2ctl ls -r us-west-2,us-east-1 -r eu-west-1',
      listing('region:us-west-2', 'region:us-east-1', 'region:eu-west-1'),
    ],
    ['/ec2ctl ls us-west-2', listing('us-west-2')],
    ['/ec2ctl ls web', listing('web')],
    ['/ec2ctl ls web-*, db', listing('web-*', 'db')],
    ['/ec2ctl ls “Build server” db', listing('Build server', 'db')],
    ['/ec2ctl ls tag:Env=dev state:stopped -r us-*', listing('tag:Env=dev', 'state:stopped', 'region:us-*')],
    ['/ec2ctl ls tag:Team="blue whale"', listing('tag:Team=blue whale')],
    ['/ec2ctl ls web -- --force', listing('web', '--force')],
    ['/ec2ctl ls web --sort launched', { ...listing('web'), sort: 'launched' }],
    ['/ec2ctl ls --columns Name,id --columns zone', { ...listing(), columns: ['name', 'id', 'zone'] }],
    ['/ec2ctl ls --private', { ...listing(), visibility: 'private' }],
    ['/ec2ctl ls web --public', { ...listing('web'), visibility: 'public' }],
    [`/ec2ctl start -i ${ID}`, change('start', ID)],
    [`/ec2ctl stop -i ${ID}`, change('stop', ID)],
    [`/ec2ctl stop --id ${ID}`, change('stop', ID)],
    [`/ec2ctl stop -i ${ID} -i ${OTHER}`, change('stop', ID, OTHER)],
    [`/ec2ctl stop -i ${ID},${OTHER}`, change('stop', ID, OTHER)],
    [`/ec2ctl stop -i ${ID}, ${OTHER}`, change('stop', ID, OTHER)],
    [`/ec2ctl stop -i ${ID} ,${OTHER},`, change('stop', ID, OTHER)],
    [`/ec2ctl stop -i ${ID} -i ${ID}`, change('stop', ID)],
    ['/ec2ctl info web-1', { kind: 'info', selection: selectionFor(['web-1']) }],
    [`/ec2ctl info ${ID.toUpperCase()}`, { kind: 'info', selection: selectionFor([ID]) }],
    ['/ec2ctl stop web-1', change('stop', 'web-1')],
    [`/ec2ctl stop web-1 ${ID} -i db`, change('stop', 'web-1', ID, 'db')],
    [`/ec2ctl stop ${ID} ${OTHER}`, change('stop', ID, OTHER)],
    ['/ec2ctl stop "blue whale", db', change('stop', 'blue whale', 'db')],
    ['/ec2ctl stop -- --force', change('stop', '--force')],
    ['/ec2ctl stop -i web-1', change('stop', 'web-1')],
    ['/ec2ctl stop web-* tag:Env=dev', change('stop', 'web-*', 'tag:Env=dev')],
    ['/ec2ctl start -i state:stopped -r us-west-2', change('start', 'state:stopped', 'region:us-west-2')],
    ['/ec2ctl stop -r us-west-2', change('stop', 'region:us-west-2')],
    ['/ec2ctl reboot web-1 -y', { ...change('reboot', 'web-1'), yes: true }],
    ['/ec2ctl stop web-1 --dry-run', { ...change('stop', 'web-1'), dryRun: true }],
    ['/ec2ctl stop -n web-1 -y', { ...change('stop', 'web-1'), dryRun: true, yes: true }],
    ['/ec2ctl stop web-1 --force', { ...change('stop', 'web-1'), order: { verb: 'stop', force: true } }],
    ['/ec2ctl stop web-1 —hibernate', { ...change('stop', 'web-1'), order: { verb: 'stop', hibernate: true } }],
  ])('%s', (line, expected) => {
    expect(parseCommandLine(line)).toEqual(expected);
  });

  test('takes 50 ids, and not one more', () => {
    const ids = Array.from({ length: 51 }, (_, number) => `i-${String(number).padStart(8, '0')}`);

    expect(parseCommandLine(`/ec2ctl stop -i ${ids.slice(1).join(',')}`)).toEqual(change('stop', ...ids.slice(1)));
    expect(mistakeIn(`/ec2ctl stop -i ${ids.join(' -i ')}`)).toMatchObject({
      text: { id: 'mistake.what.tooMany', values: { count: 51, limit: 50 } },
      changing: true,
    });
  });
});

test('lists by 50 words, and not by one more: each is held against every instance', () => {
  const words = Array.from({ length: 51 }, (_, number) => `*${String(number)}`);
  expect(parseCommandLine(`/ec2ctl ls ${words.slice(1).join(' ')} *50`)).toMatchObject({ kind: 'ls' });
  expect(mistakeIn(`/ec2ctl ls ${words.slice(1).join(',')} -r us-east-1`)).toMatchObject({
    text: { id: 'mistake.what.tooMany', values: { count: 51, limit: 50 } },
    changing: false,
  });
});

describe('what phones and people make of it simply works', () => {
  test.each([
    ['/ec2ctl ls –r us-west-2', 'an en dash'],
    ['/ec2ctl ls —r us-west-2', 'an em dash for one dash'],
    ['/ec2ctl ls —region us-west-2', 'an em dash for two'],
    ['/ec2ctl ls –-region us-west-2', 'a dash and a hyphen'],
    ['/ec2ctl ls −r us‑west‑2', 'a minus, and hyphens that do not break'],
    ['/ec2ctl ls -region us-west-2', 'one dash before a long flag'],
    ['/ec2ctl ls -r us-west-2.', 'a full stop at the end'],
    ['/ec2ctl ls -r us-west-2 .', 'a full stop by itself'],
    ['/ec2ctl ls -r "us-west-2".', 'a full stop behind quotes'],
    ['/ec2ctl ls -r “us-west-2.”', 'a full stop within quotes'],
    ['/ec2ctl  ls   -r  us-west-2  ', 'doubled blanks'],
    ['/ec2ctl ls\t-r\tus-west-2', 'tabs'],
    ['/ec2ctl ls\u00a0-r\u00a0us-west-2', 'blanks that do not break'],
    ['/ec2ctl ls\n-r us-west-2', 'a line break'],
    ['/ec2ctl ls -r "us-west-2"', 'quotes'],
    ['/ec2ctl ls “-r” ‘us-west-2’', 'curly quotes'],
    ['/ec2ctl LS -r US-WEST-2', 'capitals'],
    ['/ec2ctl ls -r \u2068us-west-2\u2069', 'isolates copied from a post'],
  ])('%s (%s)', (line) => {
    expect(parseCommandLine(line)).toEqual(listing('region:us-west-2'));
  });

  test('an id in capitals is the id', () => {
    expect(parseCommandLine(`/ec2ctl stop –i ${ID.toUpperCase()}.`)).toEqual(change('stop', ID));
  });

  test.each([`"${ID}".`, `"${ID}."`, `“${ID}.”`, `"${ID}.".`, `‘${ID}’ .`, `${ID}。`, `\`${ID}\``])(
    'an id with quotes and full stops is the id: %s',
    (typed) => {
      expect(parseCommandLine(`/ec2ctl stop -i ${typed}`)).toEqual(change('stop', ID));
    },
  );

  test.each([
    `-i "${ID}", "${OTHER}".`,
    `-i “${ID},” “${OTHER}.”`,
    `-i '${ID}' , '${OTHER}'`,
    `-i "${ID}, ${OTHER}"`,
    `-i=${ID}, ${OTHER}`,
    `--id=${ID}, ${OTHER}`,
    `--id="${ID}" ,"${OTHER}"`,
  ])('ids with commas, blanks and quotes are those ids: %s', (typed) => {
    expect(parseCommandLine(`/ec2ctl stop ${typed}`)).toEqual(change('stop', ID, OTHER));
  });

  test.each(['web–1', '-i web–1', '-i=web–1', '--id=web–1', '—id web–1'])(
    'a name with a dash is not the one with a hyphen, which may be there as well: %s',
    (typed) => {
      expect(parseCommandLine(`/ec2ctl stop ${typed}`)).toEqual(change('stop', 'web–1'));
    },
  );

  test('dashes are hyphens in ids, regions and states, and are left in tags', () => {
    const dashed = (id: string): string => id.replace('-', '–');
    expect(parseCommandLine(`/ec2ctl stop ${dashed(ID)},${dashed(OTHER)} -i=${dashed(ID)}.`)).toEqual(
      change('stop', ID, OTHER),
    );
    expect(parseCommandLine('/ec2ctl ls region:us–east–1 state:shutting–down tag:Env=a–b --region=us–west–2')).toEqual(
      listing('region:us-east-1', 'state:shutting-down', 'tag:Env=a–b', 'region:us-west-2'),
    );
  });

  test('what stands in quotes stays as it is', () => {
    expect(parseCommandLine('/ec2ctl stop -i "a — b."')).toEqual(change('stop', 'a — b.'));
  });

  test('a quote that is never closed is a character', () => {
    expect(parseCommandLine(`/ec2ctl stop -i bob's,"x`)).toEqual(change('stop', `bob's`, `"x`));
  });
});

describe('mistakes', () => {
  test.each([
    ['/ec2ctl stpo', 'mistake.unknownCommand', '/ec2ctl stop'],
    ['/ec2ctl lst -r us-west-2', 'mistake.unknownCommand', '/ec2ctl ls -r us-west-2'],
    [`/ec2ctl stpo ${ID}`, 'mistake.unknownCommand', `/ec2ctl stop ${ID}`],
    ['/ec2ctl st', 'mistake.unknownCommand', undefined],
    ['/ec2ctl terminate', 'mistake.unknownCommand', undefined],
    ['/ec2ctl ""', 'mistake.unknownCommand', undefined],
    ['/ec2ctl help strat', 'mistake.unknownCommand', '/ec2ctl help start'],
    ['/ec2ctl -x', 'mistake.unknownFlag', undefined],
    ['/ec2ctl --hlep', 'mistake.unknownFlag', '/ec2ctl --help'],
    ['/ec2ctl --verison', 'mistake.unknownFlag', '/ec2ctl --version'],
    ['/ec2ctl -H', 'mistake.unknownFlag', '/ec2ctl -h'],
    ['/ec2ctl ls --hlep', 'mistake.unknownFlag', '/ec2ctl ls --help'],
    ['/ec2ctl ls -h -r', 'mistake.flag.value', undefined],
    ['/ec2ctl ls --regoin us-west-2', 'mistake.unknownFlag', '/ec2ctl ls --region us-west-2'],
    ['/ec2ctl ls --regoin=us-west-2', 'mistake.unknownFlag', '/ec2ctl ls --region=us-west-2'],
    ['/ec2ctl ls -R us-west-2', 'mistake.unknownFlag', '/ec2ctl ls -r us-west-2'],
    [`/ec2ctl start --i ${ID}`, 'mistake.unknownFlag', `/ec2ctl start -i ${ID}`],
    [`/ec2ctl start -i ${ID} --force`, 'mistake.unknownFlag', undefined],
    ['/ec2ctl version now', 'mistake.surplus.none', '/ec2ctl version'],
    ['/ec2ctl stop', 'mistake.what.missing', undefined],
    ['/ec2ctl info', 'mistake.what.missing', undefined],
    ['/ec2ctl info ""', 'mistake.what.missing', undefined],
    ['/ec2ctl info web-1 web-2', 'mistake.surplus', undefined],
    ['/ec2ctl stop ""', 'mistake.what.missing', undefined],
    ['/ec2ctl stop web-1 --force --hibernate', 'mistake.stop.forceAndHibernate', undefined],
    ['/ec2ctl start web-1 --force', 'mistake.unknownFlag', undefined],
    ['/ec2ctl reboot', 'mistake.what.missing', undefined],
    ['/ec2ctl stop -y', 'mistake.what.missing', undefined],
    ['/ec2ctl stop web-1 -r', 'mistake.flag.value', undefined],
    ['/ec2ctl stop state:sleeping', 'selection.state.unknown', undefined],
    ['/ec2ctl stop -i', 'mistake.id.empty', undefined],
    ['/ec2ctl stop -i ""', 'mistake.id.empty', undefined],
    ['/ec2ctl stop -i ,', 'mistake.id.empty', undefined],
    [`/ec2ctl stop -i -i ${ID}`, 'mistake.id.empty', undefined],
    ['/ec2ctl stop -i -r us-west-2', 'mistake.id.empty', undefined],
    ['/ec2ctl ls -r --region us-west-2', 'mistake.flag.value', undefined],
    ['/ec2ctl ls -r', 'mistake.flag.value', undefined],
    ['/ec2ctl ls -r ""', 'mistake.flag.value', undefined],
    ['/ec2ctl ls tag:', 'selection.tag.noKey', undefined],
    ['/ec2ctl ls web-* state:sleeping', 'selection.state.unknown', undefined],
    ['/ec2ctl ls --sort nmae', 'mistake.flag.choice', '/ec2ctl ls --sort name'],
    ['/ec2ctl ls --sort=nmae web-*', 'mistake.flag.choice', '/ec2ctl ls --sort=name web-*'],
    ['/ec2ctl ls --sort colour', 'mistake.flag.choice', undefined],
    ['/ec2ctl ls --sort', 'mistake.flag.value', undefined],
    ['/ec2ctl ls --columns name,colour', 'mistake.ls.column', undefined],
    ['/ec2ctl ls --columns name,regoin', 'mistake.ls.column.near', undefined],
    ['/ec2ctl ls --public --private', 'mistake.ls.publicAndPrivate', undefined],
    ['/ec2ctl ls --pubilc', 'mistake.unknownFlag', '/ec2ctl ls --public'],
  ])('%s', (line, id, suggestion) => {
    const mistake = mistakeIn(line);

    expect(mistake.text.id).toBe(id);
    expect(mistake.suggestion).toBe(suggestion);
  });

  test('names what is wrong as it was typed', () => {
    expect(mistakeIn('/ec2ctl STPO').text.values).toEqual({ command: '`STPO`' });
    expect(mistakeIn('/ec2ctl stop -i -i x').text.values).toEqual({ flag: '`-i`' });
  });

  test('a suggestion is never longer than what anybody would read', () => {
    expect(mistakeIn(`/ec2ctl stpo ${'x'.repeat(400)}`).suggestion).toBeUndefined();
  });

  test('a line longer than anybody types is not read, and says so', () => {
    const limit = { id: 'mistake.tooLong', values: { limit: 4000 } };
    const longest = `/ec2ctl stop -i ${'x'.repeat(4000 - 16)}`;

    expect(parseCommandLine(longest).kind).toBe('change');
    expect(mistakeIn(`${longest}x`)).toMatchObject({ text: limit, suggestion: undefined, changing: true });
    // Read, each of these would hold the process for seconds, for everybody.
    for (const part of ['.x', 'a"', ' ,a', ' -r x']) {
      expect(mistakeIn(`/ec2ctl ls${part.charAt(0).repeat(100_000)}${part.repeat(50_000)}`).text).toEqual(limit);
    }
  });

  test('says which command was meant, and whether it would have changed something', () => {
    expect(mistakeIn('/ec2ctl stop')).toMatchObject({ command: 'stop', changing: true });
    expect(mistakeIn('/ec2ctl ls -r')).toMatchObject({ command: 'ls', changing: false });
    expect(mistakeIn('/ec2ctl xyz')).toMatchObject({ command: undefined, changing: false });
  });
});
