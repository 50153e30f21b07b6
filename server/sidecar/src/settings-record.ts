/**
 * Tells the server's log and its audit log of every change of our settings, also of one made while nobody ran to see it.
 * What was last told is kept in Mattermost's store, which all nodes share: the node that brings it up to date tells.
 */
import { createHash, randomBytes } from 'node:crypto';
import { LIST_NAMES } from './access/list.ts';
import type { Clock } from './clock.ts';
import { UpstreamError } from './errors.ts';
import type { AuditRecord, HostApi } from './mattermost/host-api.ts';
import type { History } from './history/history.ts';
import type { Log, Records } from './ports.ts';
import type { RawConfiguration } from './rpc/protocol.ts';
import { peopleInLines, settingsChange, type SettingsChange } from './settings-changes.ts';

/** Where it stands among our records. */
const KEY = 'settings_told';
const NEVER = 0;
/** The settings that are kept as they are, since their entries are told. They are no secrets. */
const LISTS: readonly string[] = LIST_NAMES;
/** How often another node may come first, and how long to wait then: where the store is read from a copy, it lags. */
const ATTEMPTS = 5;
const PAUSE_MS = 1_000;

/** What was last told: the lists, and a digest in the place of every other value. */
interface Told {
  readonly salt: string;
  readonly settings: RawConfiguration;
}

/** What the record needs of the world. */
export interface SettingsRecordPorts {
  readonly records: Records;
  readonly host: Pick<HostApi, 'LogAuditRec'>;
  readonly history: Pick<History, 'settings'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** The record of our settings, as one node keeps it. */
export interface SettingsRecord {
  /**
   * Tells what differs from what was last told. To be called with every configuration that comes in force; one call
   * after the other is worked off.
   *
   * @returns what resolves when it is told; it never rejects
   */
  note(configuration: RawConfiguration): Promise<void>;
}

/** @returns a record that knows nothing yet but what stands in the store */
export function createSettingsRecord({ records, host, history, clock, log }: SettingsRecordPorts): SettingsRecord {
  let noted: RawConfiguration | undefined;
  let away = false;
  let work = Promise.resolve();

  async function record(now: RawConfiguration): Promise<void> {
    // All there is to go by until the store has answered.
    let change = noted === undefined ? undefined : settingsChange(noted, now);
    noted = now;
    try {
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const stored = await records.get(KEY);
        const told = decode(stored);
        if (told !== undefined) change = settingsChange(told.settings, sealed(now, told.salt));
        if (told !== undefined && change === undefined) {
          away = false;
          return;
        }
        if (await store(stored, now)) {
          away = false;
          await tell(change);
          return;
        }
        await clock.sleep(PAUSE_MS);
      }
      throw new UpstreamError('mattermost', 'Contended', 'Other nodes came first each time');
    } catch (error) {
      if (!away) log('warn', 'What was told of the settings could not be stored', { error: String(error) });
      away = true;
      // Twice is better than never: the next comparison may find it again.
      await tell(change);
    }
  }

  async function store(stored: unknown, now: RawConfiguration): Promise<boolean> {
    // A new salt each time: nobody sees that a value came back.
    const salt = randomBytes(32).toString('base64');
    const told: Told = { salt, settings: sealed(now, salt) };
    return await (stored === undefined ? records.insert(KEY, told, NEVER) : records.replace(KEY, stored, told));
  }

  async function tell(change: SettingsChange | undefined): Promise<void> {
    if (change === undefined) return;
    const settings = change.settings.join(', ');
    for (const people of peopleInLines(change)) log('info', 'The settings were changed', { settings, people });
    history.settings(change);
    const parameters = { settings, people: change.people.join(', ') };
    const audit = { event_name: 'ec2ctl_settings', status: 'success', event: { parameters, object_type: 'settings' } };
    try {
      await host.LogAuditRec(audit as AuditRecord);
    } catch (error) {
      log('warn', 'A change of the settings could not be told to the audit log', { error: String(error) });
    }
  }

  return {
    note(configuration) {
      work = work.then(() => record(configuration));
      return work;
    },
  };
}

/** The settings without any value that may be a secret, to be compared with others of the same salt. */
function sealed(configuration: RawConfiguration, salt: string): RawConfiguration {
  return Object.fromEntries(
    Object.entries(configuration).map(([key, value]) => [key, LISTS.includes(key) ? value : digest(salt, key, value)]),
  );
}

/** With the key in it, so that equal values of two settings do not look alike. */
function digest(salt: string, key: string, value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([salt, key, value]))
    .digest('base64');
}

/** JSON of any other shape is as good as nothing, and is stored over. */
function decode(stored: unknown): Told | undefined {
  const { salt, settings } = (stored ?? {}) as { salt?: unknown; settings?: unknown };
  if (typeof salt !== 'string' || typeof settings !== 'object' || settings === null) return undefined;
  return { salt, settings: settings as RawConfiguration };
}
