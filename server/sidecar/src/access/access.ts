/** Who may do what: the one place that decides, for every way in. The audit channel is bound and looked up beside it. */
import type { AuditTarget } from '../audit.ts';
import { createMessages } from '../messages/messages.ts';
import type { Text } from '../messages/text.ts';
import type { Directory, Log, Person, Records } from '../ports.ts';
import type { Access } from '../views.ts';
import { everyReaderMayLook } from './audience.ts';
import { findAuditChannel } from './audit-channel.ts';
import { type Bindings, createBindings } from './bindings.ts';
import { type Entry, writeEntry } from './entry.ts';
import { grants, isRuledOut } from './grants.ts';
import { idleEntries } from './idle-entries.ts';
import { LastGrants } from './last-grants.ts';
import { areSame, type ListName, type Lists, NO_LISTS, readList } from './list.ts';
import { Memberships } from './memberships.ts';
import { inParts } from './parts.ts';
import { settleLists, type Settled } from './settle.ts';

/** What rights are decided with. */
export interface AccessPorts {
  readonly directory: Directory;
  readonly records: Records;
  readonly log: Log;
  /** Whether a user is our bot. */
  readonly isBot: (userId: string) => boolean;
}

/**
 * Who may do what. Of the lists it is remembered what they say, and what their names were bound to; who is a member of what
 * is asked anew each time: leaving a team takes the right at once.
 */
export interface AccessControl {
  /** From now on these lists count. */
  change(lists: Lists): void;
  /**
   * What a person may do in a channel. Any failure on the way is a refusal, never a right.
   *
   * @param person as Mattermost has them now: active and of this server
   * @param channelId where they ask; that they are members of it is checked wherever a right hangs on it
   */
  rightsOf(person: Person, channelId: string): Promise<Access>;
  /** Whether everyone who can read a channel may look; false where that cannot be told. */
  everyReaderMayLook(channelId: string): Promise<boolean>;
  /** Why entries of the lists of people grant nothing, for administrators. */
  idle(): Promise<readonly Text[]>;
  /** The channel that is told of changes, as things are now. Rejects with an `UpstreamError` when Mattermost does not answer. */
  auditChannel(): Promise<AuditTarget>;
  /** What a save makes of changed lists. Rejects with an `UpstreamError` when Mattermost does not answer. */
  settle(after: Lists): Promise<Settled>;
}

/** The entries of a list with the ids that count. */
type BoundList = readonly Entry[];

/** Nobody but system admins has a right until `change` was called. */
export function createAccess(ports: AccessPorts): AccessControl {
  const { directory, log, isBot } = ports;
  const bindings: Bindings = createBindings(ports);
  const lastGrants = new LastGrants();
  const told = new Set<string>();
  let lists = NO_LISTS;
  /** What the lists in force say. Reading it again for each letter that somebody types would take too long. */
  const read = new Map<ListName, Promise<BoundList>>();
  /** What the last save made of the lists: it is kept when they come in force. */
  let settled: Settled | undefined;
  let isBegun = false;
  /** Whether the lists in force were not read to the end: a binding that stays behind would give an old right anew. */
  let isUnread = false;

  /** Binds names at once, and says in the log which entries grant nothing. In the background: commands try again. */
  async function readThrough(): Promise<void> {
    isUnread = false;
    try {
      await keepFound();
      await bindings.prune(() => lists);
      for (const problem of await idle()) {
        log('warn', 'An entry of a list of people grants nothing', { problem: createMessages('en').text(problem) });
      }
      const target = await auditChannel();
      if (target.kind === 'idle') {
        log('warn', 'No channel is told of changes', { problem: createMessages('en').text(target.problem) });
      }
    } catch (error) {
      isUnread = true;
      log('warn', 'The lists of people were not read to the end; the next command tries again', {
        error: String(error),
      });
    }
  }

  /** Keeps what the save that is in force now found its names to mean. */
  async function keepFound(): Promise<void> {
    const last = settled;
    if (last?.kind !== 'settled' || !areSame(last.lists, lists)) return;
    for (const part of inParts(last.found)) {
      await Promise.all(part.map(({ list, named, meant }) => bindings.remember(list, named, meant)));
    }
    if (settled === last) settled = undefined;
  }

  async function idle(): Promise<readonly Text[]> {
    return await idleEntries(directory, lists, (list, entry) => bindings.bind(list, entry));
  }

  async function auditChannel(): Promise<AuditTarget> {
    return await findAuditChannel(directory, lists.auditchannel, (list, entry) => bindings.bind(list, entry));
  }

  async function readBound(list: ListName): Promise<BoundList> {
    const entries = readList(lists[list]).flatMap(({ entry }) => (typeof entry === 'string' ? [] : [entry]));
    const bound: Entry[] = [];
    for (const part of inParts(entries)) {
      bound.push(...(await Promise.all(part.map((entry) => bindings.bind(list, entry)))));
    }
    return bound;
  }

  function bound(list: ListName): Promise<BoundList> {
    const known = read.get(list);
    if (known !== undefined) return known;
    const reading = readBound(list);
    read.set(list, reading);
    // Not found out yet: the next use tries again.
    reading.catch(() => {
      if (read.get(list) === reading) read.delete(list);
    });
    return reading;
  }

  /** Says once of an entry that it is there and grants nothing. */
  function onUnfit(list: ListName, entry: Entry, why: string): void {
    const written = writeEntry(entry);
    const key = `${list} ${written} ${why}`;
    if (told.has(key)) return;
    told.add(key);
    log('warn', 'An entry of a list of people grants nothing', { list, entry: written, why });
  }

  async function isOn(list: ListName, person: Person, channelId: string, memberships: Memberships): Promise<boolean> {
    const entries = await bound(list);
    for (const entry of lastGrants.first(entries, list, person.id)) {
      if (isRuledOut(list, entry, person, channelId)) continue;
      if (await grants({ directory, memberships, onUnfit }, list, entry, person, channelId)) {
        lastGrants.note(entry, list, person.id);
        return true;
      }
    }
    return false;
  }

  return {
    change(changed) {
      if (isBegun && areSame(changed, lists)) return;
      isBegun = true;
      lists = changed;
      told.clear();
      read.clear();
      // What a name meant must not wait for the first command of somebody.
      void readThrough();
    },

    async rightsOf(person, channelId) {
      if (isUnread) void readThrough();
      if (person.isSystemAdmin) return 'admin';
      try {
        const memberships = new Memberships(directory, person.id);
        if (await isOn('operators', person, channelId, memberships)) return 'change';
        return (await isOn('viewers', person, channelId, memberships)) ? 'look' : 'none';
      } catch (error) {
        log('warn', 'What a person may do could not be found out; they are refused', {
          userId: person.id,
          channelId,
          error: String(error),
        });
        return 'none';
      }
    },

    async everyReaderMayLook(channelId) {
      try {
        const readers = await directory.readers(channelId);
        if (readers === undefined) return false;
        if (readers.kind === 'direct' && readers.people.some(isBot)) return true;
        const all = [
          ...(await bound('viewers')).map((entry) => ({ list: 'viewers', entry }) as const),
          ...(await bound('operators')).map((entry) => ({ list: 'operators', entry }) as const),
        ];
        return await everyReaderMayLook(directory, all, channelId, readers);
      } catch (error) {
        log('warn', 'Who reads a channel could not be found out; a listing is shown to the asker alone', {
          channelId,
          error: String(error),
        });
        return false;
      }
    },

    idle,
    auditChannel,
    settle: async (after) => (settled = await settleLists({ directory, bindings }, lists, after)),
  };
}
