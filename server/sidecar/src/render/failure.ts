import type { Asked, Row, RowName } from '../failures/row.ts';
import { isOwnCode, rowOf, wasNeverSent } from '../failures/table.ts';
import type { PlainMessageId } from '../messages/catalogue.ts';
import type { Messages } from '../messages/messages.ts';
import type { InstanceState } from '../ports.ts';
import type { Failure } from '../views.ts';
import { code } from './escape.ts';
import { stateWord } from './instance.ts';
import { joinSentences } from './sentences.ts';

export type { Asked } from '../failures/row.ts';

type SentenceId = Extract<PlainMessageId, `failure.${string}.sentence`>;
type ReasonId = Extract<PlainMessageId, `failure.${string}.reason`>;

/** The state to wait for, where an instance is on its way when it is asked for something else. */
const ARRIVES_IN: Partial<Record<InstanceState, InstanceState>> = { pending: 'running', stopping: 'stopped' };

/** What may be wrong with the home region alone, of all that can go wrong on the way. */
const OF_ONE_REGION: readonly (RowName | undefined)[] = ['timedOut', 'nameNotFound', 'unreachable'];

/** What no list of regions mends, of the kinds in which it mends the rest. */
const OF_ALL_REGIONS: readonly (RowName | undefined)[] = ['blocked', 'badAnswer', 'notSent', 'stopped'];

/** Whether it helps to name the regions in the settings when AWS does not: not where each of them would fail alike. */
export function namingRegionsHelps(failure: Failure): boolean {
  const row = rowOf(failure);
  if (row?.kind === 'network') return OF_ONE_REGION.includes(row.name);
  return row?.kind !== 'credentials' && !OF_ALL_REGIONS.includes(row?.name);
}

/**
 * Why a region could not be read, in a few words for a bracket: `denied by policy`. A code without words of its own is
 * shown as it is.
 *
 * @param elapsedMs how long the reading took, for one that timed out
 */
export function failureReason(messages: Messages, failure: Failure, elapsedMs: number): string {
  const row = rowOf(failure);
  if (row?.name === 'timedOut') {
    return messages.format('failure.timedOut.reason', { time: messages.duration(elapsedMs) });
  }
  const id = row === undefined ? undefined : reasonId(row);
  return id === undefined ? code(failure.code) : messages.format(id);
}

/**
 * What a failure means and what to do next, then the evidence: the code of AWS and the request id. Begins with a small
 * letter where it can, since it follows a colon. Nothing in it is for an admin alone.
 *
 * @param state the state that the instance is in, of a change
 */
export function failureSentence(
  messages: Messages,
  failure: Failure | undefined,
  asked: Asked,
  state?: InstanceState,
): string {
  if (failure === undefined) return messages.format('failure.noReason.sentence');
  const sentence = withNext(messages, failure, asked, state);
  const evidence = evidenceOf(messages, failure);
  return evidence === undefined ? sentence : joinSentences(sentence, evidence);
}

/**
 * What a failure means, for where there is room for no more: the first sentence, without its full stop, what to do next and
 * the evidence.
 *
 * @param state the state that the instance is in, of a change
 */
export function failureSummary(
  messages: Messages,
  failure: Failure | undefined,
  asked: Asked,
  state?: InstanceState,
): string {
  const whole =
    failure === undefined ? messages.format('failure.noReason.sentence') : withNext(messages, failure, asked, state);
  const sentences = new Intl.Segmenter(messages.locale, { granularity: 'sentence' }).segment(whole);
  const [first] = sentences;
  return (first?.segment ?? whole).trim().replace(/[.。]$/u, '');
}

/** The sentence of a row alone, as it begins for everybody. */
export function rowSentence(messages: Messages, row: Row): string {
  return messages.format(sentenceId(row));
}

/** The words of a row behind a region, if it has any; those of one that timed out want the time. */
export function reasonId(row: Row): ReasonId | undefined {
  if (row.brief === undefined && row.saidAs === undefined) return undefined;
  return `failure.${row.saidAs ?? row.name}.reason` as ReasonId;
}

/** The code of AWS and the request id; nothing where the code is one of ours. */
export function evidenceOf(messages: Messages, failure: Failure): string | undefined {
  if (isOwnCode(failure.code)) return undefined;
  if (failure.requestId === undefined) return code(failure.code);
  return messages.format('general.evidence', { code: code(failure.code), request: code(failure.requestId) });
}

/** Every row has one, its own or that of another. */
function sentenceId(row: Row | undefined): SentenceId {
  return `failure.${row?.saidAs ?? row?.name ?? 'unknown'}.sentence` as SentenceId;
}

/**
 * Whether a reboot that failed so may have been asked for nevertheless. EC2 shows nothing that could tell, so nobody may say
 * that it was not.
 */
export function leavesRebootOpen(failure: Failure | undefined): boolean {
  if (failure === undefined || wasNeverSent(failure)) return false;
  const row = rowOf(failure, 'reboot');
  return row?.outcome === 'open' || row?.name === 'interrupted';
}

function withNext(messages: Messages, failure: Failure, asked: Asked, state: InstanceState | undefined): string {
  const row = rowOf(failure, asked);
  const sentence = messages.format(sentenceId(row));
  const isChange = asked !== 'instances' && asked !== 'regions';
  if (row?.name === 'wrongState' && isChange) return stateSentence(messages, state) ?? sentence;
  if (wasNeverSent(failure) && row?.outcome === 'open') {
    return messages.format(isChange ? 'failure.next.unsent' : 'failure.next.read', { sentence });
  }
  if (asked === 'reboot' && leavesRebootOpen(failure)) {
    return row?.name === 'interrupted'
      ? messages.format('failure.interrupted.reboot')
      : messages.format('failure.next.reboot', { sentence });
  }
  if (row?.name === 'throttled') return throttledSentence(messages, sentence, failure, isChange);
  if (row?.outcome !== 'open') return sentence;
  return messages.format(isChange ? 'failure.next.change' : 'failure.next.read', { sentence });
}

/** What to wait for, where the state tells. */
export function stateSentence(messages: Messages, state: InstanceState | undefined): string | undefined {
  if (state === undefined) return undefined;
  if (state === 'shutting-down' || state === 'terminated') return messages.format('failure.state.never');
  const arrivesIn = ARRIVES_IN[state];
  if (arrivesIn === undefined) return undefined;
  return messages.format('failure.state.wait', { state: stateWord(messages, arrivesIn) });
}

/** With what was done about it: a reading is asked again, a change is not. */
function throttledSentence(messages: Messages, sentence: string, { attempts }: Failure, isChange: boolean): string {
  if (isChange) return messages.format('failure.asked.once', { sentence });
  if (attempts === undefined) return messages.format('failure.next.read', { sentence });
  const time = messages.duration(attempts.tookMs);
  return messages.format('failure.asked.times', { sentence, count: attempts.count, time });
}
