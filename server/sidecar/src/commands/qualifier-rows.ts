/** The rows of completion that narrow down: tags, types, states and regions. */
import { OF_AWS, type OfferedQualifiers } from '../fleet/offered-qualifiers.ts';
import type { Messages } from '../messages/messages.ts';
import type { InstanceState } from '../ports.ts';
import type { CompletionRow } from './completion.ts';

/** What is asked for. */
export interface QualifierQuestion {
  readonly qualifiers: OfferedQualifiers;
  readonly regions: readonly string[];
  /** The word as far as it is typed. */
  readonly typed: string;
  /** Words that stand on the line already. */
  readonly used: readonly string[];
  /** The states that are of use to the command. */
  readonly states: readonly InstanceState[];
}

/**
 * Rows for what narrows down, each whole, since the client puts a blank behind what was chosen. Where nothing is typed yet the
 * tags that most instances have stand for all of them.
 */
export function qualifierRows(messages: Messages, question: QualifierQuestion): CompletionRow[] {
  const used = new Set(question.used.map((word) => word.toLowerCase()));
  const offers = question.typed === '' ? unasked(question.qualifiers) : asked(question);
  return offers
    .filter(({ word }) => !used.has(word.toLowerCase()))
    .map(({ word, meaning, count }) => ({
      Item: word,
      Hint: count === undefined ? '' : messages.format('completion.pattern.hint', { count }),
      HelpText: messages.format(meaning),
    }));
}

/** A row before it is put into words, which is what takes time: most are of no use to what is typed. */
interface Offer {
  readonly word: string;
  readonly meaning: 'completion.tag' | 'completion.type' | 'completion.state' | 'completion.region';
  readonly count?: number;
}

function unasked({ commonest }: OfferedQualifiers): Offer[] {
  return commonest.map(({ key, value, count }) => ({ word: `tag:${key}=${value}`, meaning: 'completion.tag', count }));
}

function asked(question: QualifierQuestion): Offer[] {
  const typed = question.typed.toLowerCase();
  const begun = ({ word }: Offer): boolean => word.toLowerCase().startsWith(typed);
  return [
    ...tagOffers(question, typed),
    ...stateOffers(question),
    ...typeOffers(question),
    ...regionOffers(question),
  ].filter(begun);
}

function tagOffers({ qualifiers: { tags } }: QualifierQuestion, typed: string): Offer[] {
  return tags.flatMap(({ key, values }) => {
    const lead = `tag:${key}=`.toLowerCase();
    if (!(lead.startsWith(typed) || typed.startsWith(lead))) return [];
    if (key.startsWith(OF_AWS) && !typed.startsWith(`tag:${OF_AWS}`)) return [];
    return values.map(({ value, count }) => ({
      word: `tag:${key}=${value}`,
      meaning: 'completion.tag' as const,
      count,
    }));
  });
}

function typeOffers({ qualifiers: { types } }: QualifierQuestion): Offer[] {
  const meaning = 'completion.type';
  const families = Map.groupBy(types, ({ value }) => value.split('.')[0] ?? value);
  return [...families].flatMap(([family, sizes]) => {
    const offers: Offer[] = sizes.map(({ value, count }) => ({ word: `type:${value}`, meaning, count }));
    const whole = sizes.reduce((sum, { count }) => sum + count, 0);
    return sizes.length > 1 ? [...offers, { word: `type:${family}.*`, meaning, count: whole }] : offers;
  });
}

function stateOffers({ states }: QualifierQuestion): Offer[] {
  return states.map((state) => ({ word: `state:${state}`, meaning: 'completion.state' }));
}

function regionOffers({ regions }: QualifierQuestion): Offer[] {
  return regions.toSorted().map((region) => ({ word: `region:${region}`, meaning: 'completion.region' }));
}
