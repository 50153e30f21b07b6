import { INSTANCE_STATES, type ListedInstance } from '../ports.ts';
import type { Miss, Selected } from '../views.ts';
import { nearestNames } from './nearest-names.ts';
import { type Meaning, meaningsOf, qualifiersFit, type Selection, wordsOf } from './selection.ts';
import type { Noun, Qualifier } from './selector.ts';

/** What of a listing was asked for. */
export interface SelectedListing {
  readonly instances: readonly ListedInstance[];
  /** Undefined when all were asked for. */
  readonly selected: Selected | undefined;
}

/**
 * What of the instances that were read is to be listed. Listing is not changing: a name that several bear lists them all, a
 * word that begins names lists those, and a bare state or region is taken as such unless an instance is called so.
 *
 * @param regions the regions that there are
 */
export function selectListing(
  selection: Selection,
  instances: readonly ListedInstance[],
  regions: readonly string[],
): SelectedListing {
  // Of regions that are named nothing else was read.
  const isAll = selection.nouns.length === 0 && selection.qualifiers.every(({ kind }) => kind === 'region');
  if (isAll) return { instances, selected: undefined };
  const meant = withBareWords(selection, instances, regions);
  const words = wordsOf(selection);
  if (meant.nouns.length === 0) {
    const fitting = instances.filter(qualifiersFit(meant.qualifiers));
    return { instances: fitting, selected: { words, misses: [], beginnings: [], terminated: [] } };
  }
  const meanings = meaningsOf(meant, instances);
  const chosen = new Set(meanings.flatMap(instancesOf));
  const beginnings = meanings.flatMap((one) =>
    one.kind === 'unclear' && one.why === 'beginning' ? [one.noun.word] : [],
  );
  const misses = meanings.flatMap((one) => missOf(one, instances));
  const terminated = meanings.flatMap((one) => (one.kind === 'terminated' ? [one.instance.id] : []));
  return {
    instances: instances.filter((instance) => chosen.has(instance)),
    selected: { words, misses, beginnings, terminated },
  };
}

function instancesOf(meaning: Meaning): readonly ListedInstance[] {
  switch (meaning.kind) {
    case 'clear':
    case 'unclear':
      return meaning.instances;
    case 'terminated':
      return [meaning.instance];
    case 'ruledOut':
    case 'nothing':
      return [];
  }
}

function missOf(meaning: Meaning, instances: readonly ListedInstance[]): Miss[] {
  if (meaning.kind !== 'nothing' && meaning.kind !== 'ruledOut') return [];
  const { word, kind } = meaning.noun;
  const ruledOut = meaning.kind === 'ruledOut' ? meaning.instances : [];
  const nearest = meaning.kind === 'nothing' && kind === 'name' ? nearestNames(word, instances) : [];
  return [{ word, kind, ruledOut, nearest }];
}

function withBareWords(
  { nouns, qualifiers }: Selection,
  instances: readonly ListedInstance[],
  regions: readonly string[],
): Selection {
  // A terminated one is meant by its id alone, so its name stands in nobody's way.
  const there = instances.filter(({ state }) => state !== 'terminated');
  const names = new Set(there.map(({ name }) => name?.toLowerCase()));
  const left: Noun[] = [];
  const added: Qualifier[] = [];
  for (const noun of nouns) {
    const word = noun.word.toLowerCase();
    const isBare = noun.kind === 'name' && !names.has(word);
    if (isBare && INSTANCE_STATES.some((state) => state === word)) {
      added.push({ kind: 'state', word: noun.word, pattern: word });
    } else if (isBare && regions.includes(word)) {
      added.push({ kind: 'region', word: noun.word, pattern: word });
    } else {
      left.push(noun);
    }
  }
  return { nouns: left, qualifiers: [...qualifiers, ...added] };
}
