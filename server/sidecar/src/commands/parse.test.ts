import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { parseCommandLine, type Mistake } from './parse.ts';
import { COMMANDS } from './tree.ts';

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
    ['/ec2ctl ls', { kind: 'ls', region: undefined }],
    ['/ec2ctl ls -r us-west-2', { kind: 'ls', region: 'us-west-2' }],
    ['/ec2ctl ls --region us-west-2', { kind: 'ls', region: 'us-west-2' }],
    ['/ec2ctl ls --region=us-west-2', { kind: 'ls', region: 'us-west-2' }],
    ['/ec2ctl ls -r=us-west-2', { kind: 'ls', region: 'us-west-2' }],
    [`/ec2ctl start -i ${ID}`, { kind: 'start', ids: [ID] }],
    [`/ec2ctl stop -i ${ID}`, { kind: 'stop', ids: [ID] }],
    [`/ec2ctl stop --id ${ID}`, { kind: 'stop', ids: [ID] }],
    [`/ec2ctl stop -i ${ID} -i ${OTHER}`, { kind: 'stop', ids: [ID, OTHER] }],
    [`/ec2ctl stop -i ${ID},${OTHER}`, { kind: 'stop', ids: [ID, OTHER] }],
    [`/ec2ctl stop -i ${ID}, ${OTHER}`, { kind: 'stop', ids: [ID, OTHER] }],
    [`/ec2ctl stop -i ${ID} ,${OTHER},`, { kind: 'stop', ids: [ID, OTHER] }],
    [`/ec2ctl stop -i ${ID} -i ${ID}`, { kind: 'stop', ids: [ID] }],
    ['/ec2ctl stop -i web-1', { kind: 'stop', ids: ['web-1'] }],
  ])('%s', (line, expected) => {
    expect(parseCommandLine(line)).toEqual(expected);
  });

  test('takes 50 ids, and not one more', () => {
    const ids = Array.from({ length: 51 }, (_, number) => `i-${String(number).padStart(8, '0')}`);

    expect(parseCommandLine(`/ec2ctl stop -i ${ids.slice(1).join(',')}`)).toEqual({ kind: 'stop', ids: ids.slice(1) });
    expect(mistakeIn(`/ec2ctl stop -i ${ids.join(' -i ')}`)).toMatchObject({
      text: { id: 'mistake.id.tooMany', values: { count: 51, limit: 50 } },
      changing: true,
    });
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
    expect(parseCommandLine(line)).toEqual({ kind: 'ls', region: 'us-west-2' });
  });

  test('an id in capitals is the id', () => {
    expect(parseCommandLine(`/ec2ctl stop –i ${ID.toUpperCase()}.`)).toEqual({ kind: 'stop', ids: [ID] });
  });

  test.each([`"${ID}".`, `"${ID}."`, `“${ID}.”`, `"${ID}.".`, `‘${ID}’ .`, `${ID}。`, `\`${ID}\``])(
    'an id with quotes and full stops is the id: %s',
    (typed) => {
      expect(parseCommandLine(`/ec2ctl stop -i ${typed}`)).toEqual({ kind: 'stop', ids: [ID] });
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
    expect(parseCommandLine(`/ec2ctl stop ${typed}`)).toEqual({ kind: 'stop', ids: [ID, OTHER] });
  });

  test('what stands in quotes stays as it is', () => {
    expect(parseCommandLine('/ec2ctl stop -i "a — b."')).toEqual({ kind: 'stop', ids: ['a — b.'] });
  });

  test('a quote that is never closed is a character', () => {
    expect(parseCommandLine(`/ec2ctl stop -i bob's,"x`)).toEqual({ kind: 'stop', ids: [`bob's`, `"x`] });
  });
});

describe('mistakes', () => {
  test.each([
    ['/ec2ctl stpo', 'mistake.unknownCommand', '/ec2ctl stop'],
    ['/ec2ctl lst -r us-west-2', 'mistake.unknownCommand', '/ec2ctl ls -r us-west-2'],
    [`/ec2ctl stpo ${ID}`, 'mistake.unknownCommand', `/ec2ctl stop -i ${ID}`],
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
    ['/ec2ctl ls us-west-2', 'mistake.surplus', '/ec2ctl ls -r us-west-2'],
    ['/ec2ctl ls web', 'mistake.surplus', undefined],
    ['/ec2ctl version now', 'mistake.surplus.none', '/ec2ctl version'],
    ['/ec2ctl ls -r us-west-2 us-east-1', 'mistake.surplus', undefined],
    [`/ec2ctl stop -i ${ID} ${OTHER}`, 'mistake.surplus', `/ec2ctl stop -i ${ID},${OTHER}`],
    [`/ec2ctl stop -i ${ID} -i ${OTHER} ${ID}`, 'mistake.surplus', `/ec2ctl stop -i ${ID},${OTHER},${ID}`],
    [`/ec2ctl stop -i ${ID} now`, 'mistake.surplus', undefined],
    ['/ec2ctl stop', 'mistake.id.missing', undefined],
    [`/ec2ctl stop ${ID}`, 'mistake.id.missing', `/ec2ctl stop -i ${ID}`],
    [`/ec2ctl stop "${ID}".`, 'mistake.id.missing', `/ec2ctl stop -i ${ID}`],
    [`/ec2ctl stop ${ID} ${OTHER}`, 'mistake.id.missing', `/ec2ctl stop -i ${ID},${OTHER}`],
    ['/ec2ctl stop web-1', 'mistake.id.missing', undefined],
    ['/ec2ctl stop -i', 'mistake.id.empty', undefined],
    ['/ec2ctl stop -i ""', 'mistake.id.empty', undefined],
    ['/ec2ctl stop -i ,', 'mistake.id.empty', undefined],
    [`/ec2ctl stop -i -i ${ID}`, 'mistake.id.empty', undefined],
    ['/ec2ctl stop -i -r us-west-2', 'mistake.id.empty', undefined],
    ['/ec2ctl ls -r --region us-west-2', 'mistake.flag.value', undefined],
    ['/ec2ctl ls -r', 'mistake.flag.value', undefined],
    ['/ec2ctl ls -r ""', 'mistake.flag.value', undefined],
    ['/ec2ctl ls -r a-b-1 -r c-d-2', 'mistake.flag.twice', undefined],
    ['/ec2ctl ls -r us-west-2,us-east-1', 'mistake.region.several', undefined],
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

    expect(parseCommandLine(longest).kind).toBe('stop');
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

describe('nothing ends the process, prints or throws', () => {
  let exit: jest.SpiedFunction<typeof process.exit>;
  let out: jest.SpiedFunction<typeof process.stdout.write>;
  let err: jest.SpiedFunction<typeof process.stderr.write>;

  beforeEach(() => {
    exit = jest.spyOn(process, 'exit').mockImplementation((() => undefined) as never);
    out = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    err = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  });

  afterEach(() => {
    const calls = [exit.mock.calls.length, out.mock.calls.length, err.mock.calls.length];
    jest.restoreAllMocks();
    expect(calls).toEqual([0, 0, 0]);
  });

  const flags = [
    '--bogus',
    '-x',
    '--help',
    '-h',
    '--version',
    '--',
    '-',
    '--region',
    '-r',
    '-i',
    '--__proto__',
    '--no-help',
  ];

  test.each(COMMANDS.map((command) => command.name))('%s, with bad flags and --help', (name) => {
    for (const flag of flags) {
      expect(parseCommandLine(`/ec2ctl ${name} ${flag}`).kind).toBeDefined();
      expect(parseCommandLine(`/ec2ctl ${flag} ${name}`).kind).toBeDefined();
    }
    expect(parseCommandLine(`/ec2ctl ${name} --help`)).toEqual({ kind: 'help', command: name });
    expect(mistakeIn(`/ec2ctl ${name} --bogus`)).toMatchObject({ text: { id: 'mistake.unknownFlag' }, command: name });
  });

  test('whatever is typed', () => {
    const word = fc.oneof(
      fc.constantFrom(
        ...flags,
        ...COMMANDS.map((command) => command.name),
        ID,
        'us-east-1',
        ',',
        '"',
        "'",
        '—',
        '…',
        'constructor',
      ),
      fc.string({ unit: 'binary', maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        const parsed = parseCommandLine(`/ec2ctl ${words.join(' ')}`);

        if (parsed.kind === 'start' || parsed.kind === 'stop') expect(parsed.ids.length).toBeGreaterThan(0);
        // A suggestion is worth copying only if it asks for something, or at least gets further.
        if (parsed.kind === 'mistake' && parsed.suggestion !== undefined) {
          expect(parsed.suggestion.startsWith('/ec2ctl ')).toBe(true);
          expect(parseCommandLine(parsed.suggestion)).not.toEqual(parsed);
        }
      }),
    );
  });

  test('two lines never share their options', () => {
    expect(parseCommandLine('/ec2ctl ls -r us-east-1')).toEqual({ kind: 'ls', region: 'us-east-1' });
    expect(parseCommandLine('/ec2ctl ls')).toEqual({ kind: 'ls', region: undefined });
    expect(parseCommandLine(`/ec2ctl stop -i ${ID}`)).toEqual({ kind: 'stop', ids: [ID] });
    expect(parseCommandLine(`/ec2ctl stop -i ${OTHER}`)).toEqual({ kind: 'stop', ids: [OTHER] });
  });
});
