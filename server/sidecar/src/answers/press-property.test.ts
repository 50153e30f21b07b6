import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readPress } from './press.ts';

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** Nearly a press: each part may be what it should, anything else, or not there. */
const nearly = fc.record(
  {
    channel_id: fc.oneof(fc.string(), fc.jsonValue()),
    post_id: fc.oneof(fc.string(), fc.jsonValue()),
    context: fc.oneof(
      fc.record(
        {
          token: fc.oneof(fc.string(), fc.jsonValue()),
          choice: fc.oneof(fc.constantFrom('menu', 'confirm'), fc.jsonValue()),
          selected_option: fc.oneof(fc.string(), fc.jsonValue()),
          __proto__: fc.constant(null),
        },
        { requiredKeys: [] },
      ),
      fc.jsonValue(),
    ),
  },
  { requiredKeys: [] },
);

test('whatever a body is, it is no press, or its four parts are texts that stand in it', () => {
  let presses = 0;
  fc.assert(
    fc.property(nearly, (body) => {
      const press = readPress(base64(JSON.stringify(body)));
      if (press === undefined) return;
      presses += 1;
      const { token, choice, selected_option: selected } = body.context as Record<string, unknown>;
      expect(press).toEqual({
        token,
        choice: choice === 'menu' ? selected : choice,
        channelId: body.channel_id,
        postId: body.post_id,
      });
      expect(Object.values(press).map((part) => typeof part)).toEqual(['string', 'string', 'string', 'string']);
    }),
    { numRuns: 1_000 },
  );
  expect(presses).toBeGreaterThan(0);
});

test('bytes that are no JSON, or no base64, are no press', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.base64String()), (body) => {
      expect(readPress(body)).toBeUndefined();
      expect(readPress(base64(body))).toBeUndefined();
    }),
  );
});
