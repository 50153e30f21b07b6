/**
 * One entry of the lists of people, as an admin writes it: `@alice`, `group:platform`, `team:sre`, `~sre/deploys`,
 * `team:sre in ~sre/deploys`, `everyone`. Behind a name may stand the id of what was meant, as the save wrote it.
 */
import type { NamedKind } from '../ports.ts';

/** A person, group, team or channel by its name, and by its id once it is known. */
export interface Named {
  readonly kind: NamedKind;
  /** Without its mark, in lower case; a channel's with the team's before it (`sre/deploys`), if that was written. */
  readonly name: string;
  /** What alone is compared; undefined until a save or the first reading has found it. */
  readonly id: string | undefined;
}

/** Who an entry means: somebody by name, everyone of the server, or all members of the channel. */
export type Who = Named | 'everyone' | 'members';

/** One entry. With a place it counts in that channel only, and for its members only. */
export interface Entry {
  readonly who: Who;
  readonly place: Named | undefined;
}

/** Why a text is no entry. */
export type Misspelt =
  /** No kind stands before the name. */
  | 'bare'
  /** `@here` and its like are words of a message, not people. */
  | 'mention'
  /** Anything else. */
  | 'form';

const MARKS: Readonly<Record<NamedKind, string>> = { person: '@', group: 'group:', team: 'team:', channel: '~' };

/** A name with its mark, and perhaps the id. Ids of Mattermost have 26 characters. */
const NAMED = /^(@|group:|team:|~)([^\s()@~,#]+)(?:\s*\(\s*id\s+([a-z0-9]{26})\s*\))?$/i;

/** Words that address many in a message. A person may be called so, and must then be written by another way. */
const MENTIONS = new Set(['everyone', 'all', 'channel', 'here']);

/** Reads one entry. */
export function parseEntry(text: string): Entry | Misspelt {
  const [subject = '', place, ...more] = text.trim().split(/\s+in\s+/i);
  if (more.length > 0) return 'form';
  const who = parseWho(subject);
  if (typeof who === 'string' && who !== 'everyone') return who;
  if (who !== 'everyone' && who.kind === 'channel') {
    return place === undefined ? { who: 'members', place: who } : 'form';
  }
  if (place === undefined) return { who, place: undefined };
  const channel = parseNamed(place);
  return channel?.kind === 'channel' ? { who, place: channel } : 'form';
}

/** The entry as it is written, with the ids that are known. */
export function writeEntry({ who, place }: Entry): string {
  const there = place === undefined ? '' : writeNamed(place);
  if (who === 'members') return there;
  const subject = who === 'everyone' ? who : writeNamed(who);
  return place === undefined ? subject : `${subject} in ${there}`;
}

/** A name with its mark, as people write it: `@alice`, `team:sre`. */
export function labelOf({ kind, name }: Pick<Named, 'kind' | 'name'>): string {
  return `${MARKS[kind]}${name}`;
}

/** The names of an entry, which have or want an id. */
export function namesOf({ who, place }: Entry): readonly Named[] {
  return [...(typeof who === 'string' ? [] : [who]), ...(place === undefined ? [] : [place])];
}

/** The entry with each name replaced by what `replace` gives for it. */
export function withNames({ who, place }: Entry, replace: (name: Named) => Named): Entry {
  return {
    who: typeof who === 'string' ? who : replace(who),
    place: place === undefined ? undefined : replace(place),
  };
}

function writeNamed(named: Named): string {
  return named.id === undefined ? labelOf(named) : `${labelOf(named)} (id ${named.id})`;
}

function parseWho(text: string): Named | 'everyone' | Misspelt {
  if (text.toLowerCase() === 'everyone') return 'everyone';
  const named = parseNamed(text);
  if (named === undefined) return /^[a-z0-9._-]+$/i.test(text) ? 'bare' : 'form';
  return named.kind === 'person' && named.id === undefined && MENTIONS.has(named.name) ? 'mention' : named;
}

function parseNamed(text: string): Named | undefined {
  const [, mark, name, id] = NAMED.exec(text.trim()) ?? [];
  if (mark === undefined || name === undefined) return undefined;
  const kind = (Object.keys(MARKS) as NamedKind[]).find((candidate) => MARKS[candidate] === mark.toLowerCase());
  if (kind === undefined || (kind === 'channel' ? !/^(?:[^/]+\/)?[^/]+$/.test(name) : name.includes('/'))) {
    return undefined;
  }
  return { kind, name: name.toLowerCase(), id: id?.toLowerCase() };
}
