import type { Attachment } from '../attachment.ts';
import type { Card } from '../cards/card.ts';
import { BugError, UpstreamError } from '../errors.ts';
import { reasonOf } from '../operations/failures.ts';
import type { ListingPlace } from './listing-place.ts';
import type { Surroundings } from './surroundings.ts';

/** An answer with buttons below it. */
export interface Buttoned {
  /** Its face is the answer. */
  readonly draft: Omit<Card, 'token' | 'expiresAt' | 'post'>;
  /** What stands below the answer, with its buttons. */
  readonly below: (token: string) => Attachment | undefined;
}

/** Shows an answer with buttons. It stands by itself: where they cannot be kept, it is shown without. */
export async function showWithButtons(
  { cards, log }: Surroundings,
  place: ListingPlace,
  { draft, below }: Buttoned,
): Promise<void> {
  const { message, attachment } = draft.face;
  let shown: Promise<void> | undefined;
  try {
    await cards.open(draft, async ({ token }) => {
      shown = place.show({ message, attachment: below(token) });
      await shown;
      const post = place.post();
      if (post === undefined) throw new BugError('NotShown', 'Cannot keep a card: nothing is shown');
      return post;
    });
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    // Where it could not be shown, that is what failed. Where it was, its buttons are gone again.
    await (shown ?? place.show({ message, attachment }));
    log('warn', 'An answer has no buttons: they could not be kept', { userId: draft.personId, ...reasonOf(error) });
  }
}
