import type { Messages } from '../messages/messages.ts';
import type { Text } from '../messages/text.ts';
import type { CommandHelp, Failure, Head } from '../views.ts';
import { renderAlone } from './alone.ts';
import { code, linkTarget } from './escape.ts';
import { failureSentence, namingRegionsHelps } from './failure.ts';
import { renderHead } from './head.ts';
import { joinLines } from './limit.ts';
import { joinSentences } from './sentences.ts';
import { renderUsage } from './usage.ts';

/** A corrected line is shown whole, or it could not be copied. */
const LINE_LIMIT = 1000;

/** What was wrong with a typed line, and what may help. */
export interface MistakeInput {
  readonly text: Text;
  /** The whole line as it may have been meant. */
  readonly suggestion: string | undefined;
  /** The name of the command that was meant, if one can be told. */
  readonly command: string | undefined;
  /** Whether the command would have changed something. */
  readonly changing: boolean;
}

/**
 * The answer to a line that does not parse, to the person alone: what is wrong, then the whole corrected line to copy, or
 * where to read about the command, or the usage.
 *
 * @param commands for the usage text, where nothing is near
 */
export function renderMistake(
  messages: Messages,
  head: Head,
  mistake: MistakeInput,
  commands: readonly CommandHelp[],
): string {
  const wrong = messages.text(mistake.text);
  const answer = mistake.changing ? joinSentences(wrong, messages.format('general.nothingChanged')) : wrong;
  const { suggestion, command } = mistake;
  if (suggestion !== undefined) {
    const line = code(suggestion, { limit: LINE_LIMIT });
    return renderAlone(messages, head, [joinSentences(answer, messages.format('mistake.didYouMean')), line]);
  }
  if (command !== undefined) {
    const help = code(`/ec2ctl help ${command}`);
    return renderAlone(messages, head, [answer, messages.format('usage.see', { command: help })]);
  }
  return renderAlone(messages, head, [answer, renderUsage(messages, commands)]);
}

/**
 * The refusal of one who may not: what is missing, who can give it, and where.
 *
 * @param mayLook whether the person may look, at least
 */
export function renderNotAllowed(messages: Messages, head: Head, changing: boolean, mayLook: boolean): string {
  const refused = changing ? (mayLook ? 'access.refused.change' : 'access.refused.all') : 'access.refused.look';
  const refusal = messages.format(refused);
  return renderAlone(messages, head, [
    changing ? joinSentences(refusal, messages.format('general.nothingChanged')) : refusal,
    messages.format(changing ? 'access.ask.operators' : 'access.ask.viewers'),
  ]);
}

/**
 * The one sentence about settings that cannot be used: the sentence that the save would have shown, its values in code
 * spans, and where to mend it.
 *
 * @param isAdmin whether the asker may change the settings
 */
export function renderUnusable(
  messages: Messages,
  head: Head,
  problem: Text,
  changing: boolean,
  isAdmin: boolean,
): string {
  const sentence = messages.text(inCodeSpans(problem));
  const where = isAdmin
    ? head.settingsUrl === undefined
      ? messages.format('configuration.unusable.console')
      : messages.format('configuration.unusable.link', { url: linkTarget(head.settingsUrl) })
    : messages.format('configuration.unusable.others');
  const answer = messages.format(changing ? 'configuration.unusable.change' : 'configuration.unusable', { sentence });
  return renderAlone(messages, head, [answer, where]);
}

/** That nothing was begun, since AWS does not say which regions there are to look in; and how to do without. */
export function renderRegionsUnknown(messages: Messages, head: Head, failure: Failure): string {
  const sentence = failureSentence(messages, failure, 'regions');
  const answer = messages.format('listing.regions.failed', { sentence });
  const nothingChanged = messages.format('general.nothingChanged');
  return renderAlone(messages, head, [
    answer,
    joinSentences(nothingChanged, namingRegionsHelps(failure) ? messages.format('listing.regions.setting') : ''),
  ]);
}

/** That Mattermost kept no record or post of a change, so that AWS was not asked. */
export function renderNotRecorded(messages: Messages, head: Head, errorCode: string): string {
  const answer = messages.format('error.notRecorded', { code: code(errorCode) });
  return renderAlone(messages, head, [answer]);
}

/** A defect of ours: a general sentence and the reference by which the server log has the rest. */
export function renderDefect(messages: Messages, head: Head, reference: string, changing: boolean): string {
  const answer = messages.format(changing ? 'error.internal.change' : 'error.internal', { reference: code(reference) });
  return renderAlone(messages, head, [answer]);
}

/** The sentence with each text value in a code span: what an admin typed is data, too. */
export function inCodeSpans(problem: Text): Text {
  const values = Object.entries(problem.values as Readonly<Record<string, string | number>>).map(([name, value]) => [
    name,
    typeof value === 'string' ? code(value) : value,
  ]);
  return { id: problem.id, values: Object.fromEntries(values) as never } as Text;
}

/** That nothing was begun, since the plugin is being stopped. */
export function renderEnding(messages: Messages, head: Head): string {
  return renderAlone(messages, head, [messages.format('general.ending')]);
}

/** That as many listings of one person are being read as may be at once. */
export function renderTooManyLists(messages: Messages, head: Head, most: number): string {
  return renderAlone(messages, head, [messages.format('limit.lists', { most })]);
}

/** That the process which had a command ended before it was answered. */
export function renderInterrupted(messages: Messages, head: Head, changing: boolean): string {
  return joinLines(messages, [
    renderHead(messages, head),
    messages.format(changing ? 'general.interrupted.change' : 'general.interrupted.look'),
  ]);
}
