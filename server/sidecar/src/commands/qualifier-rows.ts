/** The rows of completion that narrow down: tags, types, states and regions. */
import type { Qualifiers } from '../fleet/qualifiers.ts';
import type { Messages } from '../messages/messages.ts';
import type { InstanceState } from '../ports.ts';
import type { CompletionRow } from './completion.ts';

/** What is asked for. */
export interface QualifierQuestion {
  readonly qualifiers: Qualifiers;
  readonly regions: readonly string[];
  /** The word as far as it is typed. */
  readonly typed: string;
  /** Words that stand on the line already. */
  readonly used: readonly string[];
  /** The states that are of use to the command. */
  readonly states: readonly InstanceState[];
}

/** So many are offered where nothing is typed yet: those that most instances have. */
const UNASKED = 3;

/** AWS's own tags are offered to those who ask for them. */
const OF_AWS = 'aws:';

/**
 * Rows for what narrows down, each whole, since the client puts a blank behind what was chosen. Where nothing is typed yet the
 * tags that most instances have stand for all of them.
 */
export function qualifierRows(messages: Messages, question: QualifierQuestion): CompletionRow[] {
  const typed = question.typed.toLowerCase();
  const used = new Set(question.used.map((word) => word.toLowerCase()));
  const tags = tagRows(messages, question.qualifiers, typed);
  const all =
    typed === ''
      ? tags.toSorted((a, b) => b.count - a.count || byText(a.Item, b.Item)).slice(0, UNASKED)
      : [...tags, ...otherRows(messages, question)].filter(({ Item }) => Item.toLowerCase().startsWith(typed));
  return all
    .filter(({ Item }) => !used.has(Item.toLowerCase()))
    .map(({ Item, Hint, HelpText }) => ({ Item, Hint, HelpText }));
}

/** A row, and how many instances it stands for. */
type Counted = CompletionRow & { readonly count: number };

function tagRows(messages: Messages, { tags }: Qualifiers, typed: string): Counted[] {
  const keys = [...tags.keys()].filter((key) => !key.startsWith(OF_AWS) || typed.startsWith(`tag:${OF_AWS}`));
  return keys.toSorted(byText).flatMap((key) => {
    const values = [...(tags.get(key) ?? [])].toSorted(([a], [b]) => byText(a, b));
    return values.map(([value, count]) => row(messages, `tag:${key}=${value}`, count, 'completion.tag'));
  });
}

function otherRows(messages: Messages, { qualifiers, regions, states }: QualifierQuestion): Counted[] {
  const types = [...qualifiers.types].toSorted(([a], [b]) => byText(a, b));
  const families = Map.groupBy(types, ([type]) => type.split('.')[0] ?? type);
  const typeRows = [...families].flatMap(([family, sizes]) => {
    const whole = sizes.reduce((sum, [, count]) => sum + count, 0);
    const rows = sizes.map(([type, count]) => row(messages, `type:${type}`, count, 'completion.type'));
    return sizes.length > 1 ? [...rows, row(messages, `type:${family}.*`, whole, 'completion.type')] : rows;
  });
  return [
    ...states.map((state) => bare(messages, `state:${state}`, 'completion.state')),
    ...typeRows,
    ...regions.toSorted(byText).map((region) => bare(messages, `region:${region}`, 'completion.region')),
  ];
}

function row(messages: Messages, Item: string, count: number, meaning: 'completion.tag' | 'completion.type'): Counted {
  const Hint = messages.format('completion.pattern.hint', { count });
  return { Item, Hint, HelpText: messages.format(meaning), count };
}

function bare(messages: Messages, Item: string, meaning: 'completion.state' | 'completion.region'): Counted {
  return { Item, Hint: '', HelpText: messages.format(meaning), count: 0 };
}

function byText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
