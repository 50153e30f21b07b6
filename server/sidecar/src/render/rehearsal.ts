import type { Messages } from '../messages/messages.ts';
import type { Rehearsal } from '../card-views.ts';
import type { ChangeLine, Head } from '../views.ts';
import { code, plain } from './escape.ts';
import { failureSentence } from './failure.ts';
import { renderHead } from './head.ts';
import { FAILED, MARKS, nameInLine, sharedNames, stateWord, WARNING } from './instance.ts';
import { joinLines } from './limit.ts';
import { warningLines } from './warnings.ts';

/** What `--dry-run` answers: for each instance what would happen, and what AWS would not allow. Nothing was changed. */
export function renderRehearsal(messages: Messages, head: Head, rehearsal: Rehearsal): string {
  const { order, lines, unasked } = rehearsal;
  const instances = lines.map(({ instance }) => instance);
  const regions = new Set(instances.map(({ region }) => region));
  const [region] = regions.size === 1 ? regions : [];
  const would = lines.filter((line) => isAllowed(line, rehearsal));
  const count = would.length;
  const isTold = lines.filter(({ outcome }) => outcome === 'asked').length;
  const shared = sharedNames(instances);
  return joinLines(messages, [
    renderHead(messages, { ...head, username: undefined }, region),
    `${messages.format(`rehearsal.${order.verb}`, { count, total: isTold })} ${messages.format('general.nothingChanged')}`,
    ...warningLines(
      messages,
      order,
      would.map(({ instance }) => instance),
      shared,
    ),
    ...Array.from(unasked, ([where, failure]) => {
      const sentence = failureSentence(messages, failure, order.verb);
      return `${WARNING} ${messages.format('rehearsal.unasked', { region: code(where), sentence })}`;
    }),
    ...lines.map((line) => lineOf(messages, line, { rehearsal, withRegion: region === undefined })),
  ]);
}

function lineOf(
  messages: Messages,
  { instance, outcome }: ChangeLine,
  { rehearsal, withRegion }: { readonly rehearsal: Rehearsal; readonly withRegion: boolean },
): string {
  const { order, refusals, unasked } = rehearsal;
  const id = code(instance.id);
  const named = nameInLine(instance, new Set());
  const parts = [named === id ? id : `${named} ${id}`, ...(withRegion ? [plain(instance.region)] : [])];
  const about = `${parts.join(' ')}${messages.format('general.separator')}`;
  const state = stateWord(messages, instance.state);
  const refusal = refusals.get(instance.id);
  if (refusal !== undefined) {
    const sentence = failureSentence(messages, refusal, order.verb, instance.state);
    return `${FAILED} ${about}${messages.format('rehearsal.line.refused', { sentence })}`;
  }
  const mark = MARKS[instance.state];
  if (outcome !== 'asked') return `${mark} ${about}${messages.format('rehearsal.line.left', { state })}`;
  if (unasked.has(instance.region)) return `${mark} ${about}${messages.format('rehearsal.line.unasked', { state })}`;
  return `${mark} ${about}${messages.format(`rehearsal.line.${order.verb}`, { state })}`;
}

function isAllowed({ instance, outcome }: ChangeLine, { refusals, unasked }: Rehearsal): boolean {
  return outcome === 'asked' && !refusals.has(instance.id) && !unasked.has(instance.region);
}
