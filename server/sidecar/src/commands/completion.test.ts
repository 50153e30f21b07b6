import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createIndex } from '../fleet/fleet-index.ts';
import { complete, type CompletionInput } from './completion.ts';
import { parseCommandLine } from './parse.ts';
import { commandRegistrations } from './registration.ts';
import { walk, type Walk } from './testing/mattermost-walk.ts';

const REGIONS = ['us-west-2', 'us-east-1', 'us-east-2', 'eu-west-1'];
const NO_FLEET = createIndex([]);
const admin = { knownRegions: REGIONS, mayLook: true, mayChange: true, fleet: NO_FLEET };

function ask(line: string, who: Omit<CompletionInput, 'userInput' | 'parsed'> = admin): Walk {
  const [registration] = commandRegistrations('en');
  if (registration === undefined) throw new Error('nothing is registered');
  return walk(registration.autocomplete_data, line, (userInput, parsed) => {
    const rows = complete({ userInput, parsed, ...who });
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.length).toBeLessThanOrEqual(50);
    expect(new Set(rows.map((row) => row.Item)).size).toBe(rows.length);
    return rows;
  });
}

function items(line: string, who: Omit<CompletionInput, 'userInput' | 'parsed'> = admin): string[] {
  return ask(line, who).suggestions.map((row) => row.suggestion);
}

describe('completion, as Mattermost walks it', () => {
  test('names every command with its hint and summary', () => {
    expect(ask('ec2ctl ').suggestions).toEqual([
      { complete: 'ec2ctl ls', suggestion: 'ls', hint: '[what…]', description: expect.any(String) },
      { complete: 'ec2ctl info', suggestion: 'info', hint: '<what>', description: expect.any(String) },
      { complete: 'ec2ctl start', suggestion: 'start', hint: '<what…>', description: expect.any(String) },
      { complete: 'ec2ctl stop', suggestion: 'stop', hint: '<what…>', description: expect.any(String) },
      { complete: 'ec2ctl reboot', suggestion: 'reboot', hint: '<what…>', description: expect.any(String) },
      {
        complete: 'ec2ctl history',
        suggestion: 'history',
        hint: '[--mine] [--instance <what>] [--since <since>]',
        description: expect.any(String),
      },
      { complete: 'ec2ctl help', suggestion: 'help', hint: '[command]', description: expect.any(String) },
      { complete: 'ec2ctl version', suggestion: 'version', hint: '', description: expect.any(String) },
    ]);
  });

  test('offers the regions as last known behind the flag, then help', () => {
    expect(items('ec2ctl ls ').filter((item) => item.startsWith('-r'))).toEqual([
      ...['-r eu-west-1', '-r us-east-1', '-r us-east-2', '-r us-west-2'],
    ]);
    expect(items('ec2ctl ls ').at(-1)).toBe('-h');
    expect(items('ec2ctl ls -r us-e')).toEqual(['-r us-east-1', '-r us-east-2']);
    expect(items('ec2ctl ls --region us-w')).toEqual(['--region us-west-2']);
    expect(items('ec2ctl ls --region=US-W')).toEqual(['--region=us-west-2']);
    expect(items('ec2ctl ls --')).toContain('--help');
  });

  test('completes to a line that can be sent', () => {
    const [first] = ask('ec2ctl ls -r us-w').suggestions;

    expect(parseCommandLine(`/${first?.complete ?? ''}`)).toMatchObject({
      kind: 'ls',
      selection: { qualifiers: [{ kind: 'region', pattern: 'us-west-2' }] },
    });
  });

  test('has the word that is typed in full in the first row', () => {
    const known = { knownRegions: ['us-east-10', 'us-east-1'], mayLook: true };

    expect(items('ec2ctl ls -r us-east-1', known)[0]).toBe('-r us-east-1');
  });

  test('a finished line offers nothing that is there already, and does not break', () => {
    expect(items('ec2ctl ls -r us-east-1 ').filter((item) => item.startsWith('-r'))).toEqual([]);
    expect(items('ec2ctl ls stopped ')).not.toContain('stopped');
    expect(items('ec2ctl version ')).toEqual(['-h']);
    expect(items('ec2ctl help start ')).toEqual(['']);
    expect(items('ec2ctl ls -r us-east-1 surplus')).toEqual(['surplus']);
  });

  test('offers what a listing is sorted by, its columns one after another, states, and who shall see it', () => {
    expect(items('ec2ctl ls --so')).toEqual(
      ['name', 'region', 'state', 'type', 'launched'].map((key) => `--sort ${key}`),
    );
    expect(items('ec2ctl ls --sort=s')).toEqual(['--sort=state']);
    expect(items('ec2ctl ls --columns name,id,p')).toEqual(['--columns name,id,private', '--columns name,id,public']);
    expect(items('ec2ctl ls --columns name,id ')).not.toContain('--columns name');
    expect(items('ec2ctl ls sto')).toEqual(['stopped']);
    expect(items('ec2ctl ls --p')).toEqual(['--public', '--private']);
  });

  test('offers another instance after each one', () => {
    const flags = [
      '-r eu-west-1',
      '-r us-east-1',
      '-r us-east-2',
      '-r us-west-2',
      '--dry-run',
      '--yes',
      '--force',
      '--hibernate',
    ];
    expect(items('ec2ctl stop ')).toEqual(['-i i-', ...flags, '-h']);
    expect(items('ec2ctl stop -i i-0a1f39c5d2e84b7f6')).toEqual(['-i i-0a1f39c5d2e84b7f6']);
    expect(items('ec2ctl stop -i i-0a1f39c5d2e84b7f6 ')).toEqual(['-i i-', ...flags]);
    expect(items('ec2ctl stop -i i-0a1f39c5d2e84b7f6 -i ')).toEqual(['-i i-']);
  });

  test.each([
    ['-i i-0a1f39c5', true],
    ['-i i-0a1f39c5d2', false],
    ['-i i-0a1f39c5d2e84b7f6', true],
    ['-i i-0a1f39c5d2e84b7f6,i-04c2be71f90d3a58e', true],
    ['-i i-0a1f39c5d2e84b7f6,i-04c2', false],
    ['-i i-0a1f39c5d2e84b7f6,', false],
    ['--id=i-0a1f39c5d2e84b7f6', true],
    ['-r xx-east-1', true],
    ['-r xx-east-1,xx-east-2', false],
  ])('says of %s whether it is whole', (typed, whole) => {
    const line = typed.startsWith('-r') ? `ec2ctl ls ${typed}` : `ec2ctl stop ${typed}`;

    expect(ask(line).suggestions[0]).toMatchObject({
      suggestion: typed,
      description: whole ? 'Nothing more is needed here' : 'Type the next part',
    });
  });

  test('gives back what is typed by hand, so that the walk goes on', () => {
    expect(items('ec2ctl ls –r us')).toEqual(['us']);
    expect(items('ec2ctl ls -r nowhere')).toEqual(['-r nowhere']);
    expect(items('ec2ctl ls web-1')).toEqual(['web-1']);
    expect(items('ec2ctl ls -r  us-east-1 ')).toEqual(items('ec2ctl ls -r us-east-1 '));
    expect(items('ec2ctl ls   -r us-w')).toEqual([' -r us-west-2']);
  });

  test('waits behind a flag without a value, when no region is known', () => {
    const none = { ...admin, knownRegions: [] };

    expect(ask('ec2ctl ls ', none).suggestions[0]).toMatchObject({ suggestion: '-r', hint: '<region>' });
    expect(items('ec2ctl ls -r ', none)).toEqual(['-r ']);
  });

  test('offers the commands to help, to everybody', () => {
    const nobody = { knownRegions: REGIONS, mayLook: false };

    expect(items('ec2ctl help st', nobody)).toEqual(['start', 'stop']);
    expect(items('ec2ctl version ', nobody)).toEqual(['-h']);
  });

  test('shows nothing of what there is to those who may not look', () => {
    const nobody = { knownRegions: REGIONS, mayLook: false };

    for (const line of ['ec2ctl ls ', 'ec2ctl ls -r us', 'ec2ctl stop -i ']) {
      const { suggestions } = ask(line, nobody);

      expect(suggestions).toHaveLength(1);
      expect(JSON.stringify(suggestions)).not.toContain('us-east-1');
      expect(suggestions[0]?.description).toBe('');
    }
  });

  test('costs one call for each position that is filled, and one more', () => {
    expect(ask('ec2ctl stop -i i-0a1f39c5d2e84b7f6 -i i-04c2be71f90d3a58e -i ').calls).toBe(3);
  });

  test('offers no region whose name could be anything else', () => {
    const known = { knownRegions: ['x --yes', 'us-east-1'], mayLook: true };

    expect(items('ec2ctl ls -r', known)).toEqual(['-r us-east-1']);
  });

  test('offers 50 rows at most, the exact one among them', () => {
    const knownRegions = Array.from({ length: 90 }, (_, number) => `us-east-${String(number)}`);
    const rows = items('ec2ctl ls -r us-east-8', { knownRegions, mayLook: true });

    expect(rows[0]).toBe('-r us-east-8');
    expect(items('ec2ctl ls -r ', { knownRegions, mayLook: true })).toHaveLength(50);
  });
});

const piece = fc.constantFrom(
  '-r',
  '-i',
  '--region',
  '--id=',
  'us-east-1',
  'i-0a1f39c5d2e84b7f6',
  'I-',
  ' ',
  '  ',
  '"',
  '-',
  'x',
  ',',
);
const tail = fc.oneof(
  fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(' ')),
  fc.string({ unit: 'grapheme' }),
);

test('whatever is typed: never an empty answer, nothing twice, and what is offered goes on with what is typed', () => {
  fc.assert(
    fc.property(fc.constantFrom('ls', 'start', 'stop', 'help', 'version', 'LS'), tail, (command, rest) => {
      const line = `ec2ctl ${command} ${rest}`;
      const { suggestions, calls } = ask(line);

      expect(calls).toBeLessThanOrEqual(8);
      expect(new Set(suggestions.map((row) => row.complete)).size).toBe(suggestions.length);
      // Past the last position Mattermost asks no more, and shows nothing.
      if (calls < 8) expect(suggestions.length).toBeGreaterThan(0);
    }),
  );
});

test('the route answers anybody who asks it by hand', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.boolean(), (userInput, parsed, mayLook) => {
      expect(complete({ userInput, parsed, mayLook, knownRegions: REGIONS }).length).toBeGreaterThan(0);
    }),
  );
});
