/** A choice of what the card does not offer. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { CardStage, WEB_1 } from './testing/card-stage.ts';

const TWO = 'i-02c95d7be1a4f8632';
const THREE = 'i-03e5d9b8c7a6f4113';
const GONE = 'These buttons are not valid any longer. Nothing was changed.';

let stage: CardStage;

beforeEach(async () => {
  stage = await CardStage.begin();
  stage.add(TWO, 'running', { name: 'twin', region: 'eu-west-1' });
  stage.add(THREE, 'stopped', { name: 'twin' });
});

/** Adds so many more of that name. */
function more(count: number): void {
  for (let n = 0; n < count; n += 1) stage.add(`i-0000000000000000${String(n)}`, 'running', { name: 'twin' });
}

describe('what was not offered', () => {
  test.each([WEB_1, THREE, 'confirm', 'i-0', '', '__proto__', 'all '])(
    '%s, is refused, and the card stays',
    async (choice) => {
      more(4);
      await stage.type('/ec2ctl stop twin');
      const { postId, context } = stage.bridge.host.action(`${TWO} · eu-west-1 · running`);
      expect(await stage.press('', 'bob', { postId, context: { ...context, selected_option: choice } })).toEqual({});
      expect(stage.told).toMatchObject({ says: GONE });
      expect([stage.posts, stage.asked, stage.cards.length]).toEqual([[], [], 1]);
    },
  );
});
