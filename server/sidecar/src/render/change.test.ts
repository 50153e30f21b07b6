import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { INSTANCE_STATES, type Instance, type Verb } from '../ports.ts';
import type { Change, ChangeLine, Failure } from '../views.ts';
import { renderChange } from './change.ts';
import { lengthOf, MESSAGE_LIMIT } from './limit.ts';
import { outsideCode } from './testing/outside-code.ts';
import { changeLine, head, instance, messages, post } from './testing/sample.ts';

const NOW = 1_800_000_000_000;
const HEAD = head('ec2ctl stop -i …');
const FIRST = '`〉ec2ctl stop -i …` · bob';
const PROTECTED: Failure = { code: 'OperationNotPermitted', requestId: '8d0b7a52-1f0e' };

function change(verb: Verb, lines: ChangeLine[], more: Partial<Change> = {}): Change {
  return { verb, lines, elapsedMs: 58_000, watchEnd: undefined, continued: false, ...more };
}

function draw(of: Change): string {
  return renderChange(messages, { head: HEAD, change: of, now: NOW });
}

function web(number: number, more: Partial<Instance> = {}): Instance {
  return instance(`web-${String(number)}`, { id: `i-${String(number).padStart(8, '0')}`, ...more });
}

describe('a stop of several', () => {
  const moving = [1, 2, 3].map((number) => changeLine(web(number, { state: 'stopping' }), 'running'));
  const already = [6, 7].map((number) =>
    changeLine(web(number, { state: 'stopped' }), 'stopped', { outcome: 'already' }),
  );

  function arrived(number: number, seconds: number): ChangeLine {
    return changeLine(web(number, { state: 'stopped' }), 'running', { outcome: 'arrived', tookMs: seconds * 1000 });
  }

  const refused = changeLine(web(3), 'running', { outcome: 'failed', failure: PROTECTED });
  const why =
    'still running: stop protection is on. Turn it off in the AWS console, then stop it again. `OperationNotPermitted`, request `8d0b7a52-1f0e`';

  test('before AWS is asked', () => {
    const asked = [1, 2].map((number) => changeLine(web(number), 'running', { outcome: 'asked' }));

    expect(draw(change('stop', [...asked, ...already]))).toBe(
      post(
        `${FIRST} · us-west-2`,
        '**Stopping 2 instances**',
        '⏳ `web-1` running, asked to stop',
        '⏳ `web-2` running, asked to stop',
        '2 already stopped: `web-6`, `web-7`',
      ),
    );
  });

  test('halfway: only the lines of those that arrived or failed have changed', () => {
    expect(draw(change('stop', [arrived(1, 31), ...moving.slice(1), ...already]))).toBe(
      post(
        `${FIRST} · us-west-2`,
        '**Stopping 3 instances: 1 stopped**',
        '⚪ `web-1` stopped, 31s',
        '⏳ `web-2` running → stopping',
        '⏳ `web-3` running → stopping',
        '2 already stopped: `web-6`, `web-7`',
      ),
    );
    expect(
      draw(change('stop', [arrived(1, 31), ...moving.slice(1, 2), refused]))
        .split('\n')
        .slice(1),
    ).toEqual([
      '**Stopping 3 instances: 1 stopped, 1 failed**',
      '⚪ `web-1` stopped, 31s',
      '⏳ `web-2` running → stopping',
      `❌ \`web-3\` ${why}`,
    ]);
  });

  test('done', () => {
    expect(draw(change('stop', [arrived(1, 31), arrived(2, 58), ...already]))).toBe(
      post(
        `${FIRST} · us-west-2`,
        '**Stopped 2 instances** in 58s',
        '⚪ `web-1` stopped, 31s',
        '⚪ `web-2` stopped, 58s',
        '2 already stopped: `web-6`, `web-7`',
      ),
    );
  });

  test('done, one failed: it moves to the top', () => {
    expect(draw(change('stop', [arrived(1, 31), arrived(2, 58), refused, ...already]))).toBe(
      post(
        `${FIRST} · us-west-2`,
        '**Stopped 2 of 3 instances** in 58s, **1 failed**',
        `❌ \`web-3\` ${why}`,
        '⚪ `web-1` stopped, 31s',
        '⚪ `web-2` stopped, 58s',
        '2 already stopped: `web-6`, `web-7`',
      ),
    );
    expect(draw(change('stop', [refused, { ...refused, instance: web(4) }])).split('\n')[1]).toBe(
      '**Stopped 0 of 2 instances**, **2 failed**',
    );
  });

  test('not arrived when the watch ends', () => {
    const lines = [arrived(1, 31), ...moving.slice(1, 2), arrived(3, 40)];

    expect(
      draw(change('stop', lines, { watchEnd: 'limit', elapsedMs: 600_000 }))
        .split('\n')
        .slice(1),
    ).toEqual([
      '**Stopped 2 of 3 instances**, **1 still stopping** after 10m',
      '⏳ `web-2` stopping. Not watched any longer; see `/ec2ctl ls -r us-west-2`.',
      '⚪ `web-1` stopped, 31s',
      '⚪ `web-3` stopped, 40s',
    ]);
    expect(
      draw(change('stop', lines, { watchEnd: 'shutdown' }))
        .split('\n')
        .slice(1),
    ).toEqual([
      '**Stopped 2 of 3 instances**, **watching stopped**',
      '⚪ `web-1` stopped, 31s',
      '⏳ `web-2` watching stopped, last seen stopping; see `/ec2ctl ls -r us-west-2`.',
      '⚪ `web-3` stopped, 40s',
    ]);
    expect(draw(change('stop', lines, { watchEnd: 'settings-changed' })).split('\n')[1]).toBe(
      '**Stopped 2 of 3 instances**, **watching stopped: the AWS settings changed**',
    );
  });

  test('all there already', () => {
    expect(draw(change('stop', already)).split('\n').slice(1)).toEqual([
      '**All 2 instances are already stopped**',
      '⚪ `web-6` stopped',
      '⚪ `web-7` stopped',
    ]);
  });

  test('a restart moves no line, since the failures move once, in the last edit', () => {
    const lines = [arrived(1, 31), refused, ...moving.slice(1, 2)];
    function names(of: Partial<Change>): string[] {
      const text = draw(change('stop', lines, of));
      return [...text.matchAll(/^\S+ `(web-\d)`/gmu)].map(([, name = '']) => name);
    }

    expect(names({})).toEqual(['web-1', 'web-3', 'web-2']);
    expect(names({ watchEnd: 'shutdown' })).toEqual(['web-1', 'web-3', 'web-2']);
    expect(names({ continued: true })).toEqual(['web-1', 'web-3', 'web-2']);
    expect(names({ continued: true, watchEnd: 'limit' })).toEqual(['web-3', 'web-2', 'web-1']);
  });

  test('of those there already ten are named', () => {
    const many = Array.from({ length: 12 }, (_, number) => ({ ...already[0], instance: web(number) }) as ChangeLine);

    expect(
      draw(change('stop', [arrived(20, 31), arrived(21, 31), ...many]))
        .split('\n')
        .at(-1),
    ).toBe(
      '12 already stopped: `web-0`, `web-1`, `web-2`, `web-3`, `web-4`, `web-5`, `web-6`, `web-7`, `web-8`, `web-9` and 2 more',
    );
  });

  test('of more than 30 that are there already: counted by region', () => {
    const many = Array.from({ length: 31 }, (_, number) =>
      changeLine(web(number, { state: 'stopped' }), 'stopped', { outcome: 'already' }),
    );

    expect(draw(change('stop', many)).split('\n').slice(1)).toEqual([
      '**All 31 instances are already stopped**',
      '⚪ us-west-2: 31 stopped',
    ]);
    expect(draw(change('stop', many.slice(1))).split('\n')).toHaveLength(32);
  });

  test('of more than 30, while it goes on: what failed or still moves in its order, the rest counted below', () => {
    const many = Array.from({ length: 31 }, (_, number) => arrived(number + 10, 31));

    expect(
      draw(change('stop', [...many.slice(0, 20), ...moving.slice(0, 1), ...many.slice(20), refused]))
        .split('\n')
        .slice(1),
    ).toEqual([
      '**Stopping 33 instances: 31 stopped, 1 failed**',
      '⏳ `web-1` running → stopping',
      `❌ \`web-3\` ${why}`,
      '⚪ us-west-2: 31 stopped',
    ]);
  });

  test('of more than 30: those that arrived are counted by region', () => {
    const many = Array.from({ length: 40 }, (_, number) =>
      changeLine(web(number, { state: 'stopped', region: number < 10 ? 'eu-west-1' : 'us-west-2' }), 'running', {
        outcome: 'arrived',
        tookMs: 31_000,
      }),
    );

    expect(
      draw(change('stop', [...many, refused]))
        .split('\n')
        .slice(1),
    ).toEqual([
      '**Stopped 40 of 41 instances** in 58s, **1 failed**',
      `❌ \`web-3\` \`i-00000003\` us-west-2 · ${why}`,
      '⚪ eu-west-1: 10 stopped',
      '⚪ us-west-2: 30 stopped',
    ]);
  });
});

describe('a start of several', () => {
  test('over several regions, with addresses', () => {
    const running = web(1, { publicAddress: '54.193.12.7', privateAddress: '10.0.0.1' });
    const inside = web(2, { region: 'eu-west-1', privateAddress: '10.0.0.2' });
    const lines = [
      changeLine(running, 'stopped', { outcome: 'arrived', tookMs: 34_000 }),
      changeLine(inside, 'stopped', { outcome: 'arrived', tookMs: 40_000 }),
      changeLine(web(3, { state: 'pending' }), 'stopped'),
      changeLine(web(4), 'running', { outcome: 'already' }),
    ];

    expect(draw(change('start', lines))).toBe(
      post(
        FIRST,
        '**Starting 3 instances: 2 running**',
        '🟢 `web-1` us-west-2 · running, 34s · `54.193.12.7`',
        '🟢 `web-2` eu-west-1 · running, 40s · `10.0.0.2`',
        '⏳ `web-3` us-west-2 · stopped → pending',
        '1 already running: `web-4`',
      ),
    );
  });

  test('names the id where two have one name', () => {
    const twins = ['i-00000001', 'i-00000002'].map((id) =>
      changeLine(instance('web', { id, state: 'pending' }), 'stopped'),
    );

    expect(
      draw(change('start', twins, { continued: true }))
        .split('\n')
        .slice(2),
    ).toEqual([
      '⏳ `web` `i-00000001` stopped → pending',
      '⏳ `web` `i-00000002` stopped → pending',
      'Continued after a restart.',
    ]);
  });
});

test('whatever the names: nothing comes alive, and 50 instances that all failed still fit', () => {
  const word = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 255 }),
    fc
      .array(fc.constantFrom('`', '@here', '\n', '~x', '#y', ':z:', 'http://e', '\u202e'), { maxLength: 60 })
      .map((all) => all.join('')),
  );
  const line = fc
    .tuple(
      word,
      word,
      fc.constantFrom(...INSTANCE_STATES),
      fc.constantFrom('asked', 'moving', 'arrived', 'already', 'failed'),
      word,
    )
    .map(([id, name, state, outcome, code]) =>
      changeLine(instance(name, { id, state, region: name, publicAddress: id }), 'running', {
        outcome,
        failure: { code, requestId: code },
      }),
    );
  const verb = fc.constantFrom<Verb>('start', 'stop');
  const end = fc.constantFrom<Change['watchEnd']>(undefined, 'limit', 'shutdown', 'settings-changed');
  fc.assert(
    fc.property(verb, fc.array(line, { minLength: 1, maxLength: 50 }), end, (asked, lines, watchEnd) => {
      const text = draw(change(asked, lines, { watchEnd }));

      expect(lengthOf(text)).toBeLessThanOrEqual(MESSAGE_LIMIT);
      // What closes it is text, so that "Edited" joins it: no table, list, quotation, heading or rule.
      const last = text.split('\n').at(-1) ?? '';
      expect(last).not.toMatch(/^\s*(?:$|[-*+>|#]|\d+[.)]\s|[-_*]{3})/);
      expect(lengthOf(last)).toBeLessThan(1_000);
      expect(outsideCode(text)).not.toMatch(/[@#~\\](?=\w)|:z:|https?:|[\u202a-\u202e\u200b]/u);
    }),
  );
});
