/** The rows of completion that narrow down: tags, types, states and regions. */
import { type Counted, OF_AWS, type OfferedQualifiers, type OfferedTag } from '../fleet/offered-qualifiers.ts';
import type { Messages } from '../messages/messages.ts';
import type { InstanceState } from '../ports.ts';
import type { CompletionRow } from './completion.ts';
import type { StandingWords } from './standing-words.ts';

/** What is asked for. */
export interface QualifierQuestion {
  readonly qualifiers: OfferedQualifiers;
  readonly regions: readonly string[];
  /** The word as far as it is typed. */
  readonly typed: string;
  /** What stands on the line already. */
  readonly standing: StandingWords;
  /** The states that are of use to the command. */
  readonly states: readonly InstanceState[];
  /** So many rows are shown at most. */
  readonly most: number;
}

/**
 * Rows for what narrows down, each whole, since the client puts a blank behind what was chosen. Where nothing is typed yet the
 * tags that most instances have stand for all of them.
 */
export function qualifierRows(messages: Messages, question: QualifierQuestion): CompletionRow[] {
  const offers = question.typed === '' ? unasked(question.qualifiers) : asked(question);
  return offers
    .filter(({ word }) => !question.standing.has(word.toLowerCase()))
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

/** Where not all fit, the commonest of each key stand first: of a key with many values nobody would see the next one. */
function tagOffers({ qualifiers: { tags }, most }: QualifierQuestion, typed: string): Offer[] {
  const begun = tags.filter(({ key }) => {
    const lead = `tag:${key}=`.toLowerCase();
    if (!(lead.startsWith(typed) || typed.startsWith(lead))) return false;
    return !key.startsWith(OF_AWS) || typed.startsWith(`tag:${OF_AWS}`);
  });
  const count = begun.reduce((sum, { values }) => sum + values.length, 0);
  const first = begun.length === 1 || count <= most ? [] : begun.flatMap((tag) => offersOf(tag, tag.commonest));
  return [...first, ...begun.flatMap((tag) => offersOf(tag, tag.values))];
}

function offersOf({ key }: OfferedTag, values: readonly Counted[]): Offer[] {
  return values.map(({ value, count }) => ({ word: `tag:${key}=${value}`, meaning: 'completion.tag', count }));
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
