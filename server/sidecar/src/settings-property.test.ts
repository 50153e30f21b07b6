import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { createMessages } from './messages/messages.ts';
import { judge } from './settings.ts';

const MANIFEST = readFileSync(join(import.meta.dirname, '../../../plugin.json'), 'utf8');
const NAMES = [...MANIFEST.matchAll(/"key": "(\w+)",\s+"display_name": "([^"]+)"/g)].map(([, key = '', name = '']) => ({
  key,
  name,
}));

/** What somebody may have typed, or a file may have: from good to long, of many lines, or no text at all. */
const value = fc.oneof(
  fc.constantFrom('', 'demo', 'key', 'server', 'auto', 'eu-west-1', 'cn-north-1', 'us-iso-east-1'),
  fc.constantFrom('AKIAIOSFODNN7EXAMPLE', 'ASIAIOSFODNN7EXAMPLE', 'arn:aws:iam::123456789012:role/ec2ctl'),
  fc.constantFrom(`us-abcdefghijkl-99`, `https://[${'0:'.repeat(5)}ffff:169.254.169.254]`, 'https://a.example.com'),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.string({ maxLength: 200 }).map((rest) => `https://${rest}`),
  fc.string({ maxLength: 200 }).map((rest) => `arn:aws-${rest}:iam::123456789012:role/x`),
  fc.constantFrom('of two\nlines', 'with a \u2028 break', null, 7, ['x']),
);

test('whatever is stored: it can be used, or one line of under 140 characters says why, the setting first', () => {
  const keys = Object.fromEntries(NAMES.map(({ key }) => [key, value]));
  expect(NAMES.length).toBeGreaterThan(10);
  const refused = new Set<string>();
  fc.assert(
    fc.property(fc.record(keys, { requiredKeys: [] }), (raw) => {
      const judgement = judge(raw);
      if (judgement.usable) return;
      const sentence = createMessages('en').text(judgement.problem);
      const { name = '' } = NAMES.find((one) => sentence.startsWith(`${one.name}: `)) ?? {};
      expect(name).not.toBe('');
      expect(sentence.length).toBeLessThan(140);
      expect(sentence).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      refused.add(name);
    }),
    { numRuns: 500 },
  );
  // Six to eight by and large; now and then chance gives four.
  expect(refused.size).toBeGreaterThan(2);
});
