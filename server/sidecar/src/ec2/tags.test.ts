import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Tags } from './tags.ts';

test('whatever is asked of them, tags answer as a map does', () => {
  const texts = fc.uniqueArray(fc.tuple(fc.string(), fc.string()), { selector: ([key]) => key, maxLength: 12 });
  fc.assert(
    fc.property(texts, fc.string(), (pairs, other) => {
      const map = new Map(pairs);
      const tags = new Tags(pairs.flat());
      expect(tags.size).toBe(map.size);
      expect([...tags]).toEqual([...map]);
      expect([...tags.entries()]).toEqual([...map.entries()]);
      expect([...tags.keys()]).toEqual([...map.keys()]);
      expect([...tags.values()]).toEqual([...map.values()]);
      for (const key of [...map.keys(), other]) {
        expect(tags.get(key)).toBe(map.get(key));
        expect(tags.has(key)).toBe(map.has(key));
      }
      const told: string[][] = [];
      tags.forEach((value, key, of) => told.push([key, value, String(of === tags)]));
      expect(told).toEqual(pairs.map(([key, value]) => [key, value, 'true']));
    }),
  );
});

test('a value is not taken for a key', () => {
  const tags = new Tags(['Team', 'Name', 'Owner', '']);
  expect(tags.has('Name')).toBe(false);
  expect(tags.get('Owner')).toBe('');
});
