import { describe, expect, test } from '@jest/globals';
import type { Verb } from '../ports.ts';
import type { Change, ChangeLine, Failure } from '../views.ts';
import { renderChange } from './change.ts';
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

describe('a start of one instance', () => {
  const stopped = instance('web-1', { state: 'stopped', privateAddress: '10.0.3.17' });
  const pending = { ...stopped, state: 'pending' } as const;
  const running = { ...stopped, state: 'running', publicAddress: '54.193.12.7' } as const;
  const last = 'us-west-2 · `i-0a1f39c5d2e84b7f6`';

  test('before AWS is asked', () => {
    expect(draw(change('start', [changeLine(stopped, 'stopped', { outcome: 'asked' })]))).toBe(
      post(FIRST, '⏳ **`web-1` is asked to start**, stopped', 'private `10.0.3.17`', last),
    );
  });

  test('on its way', () => {
    expect(draw(change('start', [changeLine(pending, 'stopped')]))).toBe(
      post(FIRST, '⏳ **`web-1` is starting**, stopped → pending', 'private `10.0.3.17`', last),
    );
    expect(draw(change('start', [changeLine(stopped, 'stopped')])).split('\n')[1]).toBe(
      '⏳ **`web-1` is starting**, stopped',
    );
  });

  test('arrived, with its addresses and how long it took', () => {
    expect(draw(change('start', [changeLine(running, 'stopped', { outcome: 'arrived', tookMs: 34_400 })]))).toBe(
      post(FIRST, '🟢 **`web-1` is running** after 34s', 'public `54.193.12.7` · private `10.0.3.17`', last),
    );
  });

  test('already there', () => {
    const up = { ...running, launchedAt: NOW - (3 * 86_400 + 4 * 3600) * 1000 };

    expect(draw(change('start', [changeLine(up, 'running', { outcome: 'already' })]))).toBe(
      post(FIRST, '🟢 **`web-1` is already running**, for 3d 4h', 'public `54.193.12.7` · private `10.0.3.17`', last),
    );
    expect(draw(change('start', [changeLine(running, 'running', { outcome: 'already' })])).split('\n')[1]).toBe(
      '🟢 **`web-1` is already running**',
    );
  });

  test('ended elsewhere', () => {
    const failure = { code: 'InsufficientInstanceCapacity', requestId: undefined };
    const line = changeLine(stopped, 'stopped', { outcome: 'failed', failure });

    expect(draw(change('start', [line])).split('\n')[1]).toBe(
      '❌ **`web-1` still stopped**: AWS has no capacity for this type in its zone now. Try again later, or change its type or zone. `InsufficientInstanceCapacity`',
    );
    const gone = changeLine({ ...pending, state: 'terminated' }, 'stopped', { outcome: 'failed' });
    expect(draw(change('start', [gone])).split('\n')[1]).toBe('❌ **`web-1` is terminated**: AWS gave no reason.');
  });

  test('without a name and addresses it is its id', () => {
    const bare = instance(undefined, { state: 'pending' });

    expect(draw(change('start', [changeLine(bare, 'stopped')]))).toBe(
      post(FIRST, '⏳ **`i-0a1f39c5d2e84b7f6` is starting**, stopped → pending', last),
    );
  });

  test('never claims more than EC2 showed', () => {
    for (const outcome of ['asked', 'moving', 'failed'] as const) {
      const text = draw(change('start', [changeLine(pending, 'stopped', { outcome })]));

      expect(text).not.toMatch(/\b(?:started|is running)\b/i);
    }
  });
});

describe('a stop of one instance', () => {
  const stopping = instance('web-1', { state: 'stopping', publicAddress: '54.193.12.7', privateAddress: '10.0.3.17' });
  const last = 'us-west-2 · `i-0a1f39c5d2e84b7f6`';

  test('from asking to the end', () => {
    const running = { ...stopping, state: 'running' } as const;
    const stopped = { ...stopping, state: 'stopped' } as const;

    expect(draw(change('stop', [changeLine(running, 'running', { outcome: 'asked' })]))).toBe(
      post(FIRST, '⏳ **`web-1` is asked to stop**, running', last),
    );
    expect(draw(change('stop', [changeLine(stopping, 'running')]))).toBe(
      post(FIRST, '⏳ **`web-1` is stopping**, running → stopping', last),
    );
    expect(draw(change('stop', [changeLine(stopped, 'running', { outcome: 'arrived', tookMs: 31_000 })]))).toBe(
      post(FIRST, '⚪ **`web-1` is stopped** after 31s', last),
    );
    expect(draw(change('stop', [changeLine(stopped, 'stopped', { outcome: 'already' })]))).toBe(
      post(FIRST, '⚪ **`web-1` is already stopped**', last),
    );
  });

  test('refused by stop protection', () => {
    const line = changeLine({ ...stopping, state: 'running' }, 'running', { outcome: 'failed', failure: PROTECTED });

    expect(draw(change('stop', [line])).split('\n')[1]).toBe(
      '❌ **`web-1` still running**: stop protection is on. Turn it off in the AWS console, then stop it again. `OperationNotPermitted`, request `8d0b7a52-1f0e`',
    );
  });

  test('no longer watched', () => {
    const line = [changeLine(stopping, 'running')];

    expect(draw(change('stop', line, { watchEnd: 'limit', elapsedMs: 600_000 }))).toBe(
      post(
        FIRST,
        '⏳ **`web-1` still stopping** after 10m',
        last,
        'Not watched any longer; see `/ec2ctl ls -r us-west-2`.',
      ),
    );
    expect(draw(change('stop', line, { watchEnd: 'shutdown' }))).toBe(
      post(
        FIRST,
        '⏳ **`web-1`: watching stopped, last seen stopping**',
        last,
        'The plugin was stopped. It looks again when it is back; until then see `/ec2ctl ls -r us-west-2`.',
      ),
    );
    expect(draw(change('stop', line, { watchEnd: 'settings-changed', continued: true }))).toBe(
      post(
        FIRST,
        '⏳ **`web-1`: watching stopped: the AWS settings changed, last seen stopping**',
        last,
        'See `/ec2ctl ls -r us-west-2`.',
        'Continued after a restart.',
      ),
    );
  });
});
