import type { Attachment } from '../attachment.ts';
import type { Card } from '../cards/card.ts';
import { failureOf } from '../operations/failures.ts';
import { READ_LIMIT_MS, RegionDiscoveryError } from '../operations/regions.ts';
import type { Refusal } from '../operations/refusals.ts';
import { UpstreamError } from '../errors.ts';
import type { InstanceDetails } from '../instance-details.ts';
import type { Ec2, Instance } from '../ports.ts';
import { renderInfo, renderInfoFailed } from '../render/info.ts';
import { infoAttachment } from '../render/info-buttons.ts';
import { renderRegionsFailed } from '../render/listing.ts';
import { renderNotActed } from '../render/not-acted.ts';
import { renderEnding } from '../render/refusal.ts';
import { UnknownRegionError } from '../selection/choose-regions.ts';
import { type Selection, selectionOf, wordsOf } from '../selection/selection.ts';
import { mayChange } from '../views.ts';
import { within } from '../within.ts';
import { notesOfDetails, notesOfReading, refusalOfDiscovery } from './admin-notes.ts';
import { type Admitted, admitPress } from './admit-press.ts';
import { type Asker, ownHead } from './asker.ts';
import { draftOf } from './card-draft.ts';
import { findMeant } from './find-meant.ts';
import { type ListingPlace, placeFor } from './listing-place.ts';
import { openChoice } from './open-choice.ts';
import { showWithButtons } from './show-with-buttons.ts';
import type { Surroundings } from './surroundings.ts';
import { tellAdmin } from './tell-admin.ts';
import { unknownRegionText } from './unknown-region.ts';

/** Answers `info`: where a listing would be shown. That nothing is called so, or which is meant, concerns the asker alone. */
export async function answerInfo(
  around: Surroundings,
  asker: Asker,
  rights: Admitted,
  selection: Selection,
): Promise<void> {
  const { ending: signal } = around;
  const { settings, access } = rights;
  await around.ec2.use(async (ec2) => {
    const wish = { setting: settings.listings, visibility: undefined, access };
    const place = await placeFor(around, asker, wish, ec2.demo);
    const refusals: Refusal[] = [];
    let lookedAt: Instance | undefined;
    const onRefusal = (refusal: Refusal): void => void refusals.push(refusal);
    try {
      // What is found is looked at afresh below, so the fleet may be as it was read a moment ago.
      const list = around.reads.recent(ec2);
      const found = await findMeant(around, ec2, { list, verb: 'info', selection, onRefusal });
      if (found.kind === 'not-acted') {
        await place.tell(renderNotActed(asker.own, ownHead(asker, ec2.demo), found.notActed));
        await tellAdmin(around, asker, ec2, notesOfReading(refusals));
        return;
      }
      const order = { verb: 'info' } as const;
      const word = wordsOf(selection).join(' ');
      const instances = found.kind === 'found' ? found.instances : [...found.unclear.instances, ...found.others];
      const [instance, ...more] = instances;
      if (instance === undefined) return;
      if (found.kind === 'unclear' && found.others.length === 0) {
        await openChoice(around, asker, ec2, { ...found, ...found.unclear, order, dryRun: false });
      } else if (more.length > 0) {
        await openChoice(around, asker, ec2, {
          ...found,
          ...{ order, dryRun: false, word, why: 'several', instances, others: [] },
        });
      } else {
        lookedAt = instance;
        const shown = { ec2, place, mayChange: mayChange(access) };
        const details = await showDetails(around, asker, shown, instance);
        if (details !== undefined) await tellAdmin(around, asker, ec2, notesOfDetails(details));
      }
    } catch (error) {
      if (signal.aborted) await place.tell(renderEnding(asker.own, ownHead(asker, ec2.demo)));
      else if (error instanceof UnknownRegionError) {
        await place.tell(unknownRegionText(asker, error, ec2.demo, settings));
      } else if (error instanceof RegionDiscoveryError) {
        await place.show({ message: renderRegionsFailed(place.messages, place.head, failureOf(error)) });
        await tellAdmin(around, asker, ec2, notesOfReading([refusalOfDiscovery(error)]));
      } else if (error instanceof UpstreamError && error.source === 'aws') {
        await place.show(renderInfoFailed(place.messages, place.head, undefined, failureOf(error)));
        const refusal = { asked: 'instances' as const, region: lookedAt?.region, ids: [], error };
        await tellAdmin(around, asker, ec2, notesOfReading([refusal]));
      } else throw error;
    }
  });
}

/** Of which instance details were asked for by a press, and of which card it is. */
export interface PressedInfo {
  readonly card: Card;
  readonly id: string;
}

/** Answers a press as `info` with this id would; the right of who pressed is still to be looked at. */
export async function showInfo(around: Surroundings, asker: Asker, { card, id }: PressedInfo): Promise<void> {
  const admitted = await admitPress(around, asker, { needed: 'look', card });
  if (admitted === undefined) return;
  await answerInfo(around, asker, admitted, selectionOf([{ kind: 'id', word: id, id }]));
}

/** Where details are shown, and whether buttons for changes stand below them. */
interface DetailsPlace {
  readonly ec2: Ec2;
  readonly place: ListingPlace;
  readonly mayChange: boolean;
}

/** @returns what was shown; undefined when the instance is gone */
async function showDetails(
  around: Surroundings,
  asker: Asker,
  { ec2, place, mayChange }: DetailsPlace,
  { region, id }: Instance,
): Promise<InstanceDetails | undefined> {
  const { clock, ending: signal } = around;
  const details = await within({ clock, limitMs: READ_LIMIT_MS, signal }, (bounded) =>
    ec2.details(region, id, bounded),
  );
  if (details === undefined) {
    await place.show(renderInfoFailed(place.messages, place.head, { id }));
    return undefined;
  }
  const when = { now: clock.now(), timeZone: place.isForAll ? undefined : asker.person.timeZone };
  const { message, attachment } = renderInfo(place.messages, place.head, details, when);
  if (!mayChange || attachment === undefined) {
    await place.show({ message, attachment });
    return details;
  }
  const subject = { kind: 'info' as const, instance: details, asks: undefined };
  const draft = { ...draftOf(asker, ec2, place.head), face: { message, attachment }, subject };
  const buttons = { instance: details, asks: undefined, username: undefined };
  const below = (token: string): Attachment | undefined =>
    infoAttachment(place.messages, attachment, { ...buttons, token });
  await showWithButtons(around, place, { draft, below });
  return details;
}
