import { UpstreamError } from './errors.ts';
import type { ChangeRow, Refused } from './history-rows.ts';
import type { History } from './history/history.ts';
import type { AuditRecord, HostApi } from './mattermost/host-api.ts';
import type { Log } from './ports.ts';
import type { Trail } from './trail.ts';

/** So many records may wait to be told; while Mattermost does not answer, those that come then are dropped. */
const MOST_WAITING = 1_000;

/** What the trail needs of the world. */
export interface AuditTrailPorts {
  readonly host: Pick<HostApi, 'LogAuditRec'>;
  readonly history: Pick<History, 'change' | 'refusal'>;
  readonly log: Log;
}

/** The trail as the whole process leaves it. */
export interface AuditTrail extends Trail {
  /** Fulfilled when no record waits to be told to the audit log. */
  idle(): Promise<void>;
}

/** Tells the server's audit log, one record after another, and the history. */
export function createAuditTrail({ host, history, log }: AuditTrailPorts): AuditTrail {
  let work = Promise.resolve();
  let waiting = 0;

  async function tell(record: AuditRecord): Promise<void> {
    try {
      await host.LogAuditRec(record);
    } catch (error) {
      const why = error instanceof UpstreamError ? error.code : String(error);
      log('warn', 'A record could not be told to the audit log', { event: record.event_name, error: why });
    }
    waiting -= 1;
  }

  function audit(record: AuditRecord): void {
    if (waiting >= MOST_WAITING) {
      log('error', 'A record was not told to the audit log: too many wait', { event: record.event_name });
      return;
    }
    waiting += 1;
    work = work.then(() => tell(record));
  }

  return {
    change(row, isLogged = false) {
      // What another process goes on with has its end there.
      if (row.end !== 'shutdown' && !isLogged) audit(ofChange(row));
      return history.change(row);
    },
    refusal(refused, isOneOfMany = false) {
      if (!isOneOfMany) audit(ofRefusal(refused));
      history.refusal(refused);
    },
    idle: () => work,
  };
}

function ofChange(row: ChangeRow): AuditRecord {
  const { personId, username, channelId, verb, force, hibernate, dryRun, instances, leftOut, end } = row;
  const isFailed = instances.some(({ outcome }) => outcome === 'failed' || outcome === 'refused');
  const parameters = {
    ...{ personId, username, channelId, verb, force, hibernate, dryRun, instances, leftOut, end },
    tookMs: row.tookMs,
    requestIds: row.requestIds,
  };
  return {
    event_name: 'ec2ctl_change',
    status: isFailed ? 'fail' : 'success',
    event: { parameters, object_type: 'instances' },
    actor: { user_id: personId },
  };
}

function ofRefusal({ personId, username, channelId, verb, words, reason, requestId }: Refused): AuditRecord {
  const parameters = {
    ...{ personId, username, channelId, verb, instances: words, outcome: 'refused', reason },
    requestIds: requestId === undefined ? [] : [requestId],
  };
  return {
    event_name: 'ec2ctl_refusal',
    status: 'fail',
    event: { parameters, object_type: 'instances' },
    actor: { user_id: personId },
  };
}
