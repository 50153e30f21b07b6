import { LIST_NAMES, type ListName, readList } from './access/list.ts';
import { namedLists } from './settings.ts';
import type { RawConfiguration } from './rpc/protocol.ts';

/** What a save of our settings changed: keys, and entries of lists; never a value, which may be a secret. */
export interface SettingsChange {
  /** Keys of the settings, sorted. */
  readonly settings: readonly string[];
  /** `viewers +@alice (id …)`, `operators -team:sre (id …)`, `auditchannel +~sre/audit (id …)`. */
  readonly people: readonly string[];
}

/** A line of the log is cut at 64 KiB, in which no character has more than 6 bytes. */
const LINE_LIMIT = 8_000;

/** Names are much shorter; whatever else stands there need not be told whole. */
const ENTRY_LIMIT = 200;

/** What changed about people, in as many lines as the log needs to have all of it. At least one. */
export function peopleInLines({ people }: SettingsChange): string[] {
  const lines: string[] = [];
  let line = '';
  for (const entry of people) {
    if (line !== '' && line.length + entry.length > LINE_LIMIT) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? entry : `${line}, ${entry}`;
  }
  return [...lines, line];
}

/** Compares two configurations; undefined when nothing of ours differs. */
export function settingsChange(
  before: RawConfiguration | null,
  after: RawConfiguration | null,
): SettingsChange | undefined {
  const [old, now] = [before ?? {}, after ?? {}];
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort();
  const settings = keys.filter((key) => JSON.stringify(old[key]) !== JSON.stringify(now[key]));
  if (settings.length === 0) return undefined;
  const [oldLists, lists] = [namedLists(before), namedLists(after)];
  const people = LIST_NAMES.flatMap((list) => listChange(list, oldLists[list], lists[list]));
  return { settings, people };
}

function listChange(list: ListName, before: string, after: string): string[] {
  const [old, now] = [entriesOf(before), entriesOf(after)];
  return [
    ...[...now].filter((entry) => !old.has(entry)).map((entry) => `${list} +${cut(entry)}`),
    ...[...old].filter((entry) => !now.has(entry)).map((entry) => `${list} -${cut(entry)}`),
  ];
}

function entriesOf(text: string): ReadonlySet<string> {
  return new Set(readList(text).map((item) => item.text));
}

function cut(entry: string): string {
  return entry.length > ENTRY_LIMIT ? `${entry.slice(0, ENTRY_LIMIT)}…` : entry;
}
