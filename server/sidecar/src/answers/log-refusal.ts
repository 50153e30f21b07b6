import type { Card } from '../cards/card.ts';
import type { Parsed } from '../commands/parse.ts';
import type { ByPerson, RefusalReason } from '../history-rows.ts';
import { wordsOf } from '../selection/selection.ts';
import type { Surroundings } from './surroundings.ts';

/** Where a refusal is told. */
type RefusalPorts = Pick<Surroundings, 'log' | 'limits' | 'trail'>;

/** What was refused: which command, and by which words it named instances. */
interface About {
  readonly verb: string;
  readonly words: readonly string[];
}

/** Tells that a command was turned away before EC2 came into play: one line in the log, one record, and the history. */
export function logRefusal(around: RefusalPorts, who: ByPerson, parsed: Parsed, reason: RefusalReason): void {
  const about = { verb: parsed.kind === 'change' ? parsed.order.verb : parsed.kind, words: namedBy(parsed) };
  tell(around, who, { ...about, message: 'Command refused', reason });
}

/** The same of a press of a button; `card` is what it belongs to, as far as that is known. */
export function logPressRefused(
  around: RefusalPorts,
  who: ByPerson,
  card: Card | undefined,
  reason: RefusalReason,
): void {
  tell(around, who, { ...aboutCard(card), message: 'Press of a button refused', reason });
}

/** Of those past a limit the logs have one a minute for each person: who goes on would drown in them what others do. */
function tell(
  { log, limits, trail }: RefusalPorts,
  who: ByPerson,
  what: About & { readonly message: string; readonly reason: RefusalReason },
): void {
  const { personId, username, channelId } = who;
  const { verb, words, message, reason } = what;
  const isOneOfMany = reason === 'limit' && !limits.turnedAway(personId);
  trail.refusal({ personId, username, channelId, verb, words, reason }, isOneOfMany);
  if (isOneOfMany) return;
  log(reason === 'no-session' ? 'warn' : 'info', message, {
    ...{ userId: personId, username, channelId, verb },
    ids: words.length > 0 ? words.join(',') : undefined,
    outcome: 'refused',
    reason,
  });
}

function namedBy(parsed: Parsed): readonly string[] {
  return 'selection' in parsed ? wordsOf(parsed.selection) : [];
}

function aboutCard(card: Card | undefined): About {
  const subject = card?.subject;
  switch (subject?.kind) {
    case 'confirm':
    case 'choice':
      return { verb: subject.order.verb, words: subject.instances.map(({ id }) => id) };
    case 'info':
      return { verb: subject.asks ?? 'info', words: [subject.instance.id] };
    case 'listing':
      return { verb: 'ls', words: [] };
    case undefined:
      return { verb: 'press', words: [] };
  }
}
