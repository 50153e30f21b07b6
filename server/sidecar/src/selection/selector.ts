import { type Text, text } from '../messages/text.ts';
import { INSTANCE_STATES } from '../ports.ts';
import { code } from '../render/escape.ts';
import { isPattern, matcherOf } from './pattern.ts';

/** A word that says which instances are meant. `word` is as typed, for the answer. */
export type Selector = Noun | Qualifier;

/** What names instances. Several are added up. */
export type Noun =
  | { readonly kind: 'id'; readonly word: string; readonly id: string }
  | { readonly kind: 'name'; readonly word: string }
  /** Of names and ids. */
  | { readonly kind: 'pattern'; readonly word: string };

/** What narrows down. Tags must all fit; of the others one of each kind. */
export type Qualifier =
  /** `value` is a pattern; any value will do when it is undefined. */
  | { readonly kind: 'tag'; readonly word: string; readonly key: string; readonly value: string | undefined }
  | { readonly kind: 'state' | 'type' | 'region'; readonly word: string; readonly pattern: string };

/** Why a word selects nothing whatever there is. */
export interface SelectorProblem {
  readonly kind: 'problem';
  readonly text: Text;
}

/** A word shaped like an id is only ever an id, also one that is too short or too long for that. */
const ID_SHAPE = /^i-[0-9a-f]+$/i;

/** Whether a word is only ever an id, well-formed or not. */
export function isIdShaped(word: string): boolean {
  return ID_SHAPE.test(word);
}

const QUALIFIED = /^(tag|state|type|region):(.*)$/is;

/**
 * What a word selects, by its looks alone. Whoever may tag chooses names, such as `region:us-east-1` or `web-*`: an instance
 * whose name looks like something else is reached by its id.
 */
export function readSelector(word: string): Selector | SelectorProblem {
  const [, kind, rest] = QUALIFIED.exec(word) ?? [];
  if (kind !== undefined && rest !== undefined) return readQualifier(kind.toLowerCase(), word, rest);
  if (isIdShaped(word)) return { kind: 'id', word, id: word.toLowerCase() };
  return { kind: isPattern(word) ? 'pattern' : 'name', word };
}

function readQualifier(kind: string, word: string, rest: string): Qualifier | SelectorProblem {
  switch (kind) {
    case 'tag': {
      const [, key = '', value] = /^([^=]*)(?:=(.*))?$/s.exec(rest) ?? [];
      return key === '' ? problem('selection.tag.noKey', word) : { kind, word, key, value };
    }
    case 'state': {
      const isState = matcherOf(rest);
      return INSTANCE_STATES.some((state) => isState(state))
        ? { kind, word, pattern: rest }
        : problem('selection.state.unknown', word);
    }
    case 'region':
      return rest === '' ? problem('selection.region.empty', word) : { kind, word, pattern: rest };
    default: {
      if (rest === '') return problem('selection.type.empty', word);
      // A family alone means its every size.
      const isWhole = rest.includes('.') || isPattern(rest);
      return { kind: 'type', word, pattern: isWhole ? rest : `${rest}.*` };
    }
  }
}

function problem(
  id: 'selection.tag.noKey' | 'selection.state.unknown' | 'selection.type.empty' | 'selection.region.empty',
  word: string,
): SelectorProblem {
  return { kind: 'problem', text: text(id, { word: code(word) }) };
}
