import type { Directory, Found } from '../ports.ts';
import type { Entry, Named } from './entry.ts';
import type { ListName } from './list.ts';

/** What a name means now: the thing with its id and its present name, or that there is none, or too many. */
export type Meaning =
  | { readonly kind: 'one'; readonly named: Named; readonly found: Found }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'several'; readonly names: readonly string[] };

/** Looks a name up, by its id if it has one. `@platform` is read as the group if there is no such person. */
export async function findNamed(directory: Directory, named: Named): Promise<Meaning> {
  const { kind, name, id } = named;
  if (id !== undefined) {
    const found = await directory.byId(kind, id);
    return found === undefined ? { kind: 'nobody' } : one(named, found);
  }
  const all = await directory.byName(kind, name);
  // Of channels in several teams those that are archived are not meant.
  const there = all.length > 1 ? all.filter(({ gone }) => gone === undefined) : all;
  const [found, ...others] = there.length > 0 ? there : all;
  if (found === undefined) {
    return kind === 'person' ? await findNamed(directory, { kind: 'group', name, id }) : { kind: 'nobody' };
  }
  if (others.length > 0) return { kind: 'several', names: [found, ...others].map((other) => other.name) };
  return one(named, found);
}

/** Whether the name that stands before an id is that of what has the id. */
export function agrees(named: Named, found: Found): boolean {
  return named.name === found.name || (named.kind === 'channel' && found.name.endsWith(`/${named.name}`));
}

/** Whether an entry means everyone of the server on a list that takes no such: whoever may sign up could change instances. */
export function isTooMany(list: ListName, { who, place }: Entry): boolean {
  return list === 'operators' && who === 'everyone' && place === undefined;
}

/** Why a thing grants nothing on a list although it exists; undefined if it may. */
export type Unfit = 'archived' | 'remote' | 'open';

/**
 * What may stand on a list. Operators are never those who can let themselves in: people join public channels and open teams
 * by themselves.
 */
export function unfit(list: ListName, found: Found): Unfit | undefined {
  if (found.gone !== undefined) return found.gone;
  return list === 'operators' && found.isOpen ? 'open' : undefined;
}

function one(named: Named, found: Found): Meaning {
  // Groups need not have a name in Mattermost; an entry must.
  const name = found.name === '' ? named.name : found.name;
  return { kind: 'one', named: { kind: named.kind, name, id: found.id }, found };
}
