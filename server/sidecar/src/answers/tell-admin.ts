import { UpstreamError } from '../errors.ts';
import { logDefect, reasonOf } from '../operations/failures.ts';
import type { Denial, Ec2 } from '../ports.ts';
import { renderAdminNotes } from '../render/admin-notes.ts';
import type { AdminNote } from '../views.ts';
import { within } from '../within.ts';
import type { NoteDraft } from './admin-notes.ts';
import { type Asker, ownHead } from './asker.ts';
import type { Surroundings } from './surroundings.ts';

/** STS has this long to decode what AWS said: the admin has the rest already. */
const DECODE_LIMIT_MS = 3_000;

/** The most messages that are decoded for one answer. */
const MOST_DECODED = 3;

/**
 * Tells a system admin who typed, and nobody else, what the channel must not read of what failed, in one message. Tells
 * nothing where there is nothing to tell, and of the demo fleet, which nobody can mend. Rejects only for a defect: the
 * answer itself stands already.
 */
export async function tellAdmin(
  around: Surroundings,
  asker: Asker,
  ec2: Ec2,
  drafts: readonly NoteDraft[],
): Promise<void> {
  if (!asker.person.isSystemAdmin || ec2.demo || drafts.length === 0 || around.ending.aborted) return;
  const { posts, log } = around;
  const mayDecode = drafts.filter(({ encoded }) => encoded !== undefined).slice(0, MOST_DECODED);
  const notes = await Promise.all(
    drafts.map(async (draft) => (mayDecode.includes(draft) ? await withDecoded(around, ec2, draft) : draft)),
  );
  try {
    await posts.ephemeral(asker.person.id, asker.place, renderAdminNotes(asker.own, ownHead(asker), notes));
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    log('warn', 'An admin could not be told of a failure', { userId: asker.person.id, ...reasonOf(error) });
  }
}

/** With what STS says of it. Where that is not allowed, or takes too long, what is known stays. */
async function withDecoded({ clock, log, ending }: Surroundings, ec2: Ec2, draft: NoteDraft): Promise<AdminNote> {
  const { encoded = '', failure } = draft;
  const { requestId } = failure;
  try {
    const decoded = await within({ clock, limitMs: DECODE_LIMIT_MS, signal: ending }, (signal) =>
      ec2.decodeDenial(encoded, signal),
    );
    const denial = merge(draft.denial, decoded);
    log('info', 'AWS decoded why it refused', { requestId, ...denial });
    return { ...draft, denial, failure: denial.explicit ? { ...failure, variant: 'explicit-deny' } : failure };
  } catch (error) {
    logDefect(log, error, { requestId: requestId ?? '' });
    // Without the right to decode, which is optional, it is so each time.
    if (error instanceof UpstreamError) log('debug', 'A refusal could not be decoded', { requestId, code: error.code });
    return draft;
  }
}

/** What STS says counts; the words tell the rest. */
function merge(words: Denial | undefined, decoded: Denial): Denial {
  return {
    explicit: decoded.explicit,
    action: decoded.action ?? words?.action,
    resource: decoded.resource ?? words?.resource,
    principal: decoded.principal ?? words?.principal,
    policy: decoded.policy ?? words?.policy,
    statement: decoded.statement,
  };
}
