import type { Audit } from '../audit.ts';
import type { Clock } from '../clock.ts';
import { UpstreamError } from '../errors.ts';
import { createMessages } from '../messages/messages.ts';
import type { Log } from '../ports.ts';
import type { Change } from '../views.ts';
import { again } from './again.ts';
import type { ChangeEnd } from './change-reply.ts';
import { isRefusedEdit, logDefect, reasonOf } from './failures.ts';
import { makeOnce } from './make-once.ts';
import type { OperationRecord } from './record.ts';

/** What telling the audit channel works with. */
export interface AuditPorts {
  readonly audit: Audit;
  readonly clock: Clock;
  readonly log: Log;
  /** Draws the line. */
  readonly renderAudit: (record: OperationRecord, change: Change) => string;
}

/**
 * Tells the audit channel of a change, once, whatever process does it: the record stays until the line is there, and the
 * line carries the operation's id, by which a later process finds it. Returns whether that is settled, so that the next
 * process need not see to it. What goes wrong is logged, and is no reason for the change to fail. Never rejects.
 */
export async function tellAudit(ports: AuditPorts, end: ChangeEnd): Promise<boolean> {
  const { log } = ports;
  const { operationId } = end.record;
  try {
    const made = await tell(ports, end);
    if (made === 'unknown') log('warn', 'Whether the audit channel was told of a change is not known', { operationId });
    return made === 'made';
  } catch (error) {
    // The process is ending, and the next one sees to it.
    if (end.signal.aborted && !(error instanceof UpstreamError)) return false;
    logDefect(log, error, { operationId });
    log('warn', 'The audit channel cannot be told of a change', { operationId, ...reasonOf(error) });
    return isRefusedEdit(error);
  }
}

async function tell(ports: AuditPorts, end: ChangeEnd): Promise<'made' | 'unknown'> {
  const { audit, clock, log, renderAudit } = ports;
  const { record, change, continued, signal } = end;
  const { operationId, startedAt } = record;
  const patience = { clock, signal, mayHelp: (error: unknown) => !isRefusedEdit(error) };
  const target = await again(patience, () => audit.target());
  if (target.kind === 'none') return 'made';
  if (target.kind === 'idle') {
    const problem = createMessages('en').text(target.problem);
    log('warn', 'No channel is told of a change', { operationId, problem });
    return 'made';
  }
  const find = (): Promise<string | undefined> => audit.find(target.id, operationId, startedAt);
  if (continued && (await again(patience, find)) !== undefined) return 'made';
  const message = renderAudit(record, change);
  const make = (): Promise<void> => audit.make(target.id, message, operationId);
  return await makeOnce({ clock, log, closing: signal }, operationId, { what: 'audit line', make, find });
}
