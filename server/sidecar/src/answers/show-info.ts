import { failureOf } from '../operations/failures.ts';
import { findInstances } from '../operations/find.ts';
import { READ_LIMIT_MS, RegionDiscoveryError } from '../operations/regions.ts';
import type { Refusal } from '../operations/refusals.ts';
import { UpstreamError } from '../errors.ts';
import { renderInfo, renderInfoFailed } from '../render/info.ts';
import { renderRegionsFailed } from '../render/listing.ts';
import { renderNotActed } from '../render/not-acted.ts';
import type { Settings } from '../settings.ts';
import type { Access } from '../views.ts';
import { within } from '../within.ts';
import { notesOfReading, refusalOfDiscovery } from './admin-notes.ts';
import { type Asker, ownHead } from './asker.ts';
import { placeFor } from './listing-place.ts';
import type { Surroundings } from './surroundings.ts';
import { tellAdmin } from './tell-admin.ts';

/** Answers `info`: where a listing would be shown. That nothing is called so is told to the asker alone. */
export async function answerInfo(
  around: Surroundings,
  asker: Asker,
  settings: Settings,
  access: Access,
  word: string,
): Promise<void> {
  const { clock, log, ending: signal } = around;
  await around.ec2.use(async (ec2) => {
    const wish = { setting: settings.listings, visibility: undefined, access };
    const place = await placeFor(around, asker, wish, ec2.demo);
    const refusals: Refusal[] = [];
    const onRefusal = (refusal: Refusal): void => void refusals.push(refusal);
    try {
      // What is found is looked at afresh below, so the fleet may be as it was read a moment ago.
      const list = around.shareReads(ec2);
      const found = await findInstances({ ec2, list, clock, log, verb: 'info', words: [word], signal, onRefusal });
      if (found.kind === 'not-acted') {
        await place.tell(renderNotActed(asker.own, ownHead(asker, ec2.demo), found.notActed));
        await tellAdmin(around, asker, ec2, notesOfReading(refusals));
        return;
      }
      const [instance] = found.instances;
      if (instance === undefined) return;
      const details = await within({ clock, limitMs: READ_LIMIT_MS, signal }, (bounded) =>
        ec2.details(instance.region, instance.id, bounded),
      );
      const { message, attachment } =
        details === undefined
          ? renderInfoFailed(place.messages, place.head, instance)
          : renderInfo(place.messages, place.head, details, clock.now());
      await place.show(message, attachment);
    } catch (error) {
      if (signal.aborted) await place.tell(asker.own.format('general.ending'));
      else if (error instanceof RegionDiscoveryError) {
        await place.show(renderRegionsFailed(place.messages, place.head, failureOf(error)));
        await tellAdmin(around, asker, ec2, notesOfReading([refusalOfDiscovery(error)]));
      } else if (error instanceof UpstreamError && error.source === 'aws') {
        await place.show(renderInfoFailed(place.messages, place.head, undefined, failureOf(error)).message);
      } else throw error;
    }
  });
}
