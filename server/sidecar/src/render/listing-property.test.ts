import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { INSTANCE_STATES, type ListedInstance } from '../ports.ts';
import { plainInstance } from '../testing/plain-instance.ts';
import type { Listing } from '../views.ts';
import { lengthOf, MESSAGE_LIMIT } from './limit.ts';
import { renderListing } from './listing.ts';
import { ALIVE, nastyText } from './testing/nasty-text.ts';
import { outsideCode } from './testing/outside-code.ts';
import { head, messages } from './testing/sample.ts';

function listing(instances: ListedInstance[], word: string): Listing {
  const failure = { code: word, requestId: word };
  return { instances, regions: [{ region: word, status: 'failed', failure }], elapsedMs: 1234 };
}

test('whatever AWS says: the table keeps its columns, nothing outside a code span comes alive, and it fits', () => {
  const anInstance = fc
    .record({
      id: nastyText,
      name: fc.option(nastyText, { nil: undefined }),
      type: nastyText,
      state: fc.constantFrom(...INSTANCE_STATES),
      region: nastyText,
    })
    .map((said) => ({ ...plainInstance(said.id, said.region, said.state), tags: new Map<string, string>(), ...said }));
  fc.assert(
    fc.property(
      fc.array(anInstance, { maxLength: 60 }),
      nastyText,
      fc.constantFrom('table' as const, 'lines' as const),
      (all, typed, layout) => {
        const text = renderListing(messages, head(typed), listing(all, typed), { layout });
        const shown = all.filter((one) => one.state !== 'terminated').length;

        expect(lengthOf(text)).toBeLessThanOrEqual(MESSAGE_LIMIT);
        expect(outsideCode(text)).not.toMatch(ALIVE);
        if (layout === 'table' && shown > 0) {
          const rows = text.slice(text.indexOf('|:--|')).split('\n').slice(1);

          expect(rows.length).toBeGreaterThan(0);
          expect(rows.every((row) => row.split('|').length === 7)).toBe(true);
        }
      },
    ),
  );
});
