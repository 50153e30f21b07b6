import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkedIds, checkRegion, isRegion } from './request-guard.ts';

describe('ids that may go into a request', () => {
  test('are those of old and new instances, each once', () => {
    expect(checkedIds(['i-0a1f39c5d2e84b7f6', 'i-1234abcd', 'i-1234abcd'])).toEqual([
      'i-0a1f39c5d2e84b7f6',
      'i-1234abcd',
    ]);
  });

  test('are nothing else, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (word) => {
        const given = [word, `i-${word}`, `i-0a1f39c5d2e84b7f6${word}`];
        for (const id of given.filter((each) => !/^i-[0-9a-f]{8,17}$/.test(each))) {
          expect(() => checkedIds([id])).toThrow(expect.objectContaining({ code: 'InvalidInstanceID.Malformed' }));
        }
      }),
    );
  });

  test('are named in the refusal, well-formed and short', () => {
    expect(() => checkedIds(['bad\ud800'])).toThrow('Invalid id: "bad\ufffd"');
    expect(() => checkedIds(['x'.repeat(5_000)])).toThrow(`Invalid id: "${'x'.repeat(40)}"`);
  });
});

describe('regions that may be asked', () => {
  test.each(['us-east-1', 'us-gov-west-1', 'cn-northwest-1', 'ap-southeast-7', 'us-iso-east-1', 'eusc-de-east-1'])(
    '%s',
    (region) => {
      expect(isRegion(region)).toBe(true);
    },
  );

  test.each([
    '',
    'us',
    'us-east-1.evil.example',
    'us-east-1\n',
    '-us-east-1',
    'us--1',
    'ü-east-1',
    'us-east-1:80',
    'a'.repeat(70),
  ])('not %j', (region) => {
    expect(isRegion(region)).toBe(false);
    expect(() => {
      checkRegion(region, [region]);
    }).toThrow(expect.objectContaining({ code: 'RegionNotEnabled' }));
  });

  test('are those of the list alone, and of an empty one none', () => {
    checkRegion('us-east-1', ['us-east-1']);
    for (const allowed of [['us-east-1'], []]) {
      expect(() => {
        checkRegion('eu-west-1', allowed);
      }).toThrow(expect.objectContaining({ code: 'RegionNotEnabled' }));
    }
  });
});
