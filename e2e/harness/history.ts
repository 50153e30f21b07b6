/** What somebody is told of what was done, and what the server keeps of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { query } from './database.ts';
import { eventually } from './eventually.ts';
import type { LogEntry } from './server-log.ts';
import type { Person, Whereabouts } from './person.ts';
import { PLUGIN_ID, type World } from './world.ts';

/** A record of the server's audit log. */
export interface Audited {
  /** As it stands there. */
  readonly text: string;
  readonly status: string;
  readonly actor: { readonly user_id: string };
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Rows of one day, as the database has them. */
export interface StoredPart {
  readonly key: string;
  readonly value: string;
  /** For how many days from now. */
  readonly days: number;
}

const DAY_MS = 86_400_000;

/** How often to ask: what one person may type within a minute is limited. */
const INTERVAL_MS = 1_000;

/** What somebody is told of what was done, a line each, without the one that repeats what they typed. */
export async function history(person: Person, place: Whereabouts, options = ''): Promise<string[]> {
  const exchange = await person.command(place, `/ec2ctl history${options}`);
  return (await exchange.ephemeral()).message.split('\n').slice(1);
}

/** The line that matches, once there is one: what is done is written behind it. */
export async function historyLine(person: Person, place: Whereabouts, line: RegExp): Promise<string> {
  return await eventually(async () => (await history(person, place)).find((one) => line.test(one)), {
    what: `a line that matches ${String(line)}`,
    interval: INTERVAL_MS,
  });
}

/** A line without how long ago it was, which goes on. */
export function withoutAge(line: string): string {
  return line.replace(/^.*? ago /, '');
}

/** The records of one kind that have these words, oldest first. */
export function audited(world: World, event: string, words: string): Audited[] {
  const lines = readFileSync(join(world.server.folder, 'logs', 'audit.log'), 'utf8').split('\n');
  return lines.flatMap((text) => {
    if (!text.includes(`"${event}"`) || !text.includes(words)) return [];
    const record = JSON.parse(text) as Audited & { event: Pick<Audited, 'parameters'> };
    return [{ text, status: record.status, actor: record.actor, parameters: record.event.parameters }];
  });
}

/** The lines of the log with this message that have these words in one of their fields. */
export function logged(world: World, message: string, words: string): LogEntry[] {
  return world.server.log
    .entries()
    .filter((entry) => entry.msg === message && Object.values(entry).some((value) => String(value).includes(words)));
}

/** All that the database has of it. */
export async function storedParts(world: World): Promise<StoredPart[]> {
  const rows = await query(
    world.server.database,
    `SELECT pkey AS key, convert_from(pvalue, 'UTF8') AS value, expireat AS at FROM pluginkeyvaluestore
     WHERE pluginid = $1 AND (pkey LIKE 'history/%' OR pkey LIKE 'refusals/%') ORDER BY pkey`,
    [PLUGIN_ID],
  );
  return rows.map(({ key, value, at }) => ({
    key: String(key),
    value: String(value),
    days: Math.round((Number(at) - Date.now()) / DAY_MS),
  }));
}

/** The rows that have these words, once there are any. */
export async function storedRows(world: World, words: string): Promise<Record<string, unknown>[]> {
  return await eventually(
    async () => {
      const parts = await storedParts(world);
      const all = parts.flatMap(({ value }) => (JSON.parse(value) as { rows: Record<string, unknown>[] }).rows);
      const found = all.filter((row) => JSON.stringify(row).includes(words));
      return found.length > 0 && found;
    },
    { what: `rows with ${words}` },
  );
}

/** Puts rows of one day into the database, in the place of those that are there. */
export async function storePart(world: World, key: string, rows: readonly unknown[]): Promise<void> {
  await query(
    world.server.database,
    `INSERT INTO pluginkeyvaluestore (pluginid, pkey, pvalue, expireat) VALUES ($1, $2, convert_to($3, 'UTF8'), $4)
     ON CONFLICT (pluginid, pkey) DO UPDATE SET pvalue = excluded.pvalue`,
    [PLUGIN_ID, key, JSON.stringify({ version: 1, rows, dropped: 0 }), Date.now() + DAY_MS],
  );
}

/** Takes everything of it out of the database. */
export async function forgetParts(world: World): Promise<void> {
  await query(
    world.server.database,
    "DELETE FROM pluginkeyvaluestore WHERE pluginid = $1 AND (pkey LIKE 'history/%' OR pkey LIKE 'refusals/%')",
    [PLUGIN_ID],
  );
}
