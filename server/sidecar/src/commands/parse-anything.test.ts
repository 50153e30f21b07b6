import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { parseCommandLine } from './parse.ts';
import { listing } from './testing/parsed-ls.ts';
import { wordsOf } from '../selection/selection.ts';
import { COMMANDS } from './tree.ts';

const ID = 'i-0a1f39c5d2e84b7f6';
const OTHER = 'i-04c2be71f90d3a58e';

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
    expect(parseCommandLine(`/ec2ctl ${name} --bogus`)).toMatchObject({
      text: { id: 'mistake.unknownFlag' },
      command: name,
    });
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

        if (parsed.kind === 'change') expect(wordsOf(parsed.selection).length).toBeGreaterThan(0);
        // A suggestion is worth copying only if it asks for something, or at least gets further.
        if (parsed.kind === 'mistake' && parsed.suggestion !== undefined) {
          expect(parsed.suggestion.startsWith('/ec2ctl ')).toBe(true);
          expect(parseCommandLine(parsed.suggestion)).not.toEqual(parsed);
        }
      }),
    );
  });

  test('two lines never share their options', () => {
    expect(parseCommandLine('/ec2ctl ls -r us-east-1')).toEqual(listing('region:us-east-1'));
    expect(parseCommandLine('/ec2ctl ls')).toEqual(listing());
    expect(parseCommandLine(`/ec2ctl stop -i ${ID}`)).toMatchObject({
      kind: 'change',
      order: { verb: 'stop' },
      selection: { nouns: [{ id: ID }] },
    });
    expect(parseCommandLine(`/ec2ctl stop -i ${OTHER}`)).toMatchObject({
      kind: 'change',
      order: { verb: 'stop' },
      selection: { nouns: [{ id: OTHER }] },
    });
  });
});
