import { LISTS_AT_ONCE } from '../access/limits.ts';
import { parseCommandLine } from '../commands/parse.ts';
import { renderNotAllowed, renderUnusable } from '../render/refusal.ts';
import { type Asker, ownHead } from './asker.ts';
import { closeCard } from './close-card.ts';
import { answerList } from './list-instances.ts';
import type { Pressed } from './press.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * An operator shows a listing to the channel that they saw alone. It is read again: what everybody sees is how things are, and
 * not how they were for one.
 */
export async function pressListing(around: Surroundings, asker: Asker, { held }: Pressed): Promise<void> {
  const { cards, posts } = around;
  const { card } = held;
  const { person, place, own } = asker;
  const tell = (message: string): Promise<unknown> => posts.ephemeral(person.id, place, message);
  const access = await around.access.rightsOf(person, place.channelId);
  if (access !== 'change' && access !== 'admin') {
    await tell(renderNotAllowed(own, ownHead(asker), true, access !== 'none'));
    return;
  }
  const judgement = around.judgement();
  if (!judgement.usable) {
    await tell(renderUnusable(own, ownHead(asker), judgement.problem, false, person.isSystemAdmin));
    return;
  }
  const parsed = parseCommandLine(`/${card.head.typed}`);
  const done = around.limits.listing(person.id);
  if (parsed.kind !== 'ls' || done === undefined) {
    done?.();
    await tell(own.format('limit.lists', { most: LISTS_AT_ONCE }));
    return;
  }
  try {
    if (!(await cards.take(held))) return;
    await closeCard(around, card, { kind: 'shown' });
    await cards.forget(card);
    await answerList(around, asker, judgement.settings, access, { ...parsed, visibility: 'public' });
  } finally {
    done();
  }
}
