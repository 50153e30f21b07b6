import type { ListedInstance } from '../ports.ts';
import { matcherOf } from './pattern.ts';
import type { Noun, Qualifier, Selector } from './selector.ts';

/** What the words of a command select together. */
export interface Selection {
  readonly nouns: readonly Noun[];
  readonly qualifiers: readonly Qualifier[];
}

/** What one noun means among the instances that there are. */
export type Meaning =
  /** These, whoever asks. */
  | { readonly kind: 'clear'; readonly noun: Noun; readonly instances: readonly ListedInstance[] }
  /** One of these: several bear the name, or their names begin with it. */
  | {
      readonly kind: 'unclear';
      readonly noun: Noun;
      readonly why: 'shared' | 'beginning';
      readonly instances: readonly ListedInstance[];
    }
  /** Named by its id, and gone for good. */
  | { readonly kind: 'terminated'; readonly noun: Noun; readonly instance: ListedInstance }
  /** There, but the qualifiers do not fit. */
  | { readonly kind: 'ruledOut'; readonly noun: Noun; readonly instances: readonly ListedInstance[] }
  | { readonly kind: 'nothing'; readonly noun: Noun };

/** Words of one command as a selection; each word once. */
export function selectionOf(selectors: readonly Selector[]): Selection {
  const once = [...new Map(selectors.map((selector) => [selector.word, selector])).values()];
  const nouns: Noun[] = [];
  const qualifiers: Qualifier[] = [];
  for (const selector of once) {
    if (selector.kind === 'id' || selector.kind === 'name' || selector.kind === 'pattern') nouns.push(selector);
    else qualifiers.push(selector);
  }
  return { nouns, qualifiers };
}

/** The words of a selection, as typed. */
export function wordsOf({ nouns, qualifiers }: Selection): string[] {
  return [...nouns, ...qualifiers].map(({ word }) => word);
}

/** What tells whether all qualifiers fit an instance: every tag, and of states, types and regions one each. */
export function qualifiersFit(qualifiers: readonly Qualifier[]): (instance: ListedInstance) => boolean {
  const byKind = Map.groupBy(qualifiers, ({ kind }) => kind);
  const tests = Array.from(byKind, ([kind, alike]) => {
    const fits = alike.map(testOf);
    return kind === 'tag'
      ? (instance: ListedInstance) => fits.every((test) => test(instance))
      : (instance: ListedInstance) => fits.some((test) => test(instance));
  });
  return (instance) => tests.every((test) => test(instance));
}

/** What each noun means. Terminated instances are meant by their id alone. */
export function meaningsOf(selection: Selection, instances: readonly ListedInstance[]): Meaning[] {
  const fits = qualifiersFit(selection.qualifiers);
  const there = instances.filter(({ state }) => state !== 'terminated');
  return selection.nouns.map((noun) => {
    if (noun.kind === 'id') return meaningOfId(noun, instances, fits);
    const candidates = noun.kind === 'pattern' ? fittingPattern(noun.word, there) : called(noun.word, there);
    const fitting = candidates.filter(fits);
    if (fitting.length > 0) {
      const isClear = noun.kind === 'pattern' || fitting.length === 1;
      return isClear
        ? { kind: 'clear', noun, instances: fitting }
        : { kind: 'unclear', noun, why: 'shared', instances: fitting };
    }
    if (candidates.length > 0) return { kind: 'ruledOut', noun, instances: candidates };
    const beginning = noun.kind === 'name' ? beginningWith(noun.word, there).filter(fits) : [];
    return beginning.length === 0
      ? { kind: 'nothing', noun }
      : { kind: 'unclear', noun, why: 'beginning', instances: beginning };
  });
}

function meaningOfId(
  noun: Extract<Noun, { kind: 'id' }>,
  instances: readonly ListedInstance[],
  fits: (instance: ListedInstance) => boolean,
): Meaning {
  const instance = instances.find(({ id }) => id === noun.id);
  if (instance === undefined) return { kind: 'nothing', noun };
  if (instance.state === 'terminated') return { kind: 'terminated', noun, instance };
  return { kind: fits(instance) ? 'clear' : 'ruledOut', noun, instances: [instance] };
}

/** Those of exactly this name; only if there are none, those whose name differs in case. */
function called(word: string, instances: readonly ListedInstance[]): ListedInstance[] {
  const exact = instances.filter(({ name }) => name === word);
  if (exact.length > 0) return exact;
  const folded = word.toLowerCase();
  return instances.filter(({ name }) => name?.toLowerCase() === folded);
}

function beginningWith(word: string, instances: readonly ListedInstance[]): ListedInstance[] {
  const folded = word.toLowerCase();
  return instances.filter(({ name }) => name?.toLowerCase().startsWith(folded) === true);
}

function fittingPattern(pattern: string, instances: readonly ListedInstance[]): ListedInstance[] {
  const fits = matcherOf(pattern);
  return instances.filter(({ name, id }) => (name !== undefined && fits(name)) || fits(id));
}

function testOf(qualifier: Qualifier): (instance: ListedInstance) => boolean {
  if (qualifier.kind !== 'tag') {
    const fits = matcherOf(qualifier.pattern);
    const { kind } = qualifier;
    return (instance) => fits(instance[kind]);
  }
  const key = qualifier.key.toLowerCase();
  const fits = matcherOf(qualifier.value ?? '*');
  return ({ tags }) => {
    for (const [candidate, value] of tags) if (candidate.toLowerCase() === key && fits(value)) return true;
    return false;
  };
}
