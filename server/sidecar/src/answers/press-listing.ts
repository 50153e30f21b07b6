import { LISTS_AT_ONCE } from '../access/limits.ts';
import { type ParsedLs, parseCommandLine } from '../commands/parse.ts';
import { type Admitted, admitPress } from './admit-press.ts';
import { type Asker, byPerson } from './asker.ts';
import { showEnd } from './close-card.ts';
import { answerList } from './list-instances.ts';
import { logPressRefused } from './log-refusal.ts';
import type { Pressed } from './press.ts';
import type { Surroundings } from './surroundings.ts';
import { finishShowing, takeUp } from './take-up.ts';

/**
 * An operator shows a listing to the channel that they saw alone. It is read again: what everybody sees is how things are, and
 * not how they were for one. Where that may not be now, the button stays.
 */
export async function pressListing(around: Surroundings, asker: Asker, { held }: Pressed): Promise<void> {
  const { person, place, own } = asker;
  const tell = (message: string): Promise<unknown> => around.posts.ephemeral(person.id, place, message);
  const admitted = await admitPress(around, asker, { needed: 'change', card: held.card });
  if (admitted === undefined) return;
  const parsed = parseCommandLine(`/${held.card.head.typed}`);
  if (parsed.kind !== 'ls') {
    await tell(own.format('press.gone'));
    return;
  }
  const done = around.limits.listing(person.id);
  if (done === undefined) {
    logPressRefused(around, byPerson(asker), held.card, 'limit');
    await tell(own.format('limit.lists', { most: LISTS_AT_ONCE }));
    return;
  }
  await show(around, asker, held, { parsed, ...admitted }).finally(done);
}

async function show(
  around: Surroundings,
  asker: Asker,
  held: Pressed['held'],
  { parsed, access, settings }: Admitted & { readonly parsed: ParsedLs },
): Promise<void> {
  const taken = await takeUp(around, asker, held);
  if (taken === undefined) return;
  await asker.errand.begin();
  if (!(await finishShowing(around, asker, taken, () => showEnd(around, held.card, { kind: 'done' })))) return;
  await answerList(around, asker, settings, access, { ...parsed, visibility: 'public' });
  // Only now, since it may fail: until then what the person saw stands there without its button.
  await showEnd(around, held.card, { kind: 'shown' });
}
