import { readList, type ListName } from './access/list.ts';
import { peopleLists } from './settings.ts';
import type { RawConfiguration } from './rpc/protocol.ts';

/** What a save of our settings changed: keys, and entries of lists; never a value, which may be a secret. */
export interface SettingsChange {
  /** Keys of the settings, sorted. */
  readonly settings: readonly string[];
  /** `viewers +@alice (id …)`, `operators -team:sre (id …)`. */
  readonly people: readonly string[];
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
  const [oldLists, lists] = [peopleLists(before), peopleLists(after)];
  const people = (['viewers', 'operators'] as const).flatMap((list) => listChange(list, oldLists[list], lists[list]));
  return { settings, people };
}

function listChange(list: ListName, before: string, after: string): string[] {
  const [old, now] = [entriesOf(before), entriesOf(after)];
  return [
    ...[...now].filter((entry) => !old.has(entry)).map((entry) => `${list} +${entry}`),
    ...[...old].filter((entry) => !now.has(entry)).map((entry) => `${list} -${entry}`),
  ];
}

function entriesOf(text: string): ReadonlySet<string> {
  return new Set(readList(text).map((item) => item.text));
}
