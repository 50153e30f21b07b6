import { describe, expect, test } from '@jest/globals';
import type { Instance, Verb } from '../ports.ts';
import type { Change, ChangeFile, ChangeLine } from '../views.ts';
import { renderChange } from './change.ts';
import { changeFile } from './change-file.ts';
import { readCsv } from './testing/read-csv.ts';
import { changeLine, head, instance, messages } from './testing/sample.ts';

function change(verb: Verb, lines: ChangeLine[]): Change {
  return { verb, lines, elapsedMs: 58_000, watchEnd: undefined, continued: false };
}

function draw(of: Change, file: ChangeFile): string {
  return renderChange(messages, { head: head('ec2ctl start web-*'), change: of, now: 1_800_000_000_000, file });
}

function web(number: number, more: Partial<Instance> = {}): Instance {
  return instance(`web-${String(number)}`, { id: `i-${String(number).padStart(8, '0')}`, ...more });
}

describe('a large change', () => {
  const many = Array.from({ length: 31 }, (_, number) =>
    changeLine(web(number, { publicAddress: `54.0.0.${String(number)}` }), 'stopped', {
      outcome: 'arrived',
      tookMs: 31_000,
    }),
  );
  const failedOne = changeLine(web(99, { state: 'stopped' }), 'stopped', {
    outcome: 'failed',
    failure: { code: 'InsufficientInstanceCapacity', requestId: undefined },
  });

  test('of a start counts those that run by region as well, with the file', () => {
    const lines = draw(change('start', [...many, failedOne]), 'attached').split('\n');
    expect(lines[1]).toMatch(/^\*\*Started 31 of 32 instances\*\*/);
    expect(lines[2]).toMatch(/^❌ `web-99` /);
    expect(lines.slice(3)).toEqual(['🟢 us-west-2: 31 running', 'All 32 are in the file.']);
  });

  test('has a line for each where there is no file', () => {
    const lines = draw(change('start', [...many, failedOne]), 'none').split('\n');
    expect(lines).toHaveLength(34);
    expect(lines.at(-1)).toBe('🟢 `web-30` running, 31s · `54.0.0.30`');
  });

  test('of a reboot counts those that were told', () => {
    const told = many.map((line) => ({ ...line, before: 'running' as const, tookMs: undefined }));
    const reboot = change('reboot', [...told, { ...failedOne, before: 'running' as const }]);
    const lines = draw(reboot, 'attached').split('\n');
    expect(lines.slice(-3, -1)).toEqual([expect.stringMatching(/^❌ `web-99` /), '🟢 us-west-2: 31 told to reboot']);
    expect(
      draw(reboot, 'none')
        .split('\n')
        .filter((line) => line.endsWith('told to reboot')),
    ).toHaveLength(31);
  });

  test('is one of more than 30 that are acted on: others do not count', () => {
    const already = many.map((line) => ({ ...line, outcome: 'already' as const }));
    expect(changeFile(change('start', [...many.slice(1), ...already]), 0)).toBeUndefined();
    expect(changeFile(change('start', many), 0)).toBeDefined();
  });

  test('has in its file what became of each', () => {
    const file = changeFile(change('start', [many[0] ?? failedOne, failedOne, ...many.slice(1)]), Date.UTC(2026, 0, 2));
    expect(file?.name).toBe('ec2-start-20260102-0000.csv');
    const [titles, first, second] = readCsv(Buffer.from(file?.content ?? '').toString());
    expect(titles?.join()).toBe('name,id,region,result,before,state,seconds,private,public,reason,request');
    expect(first?.join()).toBe('web-0,i-00000000,us-west-2,done,stopped,running,31.0,,54.0.0.0,,');
    expect(second?.join()).toBe('web-99,i-00000099,us-west-2,failed,stopped,stopped,,,,InsufficientInstanceCapacity,');
  });
});
