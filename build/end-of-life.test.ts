/** No release carries a Node that gets no fixes. Every day here is given, so that none of this depends on the calendar. */
import { describe, expect, test } from '@jest/globals';
import { assertMaintained } from './end-of-life.ts';
import { makeDist } from './make-bundle.ts';
import { RUNTIME_LINE } from './runtime.ts';

const LINE = { version: '24.21.0', endOfLife: { '24': '2028-04-30' } };

function check(day: string, environment: NodeJS.ProcessEnv = {}, line = LINE): () => void {
  return () => {
    assertMaintained(line, new Date(day), environment);
  };
}

describe('a line of Node', () => {
  test('is taken to the end of its last day', () => {
    expect(check('2026-01-01T00:00:00Z')).not.toThrow();
    expect(check('2028-04-30T23:59:59Z')).not.toThrow();
  });

  test('is refused from the day after, with the day and the way out', () => {
    expect(check('2028-05-01T00:00:00Z')).toThrow(
      /Node 24\.21\.0: it gets no security fixes since 2028-04-30\..*CONTRIBUTING\.md.*EC2CTL_ALLOW_END_OF_LIFE=1/,
    );
  });

  test('is taken past its end when that is said, and only by a 1', () => {
    expect(check('2028-05-01T00:00:00Z', { EC2CTL_ALLOW_END_OF_LIFE: '1' })).not.toThrow();
    expect(check('2028-05-01T00:00:00Z', { EC2CTL_ALLOW_END_OF_LIFE: '' })).toThrow('no security fixes');
  });

  test('whose end is not written down is refused', () => {
    const renewed = { ...LINE, version: '26.1.0' };
    expect(check('2026-06-01T00:00:00Z', {}, renewed)).toThrow('does not say when line 26 ends');
  });
});

test('the pinned one has its last day, and make dist looks at it before it does anything', async () => {
  const lastDay = RUNTIME_LINE.endOfLife[RUNTIME_LINE.version.split('.')[0] ?? ''] ?? '';
  expect(lastDay).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  const after = new Date(`${lastDay}T00:00:00Z`);
  after.setUTCDate(after.getUTCDate() + 1);
  await expect(makeDist(after, {})).rejects.toThrow(`no security fixes since ${lastDay}`);
});
