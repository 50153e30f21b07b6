import type { ParsedChange } from '../commands/parse.ts';
import { logNotActed, logNotBegun } from '../operations/change-log.ts';
import { failureOf } from '../operations/failures.ts';
import type { Refusal } from '../operations/refusals.ts';
import { RegionDiscoveryError } from '../operations/regions.ts';
import { renderNotActed } from '../render/not-acted.ts';
import { renderEnding, renderRegionsUnknown } from '../render/refusal.ts';
import { inOrder } from '../render/sort.ts';
import { UnknownRegionError } from '../selection/choose-regions.ts';
import { wordsOf } from '../selection/selection.ts';
import type { Settings } from '../settings.ts';
import { notesOfReading, refusalOfDiscovery } from './admin-notes.ts';
import { type Asker, ownHead, requestOf } from './asker.ts';
import { findMeant } from './find-meant.ts';
import { openChoice } from './open-choice.ts';
import { proceed } from './proceed.ts';
import type { Surroundings } from './surroundings.ts';
import { tellAdmin } from './tell-admin.ts';
import { unknownRegionText } from './unknown-region.ts';

/**
 * Answers a command that changes instances: finds what is meant, asks where it must, and then begins; the post is the
 * operation's own. Why nothing was begun is told to the asker alone. Resolves when the operation has ended, so that its EC2
 * stays open until then.
 */
export async function answerChange(
  around: Surroundings,
  asker: Asker,
  settings: Settings,
  parsed: ParsedChange,
): Promise<void> {
  const { posts, ending: signal } = around;
  const { order, selection, dryRun, yes } = parsed;
  const tell = (message: string): Promise<unknown> => posts.ephemeral(asker.person.id, asker.place, message);
  await around.ec2.use(async (ec2) => {
    const refusals: Refusal[] = [];
    const onRefusal = (refusal: Refusal): void => void refusals.push(refusal);
    const request = requestOf(asker, order);
    try {
      const list = around.reads.fresh(ec2);
      const found = await findMeant(around, ec2, { list, verb: order.verb, selection, onRefusal });
      switch (found.kind) {
        case 'not-acted':
          logNotActed(around, request, wordsOf(selection), found.notActed);
          await tell(renderNotActed(asker.own, ownHead(asker, ec2.demo), found.notActed));
          await tellAdmin(around, asker, ec2, notesOfReading(refusals));
          return;
        case 'unclear':
          await openChoice(around, asker, ec2, { ...found, ...found.unclear, order, dryRun });
          return;
        case 'found': {
          // What was chosen by a pattern or a tag comes as the regions answered.
          const instances = found.exact ? found.instances : inOrder(found.instances);
          await proceed(around, asker, { ec2, settings, wish: { ...found, instances, order, yes }, dryRun });
        }
      }
    } catch (error) {
      if (signal.aborted || error instanceof RegionDiscoveryError) {
        logNotBegun(around, request, wordsOf(selection), error);
      }
      if (signal.aborted) await tell(renderEnding(asker.own, ownHead(asker, ec2.demo)));
      else if (error instanceof UnknownRegionError) await tell(unknownRegionText(asker, error, ec2.demo, settings));
      else if (error instanceof RegionDiscoveryError) {
        await tell(renderRegionsUnknown(asker.own, ownHead(asker), failureOf(error)));
        await tellAdmin(around, asker, ec2, notesOfReading([refusalOfDiscovery(error)]));
      } else throw error;
    }
  });
}
