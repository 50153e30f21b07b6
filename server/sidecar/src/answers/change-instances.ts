import { OUR_FAILURES } from '../failures/own-codes.ts';
import { failureOf } from '../operations/failures.ts';
import type { Refusal } from '../operations/refusals.ts';
import { RegionDiscoveryError } from '../operations/regions.ts';
import type { Verb } from '../ports.ts';
import { renderNotRecorded, renderRegionsUnknown } from '../render/refusal.ts';
import { renderNotActed } from '../render/not-acted.ts';
import { notesOfChange, notesOfReading, refusalOfDiscovery } from './admin-notes.ts';
import { type Asker, ownHead, postHead } from './asker.ts';
import type { Surroundings } from './surroundings.ts';
import { tellAdmin } from './tell-admin.ts';

/**
 * Answers `start` and `stop`: the post is the operation's own, which goes on by itself; why nothing was begun is told to
 * the asker alone. Resolves when the operation has ended, so that its EC2 stays open until then.
 */
export async function answerChange(
  around: Surroundings,
  asker: Asker,
  verb: Verb,
  words: readonly string[],
): Promise<void> {
  const { posts, operations } = around;
  const tell = (message: string): Promise<unknown> => posts.ephemeral(asker.person.id, asker.place, message);
  await around.ec2.use(async (ec2) => {
    const head = postHead(asker, ec2.demo);
    const refusals: Refusal[] = [];
    try {
      const request = {
        ec2,
        verb,
        words,
        personId: asker.person.id,
        head,
        place: asker.place,
        signal: around.ending,
        onRefusal: (refusal: Refusal) => refusals.push(refusal),
      };
      const answer = await operations.change(request);
      switch (answer.kind) {
        case 'not-acted':
          await tell(renderNotActed(asker.own, ownHead(asker, ec2.demo), answer.notActed));
          await tellAdmin(around, asker, ec2, notesOfReading(refusals));
          break;
        case 'not-begun':
          await tell(notBegun(asker, answer.failure.code));
          break;
        case 'begun':
          await tellAdmin(around, asker, ec2, notesOfChange(await answer.ended, refusals));
      }
    } catch (error) {
      if (!(error instanceof RegionDiscoveryError)) throw error;
      await tell(renderRegionsUnknown(asker.own, ownHead(asker), failureOf(error)));
      await tellAdmin(around, asker, ec2, notesOfReading([refusalOfDiscovery(error)]));
    }
  });
}

function notBegun(asker: Asker, code: string): string {
  // Nobody refused anything: the plugin is being stopped.
  if (code === OUR_FAILURES.interrupted) return asker.own.format('general.ending');
  return renderNotRecorded(asker.own, ownHead(asker), code);
}
