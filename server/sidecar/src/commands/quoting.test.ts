/** What quotes hold together, commas as well. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nastyText } from '../render/testing/nasty-text.ts';
import { meaningsOf, wordsOf } from '../selection/selection.ts';
import { listed } from '../selection/testing/listed.ts';
import { parseCommandLine } from './parse.ts';
import { change } from './testing/parsed-change.ts';
import { listing } from './testing/parsed-ls.ts';
import { quote } from './tokenise.ts';

const ID = 'i-0a1f39c5d2e84b7f6';
const OTHER = 'i-04c2be71f90d3a58e';

describe('a comma in quotes', () => {
  test.each([
    ['stop "web 1, blue"', ['web 1, blue']],
    ['stop “web 1, blue”', ['web 1, blue']],
    ["stop 'web,1' web-2", ['web,1', 'web-2']],
    ['stop -i "web 1, blue", web-2', ['web 1, blue', 'web-2']],
    ['stop --id="web 1, blue"', ['web 1, blue']],
    ['stop "a,b","c"', ['a,b', 'c']],
    ['stop "a,",b', ['a,', 'b']],
    [`stop "${ID}, web-1"`, [`${ID}, web-1`]],
  ])('is one of the name: %s', (line, words) => {
    expect(parseCommandLine(`/ec2ctl ${line}`)).toEqual(change('stop', ...words));
  });

  test('is one of the value of a tag', () => {
    expect(parseCommandLine('/ec2ctl ls tag:Env="a, b" x')).toEqual(listing('tag:Env=a, b', 'x'));
  });

  test.each([`"${ID}, ${OTHER}"`, `"${ID},${OTHER}."`, `'${ID}, ${OTHER},'`])(
    'stands between ids where there are no others: %s',
    (typed) => {
      expect(parseCommandLine(`/ec2ctl stop -i ${typed}`)).toEqual(change('stop', ID, OTHER));
    },
  );

  test('separates regions and columns, which have none', () => {
    expect(parseCommandLine('/ec2ctl ls -r "us-east-1, us-west-2" --columns "name, id"')).toMatchObject({
      ...listing('region:us-east-1', 'region:us-west-2'),
      columns: ['name', 'id'],
    });
  });
});

test('a line to copy has in quotes what must stand there, and is read as it was meant', () => {
  const typed = parseCommandLine('/ec2ctl stpo "web 1, blue" "x,y" web-2');
  if (typed.kind !== 'mistake') throw new Error(typed.kind);
  expect(typed.suggestion).toBe('/ec2ctl stop "web 1, blue" "x,y" web-2');
  expect(parseCommandLine(typed.suggestion ?? '')).toEqual(change('stop', 'web 1, blue', 'x,y', 'web-2'));
});

test('a mistake names the word with the commas that were typed', () => {
  expect(parseCommandLine('/ec2ctl "st,po"')).toMatchObject({ text: { values: { command: '`st,po`' } } });
  expect(parseCommandLine('/ec2ctl info "a,b" "c,d"')).toMatchObject({ text: { values: { word: '`c,d`' } } });
});

test('a character that stands for a comma cannot be typed', () => {
  expect(parseCommandLine('/ec2ctl stop web\0,1')).toEqual(change('stop', 'web', '1'));
});

test('a name in quotes means the instance of that name alone, whatever blanks and commas it has', () => {
  const blanksAndCommas = fc.stringMatching(/^[a-z0-9][a-z0-9 ,]{0,12}[a-z0-9]$/);
  fc.assert(
    fc.property(fc.uniqueArray(fc.oneof(blanksAndCommas, nastyText), { minLength: 1, maxLength: 8 }), (names) => {
      const fleet = names.map((name) => listed(name));
      for (const name of names.filter((one) => /^[a-z0-9][a-z0-9 ,]*[a-z0-9]$/.test(one))) {
        const parsed = parseCommandLine(`/ec2ctl stop "${name}"`);
        if (parsed.kind !== 'change') throw new Error(`Not a stop: ${name}`);
        expect(wordsOf(parsed.selection)).toEqual([name]);
        const [meaning] = meaningsOf(parsed.selection, fleet);
        expect(meaning?.kind === 'clear' ? meaning.instances.map((one) => one.name) : []).toEqual([name]);
        expect(parseCommandLine(`/ec2ctl stop ${quote(name)}`)).toEqual(
          name.includes(' ') ? parsed : parseCommandLine(`/ec2ctl stop ${name}`),
        );
      }
    }),
  );
});
