import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ROWS } from '../failures/table.ts';
import { INSTANCE_STATES, type Instance, type Verb } from '../ports.ts';
import type { Change, ChangeLine, Failure } from '../views.ts';
import { renderChangeReply } from './change-reply.ts';
import { lengthOf } from './limit.ts';
import { ALIVE, nastyText } from './testing/nasty-text.ts';
import { outsideCode } from './testing/outside-code.ts';
import { changeLine, instance, messages } from './testing/sample.ts';

const PROTECTED: Failure = { code: 'OperationNotPermitted', requestId: '8d0b7a52-1f0e' };
const FULL: Failure = { code: 'InsufficientInstanceCapacity', requestId: 'r' };

function change(verb: Verb, lines: ChangeLine[], more: Partial<Change> = {}): Change {
  return { verb, lines, elapsedMs: 58_000, watchEnd: undefined, continued: false, ...more };
}

function draw(of: Change, username: string | undefined = 'bob'): string {
  return renderChangeReply(messages, { username, change: of });
}

function web(number: number, more: Partial<Instance> = {}): Instance {
  return instance(`web-${String(number)}`, { id: `i-${String(number).padStart(8, '0')}`, ...more });
}

function stopped(number: number): ChangeLine {
  return changeLine(web(number, { state: 'stopped' }), 'running', { outcome: 'arrived', tookMs: 31_000 });
}

function stopping(number: number): ChangeLine {
  return changeLine(web(number, { state: 'stopping' }), 'running');
}

function refused(number: number, failure: Failure = PROTECTED): ChangeLine {
  return changeLine(web(number), 'running', { outcome: 'failed', failure });
}

function already(number: number): ChangeLine {
  return changeLine(web(number, { state: 'stopped' }), 'stopped', { outcome: 'already' });
}

describe('of one', () => {
  const running = web(1, { publicAddress: '54.193.12.7', privateAddress: '10.0.0.1' });

  test('started: with the address by which it is reached', () => {
    const line = changeLine(running, 'stopped', { outcome: 'arrived', tookMs: 34_000 });
    const inside = { ...line, instance: { ...running, publicAddress: undefined } };
    const nowhere = { ...line, instance: web(1) };

    expect(draw(change('start', [line]))).toBe('@bob, `web-1` is running (34s): `54.193.12.7`');
    expect(draw(change('start', [inside]))).toBe('@bob, `web-1` is running (34s): `10.0.0.1`');
    expect(draw(change('start', [nowhere]))).toBe('@bob, `web-1` is running (34s)');
  });

  test('told to reboot, or not, or nobody knows', () => {
    const told = changeLine(web(1), 'running', { outcome: 'arrived' });
    expect(draw(change('reboot', [told]))).toBe('@bob, `web-1` was told to reboot');
    const denied = refused(1, { code: 'UnauthorizedOperation', requestId: 'r-1' });
    expect(draw(change('reboot', [denied]))).toBe(
      '@bob, `web-1` was not told to reboot: AWS does not let this plugin do that',
    );
    const lost = refused(1, { code: 'ConnectionLost', requestId: undefined });
    expect(draw(change('reboot', [lost]))).toBe(
      '@bob, `web-1` may have been told to reboot: the connection to AWS broke off',
    );
  });

  test('stopped: without an address, and without a time that nobody knows', () => {
    const line = changeLine({ ...running, state: 'stopped' }, 'running', { outcome: 'arrived', tookMs: 58_000 });

    expect(draw(change('stop', [line]))).toBe('@bob, `web-1` is stopped (58s)');
    expect(draw(change('stop', [{ ...line, tookMs: undefined }]))).toBe('@bob, `web-1` is stopped');
  });

  test('failed: the state that it is in, and why', () => {
    const elsewhere = changeLine(web(1, { state: 'terminated' }), 'stopped', {
      outcome: 'failed',
      failure: { code: 'WentElsewhere', requestId: undefined },
    });
    const gone = { ...stopping(1), outcome: 'failed', failure: { code: 'Gone', requestId: undefined } } as const;

    expect(draw(change('stop', [refused(3)]))).toBe('@bob, `web-3` is still running: stop protection is on');
    expect(draw(change('start', [elsewhere]))).toBe(
      '@bob, `web-1` is terminated: it was on its way and came to another end',
    );
    expect(draw(change('stop', [gone]))).toBe('@bob, `web-1` was last seen stopping: EC2 does not show it any longer');
  });

  test('not there when the watch ends', () => {
    const limit = change('stop', [stopping(1)], { watchEnd: 'limit', elapsedMs: 600_000 });

    expect(draw(limit)).toBe('@bob, `web-1` is still stopping after 10m, and not watched any longer');
    expect(draw({ ...limit, watchEnd: 'settings-changed' })).toBe(
      '@bob, `web-1` was last seen stopping: watching stopped, the AWS settings changed',
    );
  });

  test('while others were there already: the one is what it is about', () => {
    expect(draw(change('stop', [stopped(1), already(6), already(7)]))).toBe('@bob, `web-1` is stopped (31s)');
  });
});

describe('of several', () => {
  test('all arrived', () => {
    const running = [1, 2].map((number) => changeLine(web(number), 'stopped', { outcome: 'arrived', tookMs: 1 }));

    expect(draw(change('stop', [stopped(1), stopped(2), already(6)]))).toBe('@bob, 2 instances are stopped (58s)');
    expect(draw(change('start', running))).toBe('@bob, 2 instances are running (58s)');
  });

  test('one failed', () => {
    expect(draw(change('stop', [stopped(1), stopped(2), refused(3), stopped(4), stopped(5)]))).toBe(
      '@bob, 4 of 5 instances are stopped (58s), 1 failed: `web-3`, stop protection is on',
    );
    expect(draw(change('stop', [stopped(1), refused(3)]))).toBe(
      '@bob, 1 of 2 instances is stopped (58s), 1 failed: `web-3`, stop protection is on',
    );
  });

  test('several failed: three are named at most, those with one reason together', () => {
    const some = [stopped(1), refused(2), refused(3, FULL), refused(4)];

    expect(draw(change('stop', some))).toBe(
      '@bob, 1 of 4 instances is stopped (58s), 3 failed: `web-2`, `web-4`, stop protection is on; `web-3`, AWS has no capacity for this type in its zone now',
    );
    expect(
      draw(
        change(
          'stop',
          [2, 3, 4, 5, 6].map((number) => refused(number)),
        ),
      ),
    ).toBe('@bob, none of 5 instances is stopped, 5 failed: `web-2`, `web-3`, `web-4`, stop protection is on; 2 more');
  });

  test('not all there when the watch ends', () => {
    const limit = change('stop', [stopped(1), stopping(2), refused(3)], { watchEnd: 'limit', elapsedMs: 600_000 });

    expect(draw(limit)).toBe(
      '@bob, 1 of 3 instances is stopped, 1 still stopping after 10m, 1 failed: `web-3`, stop protection is on',
    );
    expect(draw({ ...limit, watchEnd: 'settings-changed' })).toBe(
      '@bob, 1 of 3 instances is stopped, 1 not watched any longer, the AWS settings changed, 1 failed: `web-3`, stop protection is on',
    );
    expect(
      draw({ ...limit, verb: 'start', lines: [changeLine(web(1), 'stopped'), changeLine(web(2), 'stopped')] }),
    ).toBe('@bob, none of 2 instances is running, 2 still starting after 10m');
  });

  test('names the id where two have one name', () => {
    const twin = { ...refused(3), instance: web(3, { id: 'i-00000033' }) };

    expect(draw(change('stop', [stopped(1), refused(3), twin]))).toContain(
      '2 failed: `web-3` `i-00000003`, `web-3` `i-00000033`, stop protection is on',
    );
  });
});

describe('who is told', () => {
  test('nobody by name where every post notifies', () => {
    expect(renderChangeReply(messages, { username: undefined, change: change('stop', [stopped(1)]) })).toBe(
      '`web-1` is stopped (31s)',
    );
  });

  test.each(['bob.the_builder-2', '0ps'])('the name %s', (name) => {
    expect(draw(change('stop', [stopped(1)]), name)).toBe(`@${name}, \`web-1\` is stopped (31s)`);
  });

  test.each(['all', 'channel', 'here', 'bob @all', '', 'Bøb'])('never `%s`, which no account can be called', (name) => {
    expect(outsideCode(draw(change('stop', [stopped(1)]), name))).not.toContain('@');
  });
});

test('every failure has a short reason: one sentence without its end, no code and no request', () => {
  for (const row of ROWS) {
    const codes = [...(row.codes ?? []), ...(row.ours ?? [])];
    for (const code of codes) {
      const asked = row.asked?.find((one): one is Verb => one === 'start' || one === 'stop') ?? 'stop';
      const failure: Failure = { code, requestId: 'req-1', variant: row.variant };
      const text = draw(change(asked, [stopped(1), refused(3, failure)]));
      const reason = text.split('`web-3`, ')[1] ?? '';

      expect(reason).toMatch(/\S.*[^.\s]$/);
      expect(reason).not.toMatch(/\. |req-1/);
      // A web identity, single sign-on and the like take some words.
      expect(lengthOf(reason)).toBeLessThanOrEqual(140);
    }
  }
});

test('whatever AWS says: one short line, in which nothing comes alive but the one name', () => {
  const line = fc
    .tuple(
      nastyText,
      nastyText,
      fc.constantFrom(...INSTANCE_STATES),
      fc.constantFrom('asked', 'moving', 'arrived', 'already', 'failed'),
      nastyText,
    )
    .map(([id, name, state, outcome, code]) =>
      changeLine(instance(name, { id, state, region: name, publicAddress: id }), 'running', {
        outcome,
        tookMs: 1,
        failure: { code, requestId: code },
      }),
    );
  const verb = fc.constantFrom<Verb>('start', 'stop');
  const end = fc.constantFrom<Change['watchEnd']>(undefined, 'limit', 'settings-changed');
  fc.assert(
    fc.property(verb, fc.array(line, { minLength: 1, maxLength: 50 }), end, (asked, lines, watchEnd) => {
      const text = draw(change(asked, lines, { watchEnd }));

      expect(text.startsWith('@bob, ')).toBe(true);
      expect(outsideCode(text.slice('@bob, '.length))).not.toMatch(ALIVE);
      expect(text).not.toContain('\n');
      expect(lengthOf(text)).toBeLessThan(1_000);
    }),
  );
});
