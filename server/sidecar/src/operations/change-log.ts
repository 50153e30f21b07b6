import type { Log, Place, Verb } from '../ports.ts';
import type { Change, ChangeLine, NotActed } from '../views.ts';
import { failureOf, reasonOf } from './failures.ts';

/** Who asked for what, and where. */
export interface Request {
  readonly personId: string;
  readonly place: Place;
  readonly verb: Verb;
  readonly force?: boolean | undefined;
  readonly hibernate?: boolean | undefined;
}

/** The one log line of a change: who, where, what, and how it ended. */
export function logChange(log: Log, request: Request, change: Change): void {
  const failed = change.lines.filter((line) => line.outcome === 'failed');
  log(failed.length > 0 ? 'warn' : 'info', 'Change of instances', {
    ...common(
      request,
      change.lines.map((line) => line.instance.id),
    ),
    outcome: change.watchEnd ?? summary(change.lines),
    states: change.lines.map((line) => `${line.instance.id} ${line.outcome} ${line.instance.state}`).join(', '),
    failures: failed.length > 0 ? failed.map(failureText).join(', ') : undefined,
  });
}

/** The one log line of a change that was never asked of AWS, when what was named does not allow it. */
export function logNotActed(log: Log, request: Request, words: readonly string[], notActed: NotActed): void {
  const { malformed, notFound, terminated, misses = [], unclear = [], nothingFits, tooMany } = notActed;
  log('info', 'Change of instances refused', {
    ...common(request, words),
    outcome: 'not-acted',
    malformed: malformed.length,
    notFound: notFound.length,
    terminated: terminated.length,
    names: misses.length > 0 ? misses.length : undefined,
    unclear: unclear.length > 0 ? unclear.length : undefined,
    nothingFits: nothingFits === undefined ? undefined : true,
    tooMany: tooMany?.count,
  });
}

/** The one log line of a change that was never asked of AWS, when something failed before. */
export function logNotBegun(log: Log, request: Request, words: readonly string[], error: unknown): void {
  const { code } = failureOf(error);
  const fields = { ...common(request, words), outcome: 'not-begun', code, ...reasonOf(error) };
  log('warn', 'Change of instances not begun', fields);
}

function common(request: Request, ids: readonly string[]): Readonly<Record<string, string | boolean | undefined>> {
  const { personId, place, verb, force, hibernate } = request;
  return { userId: personId, channelId: place.channelId, verb, force, hibernate, ids: ids.join(',') };
}

function summary(lines: readonly ChangeLine[]): string {
  const outcomes = new Set(lines.map((line) => line.outcome));
  if (outcomes.size > 1 && outcomes.has('failed')) return 'partly-failed';
  return outcomes.has('arrived') ? 'arrived' : ([...outcomes][0] ?? 'none');
}

function failureText({ instance, failure }: ChangeLine): string {
  return [instance.id, failure?.code, failure?.requestId].filter((part) => part !== undefined).join(' ');
}
