import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { text } from '../messages/text.ts';
import { INSTANCE_STATES, type Instance } from '../ports.ts';
import type { ChangeLine, Failure, RegionReading } from '../views.ts';
import { renderChange } from './change.ts';
import { code } from './escape.ts';
import { lengthOf, MESSAGE_LIMIT } from './limit.ts';
import { renderNotActed, renderUnknownRegion } from './not-acted.ts';
import { renderMistake, renderNotRecorded, renderUnusable } from './refusal.ts';
import { ALIVE, nastyText } from './testing/nasty-text.ts';
import { outsideCode } from './testing/outside-code.ts';
import { changeLine, head, instance, messages } from './testing/sample.ts';

const state = fc.constantFrom(...INSTANCE_STATES);

const anInstance: fc.Arbitrary<Instance> = fc
  .record({
    name: fc.option(nastyText, { nil: undefined }),
    id: nastyText,
    region: nastyText,
    publicAddress: fc.option(nastyText, { nil: undefined }),
    privateAddress: fc.option(nastyText, { nil: undefined }),
    state,
  })
  .map(({ name, ...more }) => instance(name, more));

const aFailure: fc.Arbitrary<Failure> = fc.record({
  code: nastyText,
  requestId: fc.option(nastyText, { nil: undefined }),
});

const aLine: fc.Arbitrary<ChangeLine> = fc
  .record({
    of: anInstance,
    before: state,
    outcome: fc.constantFrom('asked', 'moving', 'arrived', 'already', 'failed'),
    failure: aFailure,
  })
  .map(({ of, before, outcome, failure }) => changeLine(of, before, { outcome, failure }));

const aReading: fc.Arbitrary<RegionReading> = fc.oneof(
  fc.record({ region: nastyText, status: fc.constantFrom('read', 'waiting') }),
  fc.record({ region: nastyText, status: fc.constant('failed'), failure: aFailure }),
);

/** Nothing outside a code span comes alive, it is one post, and no line of it is lost in another. */
function expectHarmless(markdown: string): void {
  expect(lengthOf(markdown)).toBeLessThanOrEqual(MESSAGE_LIMIT);
  expect(outsideCode(markdown)).not.toMatch(ALIVE);
  for (const line of markdown.split('\n')) {
    // Markdown pairs backticks through a whole paragraph: each line must close what it opens.
    expect(outsideCode(line)).not.toMatch(/`|\]\(/);
    expect((outsideCode(line).match(/\*\*/g) ?? []).length % 2).toBe(0);
  }
}

test('whatever AWS says, the post of a change stays harmless', () => {
  fc.assert(
    fc.property(
      fc.array(aLine, { minLength: 1, maxLength: 35 }),
      nastyText,
      fc.constantFrom('start', 'stop'),
      fc.constantFrom(undefined, 'limit', 'shutdown', 'settings-changed'),
      (lines, typed, verb, watchEnd) => {
        const change = { verb, lines, elapsedMs: 1234, watchEnd, continued: true };

        expectHarmless(renderChange(messages, { head: head(typed), change, now: 0 }));
      },
    ),
  );
});

test('whatever AWS says and people type, a refusal stays harmless', () => {
  const ids = fc.array(nastyText, { maxLength: 10 });
  const instances = fc.array(anInstance, { maxLength: 10 });
  fc.assert(
    fc.property(ids, instances, fc.array(aReading, { maxLength: 8 }), nastyText, (words, some, regions, typed) => {
      const first = head(typed);
      const notActed = { verb: 'stop', malformed: words, notFound: words, terminated: some, regions } as const;
      const unknown = { region: typed, known: words, fromSettings: false };
      const wrong = text('mistake.unknownCommand', { command: code(typed) });
      const mistake = { text: wrong, suggestion: typed, command: undefined, changing: true };

      expectHarmless(renderNotActed(messages, first, notActed));
      expectHarmless(renderNotActed(messages, first, { ...notActed, leftAlone: some }));
      expectHarmless(renderUnknownRegion(messages, first, unknown, words));
      expectHarmless(renderMistake(messages, first, mistake, []));
      expectHarmless(renderNotRecorded(messages, first, typed));
      expectHarmless(
        renderUnusable(messages, first, text('configuration.regions.shape', { value: typed }), true, false),
      );
    }),
  );
});
