/**
 * What the names without an id mean. Some came past the check of a save: from a file, the environment, or while the plugin
 * was off. Each is looked up once, when it is first read, and what it meant then is kept, so that nobody can take a
 * listed name over. What a save found a name to mean is kept as well, for as long as that is on the list: every page of
 * the System Console saves all settings as they were when it was opened, and may still have the name alone.
 */
import { createHash } from 'node:crypto';
import { UpstreamError } from '../errors.ts';
import type { Directory, Log, NamedKind, Records } from '../ports.ts';
import { type Entry, labelOf, type Named, namesOf, withNames } from './entry.ts';
import { findNamed } from './find-named.ts';
import { LIST_NAMES, type ListName, type Lists, readList } from './list.ts';

/** Where bindings stand among our records. */
const PREFIX = 'people_';
const NEVER = 0;

/** Gives names without an id what they meant when they were first read. */
export interface Bindings {
  /** The entry with ids. A name that meant nobody stays without one, and grants nothing. */
  bind(list: ListName, entry: Entry): Promise<Entry>;
  /** Keeps what a save found a name to mean. */
  remember(list: ListName, named: Named, meant: Named): Promise<void>;
  /**
   * A name without an id with the one that is kept for it; undefined if none is, or if that is not on the list.
   * @param text the list in force
   */
  remembered(list: ListName, named: Named, text: string): Promise<Named | undefined>;
  /**
   * Forgets what names meant that stand on no list any longer, by name or by id.
   * @param lists gives those in force: they may change while the store is asked
   */
  prune(lists: () => Lists): Promise<void>;
}

/** Bindings in the plugin's store, which all nodes share: the first one that looks a name up decides. */
export function createBindings(ports: { directory: Directory; records: Records; log: Log }): Bindings {
  const { directory, records, log } = ports;
  const known = new Map<string, Promise<Named>>();

  async function meaningOf(list: ListName, key: string, named: Named): Promise<Named> {
    const stored = decode(named, await records.get(key));
    if (stored !== undefined) return stored;
    const meaning = await findNamed(directory, named);
    const meant = meaning.kind === 'one' ? meaning.named : named;
    // What another node found in the meantime counts.
    if (await records.insert(key, { kind: meant.kind, id: meant.id ?? null }, NEVER)) {
      log('info', 'A name in the settings was bound to what it means now', {
        setting: list,
        name: labelOf(named),
        id: meant.id ?? 'nobody',
      });
      return meant;
    }
    const theirs = decode(named, await records.get(key));
    // Where the store is read from a copy, what was stored just now may not be there yet. The next use finds it.
    if (theirs === undefined) throw new UpstreamError('mattermost', 'LateRecord', 'What a name means is not there yet');
    return theirs;
  }

  function bound(list: ListName, named: Named): Promise<Named> {
    const key = keyOf(list, named);
    let meaning = known.get(key);
    if (meaning === undefined) {
      meaning = meaningOf(list, key, named);
      known.set(key, meaning);
      // Not found out yet: the next use tries again.
      meaning.catch(() => known.delete(key));
    }
    return meaning;
  }

  return {
    async bind(list, entry) {
      const open = namesOf(entry).filter(({ id }) => id === undefined);
      const meanings = new Map(
        await Promise.all(open.map(async (named) => [named, await bound(list, named)] as const)),
      );
      return withNames(entry, (named) => meanings.get(named) ?? named);
    },

    async remember(list, named, { kind, id }) {
      const key = keyOf(list, named);
      const value = { kind, id: id ?? null };
      if (await records.insert(key, value, NEVER)) return;
      const stored = await records.get(key);
      if (idIn(stored) === id) return;
      // Left over from a line that is gone.
      known.delete(key);
      await records.remove(key);
      await records.insert(key, value, NEVER);
    },

    async remembered(list, named, text) {
      const kept = decode(named, await records.get(keyOf(list, named)));
      return kept?.id !== undefined && idsOf(text).has(kept.id) ? kept : undefined;
    },

    async prune(lists) {
      const before = usedKeys(lists());
      for (const key of known.keys()) if (!before.has(key)) known.delete(key);
      const stored = await records.keys(PREFIX);
      await Promise.all(
        stored.map(async (key) => {
          if (usedKeys(lists()).has(key)) return;
          const id = idIn(await records.get(key));
          const list = LIST_NAMES.find((name) => key.startsWith(`${PREFIX}${name}_`));
          // Looked at once more: they may have changed meanwhile.
          const isUsed = usedKeys(lists()).has(key) || (list !== undefined && idsOf(lists()[list]).has(id));
          if (!isUsed) await records.remove(key);
        }),
      );
    },
  };
}

/** The ids that stand on a list. */
function idsOf(text: string): ReadonlySet<unknown> {
  return new Set(
    readList(text).flatMap(({ entry }) =>
      typeof entry === 'string' ? [] : namesOf(entry).flatMap(({ id }) => (id === undefined ? [] : [id])),
    ),
  );
}

/** The id in a record, whatever stands there. */
function idIn(stored: unknown): unknown {
  return (stored as { id?: unknown } | null | undefined)?.id;
}

function usedKeys(lists: Lists): ReadonlySet<string> {
  return new Set(LIST_NAMES.flatMap((list) => keysOf(list, lists[list])));
}

function keysOf(list: ListName, text: string): string[] {
  return readList(text).flatMap(({ entry }) =>
    typeof entry === 'string'
      ? []
      : namesOf(entry)
          .filter(({ id }) => id === undefined)
          .map((named) => keyOf(list, named)),
  );
}

/** Keys of the store are short, names may be long. */
function keyOf(list: ListName, named: Named): string {
  return `${PREFIX}${list}_${createHash('sha256').update(labelOf(named)).digest('hex').slice(0, 32)}`;
}

function decode(named: Named, stored: unknown): Named | undefined {
  if (stored === undefined) return undefined;
  const { kind, id } = (stored ?? {}) as { kind?: unknown; id?: unknown };
  const isKind = kind === named.kind || (kind === 'group' && named.kind === 'person');
  if (!isKind || (id !== null && typeof id !== 'string')) {
    throw new UpstreamError('mattermost', 'BadRecord', 'The record of what a name means cannot be read');
  }
  return { ...named, kind: kind as NamedKind, id: id ?? undefined };
}
