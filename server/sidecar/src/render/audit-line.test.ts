import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createMessages } from '../messages/messages.ts';
import { INSTANCE_STATES, type Instance, type Verb } from '../ports.ts';
import type { Change, ChangeLine } from '../views.ts';
import { type AuditInput, renderAuditLine } from './audit-line.ts';
import { lengthOf } from './limit.ts';
import { ALIVE, nastyText } from './testing/nasty-text.ts';
import { outsideCode } from './testing/outside-code.ts';
import { changeLine, instance, messages } from './testing/sample.ts';

const URL = 'https://chat.example.org/_redirect/pl/p1';

function change(verb: Verb, lines: ChangeLine[], more: Partial<Change> = {}): Change {
  return { verb, lines, elapsedMs: 58_000, watchEnd: undefined, continued: false, ...more };
}

function draw(of: Change, more: Partial<AuditInput> = {}, language = messages): string {
  const head = { username: 'bob', demo: false };
  return renderAuditLine(language, { head, personId: 'person-1', change: of, postUrl: URL, ...more });
}

function web(number: number, more: Partial<Instance> = {}): Instance {
  return instance(`web-${String(number)}`, { id: `i-${String(number).padStart(8, '0')}`, ...more });
}

function stopped(number: number, more: Partial<Instance> = {}): ChangeLine {
  return changeLine(web(number, { state: 'stopped', ...more }), 'running', { outcome: 'arrived', tookMs: 31_000 });
}

function failed(number: number): ChangeLine {
  const failure = { code: 'OperationNotPermitted', requestId: 'r-1' };
  return changeLine(web(number, { region: 'eu-west-1' }), 'running', { outcome: 'failed', failure });
}

describe('who, what, how it ended, which where, and a link', () => {
  test('of one, by its id beside the result; how it is reached is not told', () => {
    const line = changeLine(web(1, { publicAddress: '54.193.12.7', privateAddress: '10.0.0.1' }), 'stopped', {
      outcome: 'arrived',
      tookMs: 34_000,
    });

    expect(draw(change('start', [line]))).toBe(
      `\`bob\` · \`start\` · \`web-1\` is running (34s) · us-west-2 \`i-00000001\` · [the post](${URL})`,
    );
  });

  test('of several in several regions, with what failed and why', () => {
    expect(draw(change('stop', [stopped(1), stopped(2), failed(3)], { force: true }))).toBe(
      '`bob` · `stop --force` · 2 of 3 instances are stopped (58s), 1 failed: `web-3`, stop protection is on' +
        ` · us-west-2 \`web-1\` \`i-00000001\`, \`web-2\` \`i-00000002\` · eu-west-1 \`web-3\` \`i-00000003\` · [the post](${URL})`,
    );
  });

  test('of what was there already nothing: it was not changed', () => {
    const already = changeLine(web(2, { state: 'stopped' }), 'stopped', { outcome: 'already' });
    const unfit = changeLine(web(3, { state: 'pending' }), 'pending', { outcome: 'unfit' });

    expect(draw(change('stop', [stopped(1), already, unfit], { hibernate: true }))).toBe(
      `\`bob\` · \`stop --hibernate\` · \`web-1\` is stopped (31s) · us-west-2 \`i-00000001\` · [the post](${URL})`,
    );
  });

  test('of what has no name the id alone', () => {
    const nameless = stopped(1, { name: undefined });

    expect(draw(change('stop', [nameless, stopped(2)]))).toContain(
      'us-west-2 `i-00000001`, `web-2` `i-00000002` · [the post]',
    );
  });

  test('of ten each by name, of more how many in each region', () => {
    const ten = Array.from({ length: 10 }, (_, index) => stopped(index));
    const more = [...ten, ...Array.from({ length: 40 }, (_, index) => stopped(10 + index, { region: 'eu-west-1' }))];

    expect(draw(change('stop', ten)).match(/`i-/g)).toHaveLength(10);
    expect(draw(change('stop', more))).toBe(
      `\`bob\` · \`stop\` · 50 instances are stopped (58s) · 10 in us-west-2 · 40 in eu-west-1 · [the post](${URL})`,
    );
  });

  test('of a reboot, whose end AWS does not tell', () => {
    const told = changeLine(web(1), 'running', { outcome: 'arrived' });

    expect(draw(change('reboot', [told]))).toContain('`bob` · `reboot` · `web-1` was told to reboot · us-west-2');
  });

  test('of what was not watched to its end', () => {
    const moving = changeLine(web(1, { state: 'stopping' }), 'running');

    expect(draw(change('stop', [moving], { watchEnd: 'settings-changed' }))).toContain(
      '`web-1` was last seen stopping: watching stopped, the AWS settings changed',
    );
  });

  test('of the demo fleet, so that nobody takes it for machines of AWS', () => {
    expect(draw(change('stop', [stopped(1)]), { head: { username: 'bob', demo: true } })).toContain(
      '`i-00000001` · demo fleet · [the post]',
    );
  });

  test('without a name by the id of the person, and without an address no link', () => {
    const head = { username: undefined, demo: false };

    expect(draw(change('stop', [stopped(1)]), { head, postUrl: undefined })).toBe(
      '`person-1` · `stop` · `web-1` is stopped (31s) · us-west-2 `i-00000001`',
    );
  });

  test('in Chinese', () => {
    const zh = createMessages('zh-TW');
    const many = Array.from({ length: 11 }, (_, index) => stopped(index));

    expect(draw(change('stop', [stopped(1), stopped(2)]), {}, zh)).toBe(
      `\`bob\` · \`stop\` · 2 個執行個體已停止（58 秒） · us-west-2 \`web-1\` \`i-00000001\`、\`web-2\` \`i-00000002\` · [查看貼文](${URL})`,
    );
    expect(draw(change('stop', many), {}, zh)).toContain(' · us-west-2 有 11 個 · ');
  });
});

test('whatever AWS or a person says: one short line, in which nothing comes alive', () => {
  const line = fc
    .tuple(
      nastyText,
      nastyText,
      fc.constantFrom(...INSTANCE_STATES),
      fc.constantFrom('asked', 'moving', 'arrived', 'already', 'failed'),
    )
    .map(([id, name, state, outcome]) =>
      changeLine(instance(name, { id, state, region: name }), 'running', {
        outcome,
        tookMs: 1,
        failure: { code: name, requestId: id },
      }),
    );
  fc.assert(
    fc.property(
      fc.constantFrom<Verb>('start', 'stop'),
      fc.array(line, { minLength: 1, maxLength: 12 }),
      nastyText,
      (verb, lines, username) => {
        const text = draw(change(verb, lines), { head: { username, demo: false }, postUrl: undefined });

        expect(outsideCode(text)).not.toMatch(ALIVE);
        expect(text).not.toContain('\n');
        expect(lengthOf(text)).toBeLessThan(3_500);
      },
    ),
  );
});
