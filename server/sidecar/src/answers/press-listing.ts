import { LISTS_AT_ONCE } from '../access/limits.ts';
import { type ParsedLs, parseCommandLine } from '../commands/parse.ts';
import type { RefusalReason } from '../history-rows.ts';
import { renderNotAllowed, renderUnusable } from '../render/refusal.ts';
import type { Settings } from '../settings.ts';
import { type Access, mayChange } from '../views.ts';
import { type Asker, byPerson, ownHead } from './asker.ts';
import { showEnd } from './close-card.ts';
import { answerList } from './list-instances.ts';
import { logRefusedPress } from './log-refusal.ts';
import type { Pressed } from './press.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * An operator shows a listing to the channel that they saw alone. It is read again: what everybody sees is how things are, and
 * not how they were for one. Where that may not be now, the button stays.
 */
export async function pressListing(around: Surroundings, asker: Asker, { held }: Pressed): Promise<void> {
  const { person, place, own } = asker;
  const tell = (message: string): Promise<unknown> => around.posts.ephemeral(person.id, place, message);
  const access = await around.access.rightsOf(person, place.channelId);
  const refuse = (reason: RefusalReason): void => {
    logRefusedPress(around, byPerson(asker), held.card, reason);
  };
  if (!mayChange(access)) {
    refuse('no-right');
    await tell(renderNotAllowed(own, ownHead(asker), true, access !== 'none'));
    return;
  }
  const judgement = around.judgement();
  if (!judgement.usable) {
    refuse('settings-unusable');
    await tell(renderUnusable(own, ownHead(asker), judgement.problem, false, person.isSystemAdmin));
    return;
  }
  const parsed = parseCommandLine(`/${held.card.head.typed}`);
  if (parsed.kind !== 'ls') {
    await tell(own.format('press.gone'));
    return;
  }
  const done = around.limits.listing(person.id);
  if (done === undefined) {
    refuse('limit');
    await tell(own.format('limit.lists', { most: LISTS_AT_ONCE }));
    return;
  }
  await show(around, asker, held, { parsed, access, settings: judgement.settings }).finally(done);
}

async function show(
  around: Surroundings,
  asker: Asker,
  held: Pressed['held'],
  { parsed, access, settings }: { readonly parsed: ParsedLs; readonly access: Access; readonly settings: Settings },
): Promise<void> {
  const { cards } = around;
  if (!(await cards.take(held))) return;
  await cards.finish(held.card);
  await showEnd(around, held.card, { kind: 'done' });
  await answerList(around, asker, settings, access, { ...parsed, visibility: 'public' });
  // Only now, since it may fail: until then what the person saw stands there without its button.
  await showEnd(around, held.card, { kind: 'shown' });
}
