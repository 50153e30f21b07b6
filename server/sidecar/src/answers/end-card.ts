import type { Card } from '../cards/card.ts';
import { closeCard } from './close-card.ts';
import type { Surroundings } from './surroundings.ts';

/** Ends a card whose time is up, or that a process had taken up and came to nothing with. */
export async function endCard(around: Surroundings, card: Card, why: 'expired' | 'interrupted'): Promise<void> {
  const { subject } = card;
  // The operation has the post, and says itself what became of it.
  const isBegun =
    why === 'interrupted' && subject.kind === 'confirm' && (await around.operations.has(subject.operationId));
  if (!isBegun) await closeCard(around, card, { kind: why });
}
