/** What the setting of the audit channel means: one channel by its name, bound to its id like an entry of the lists. */
import type { AuditTarget } from '../audit.ts';
import type { Text } from '../messages/text.ts';
import type { Directory } from '../ports.ts';
import type { Entry } from './entry.ts';
import { problemWith } from './idle-entries.ts';
import { type Item, type ListName, readList } from './list.ts';
import { noChannelText, oneAloneText } from './problem-texts.ts';

/** What is wrong with what stands in the box, as far as its words tell: it takes one channel and nothing else. */
export function auditProblem([item, ...more]: readonly Item[]): Text | undefined {
  if (item === undefined) return undefined;
  if (more.length > 0) return oneAloneText('auditchannel');
  const isChannel = typeof item.entry !== 'string' && item.entry.who === 'members';
  return isChannel ? undefined : noChannelText('auditchannel', item.text);
}

/**
 * The channel that is meant, as things are now: what is archived is told nothing. Rejects with an `UpstreamError` when
 * Mattermost does not answer.
 *
 * @param bind gives an entry with the ids that count
 */
export async function findAuditChannel(
  directory: Directory,
  written: string,
  bind: (list: ListName, entry: Entry) => Promise<Entry>,
): Promise<AuditTarget> {
  const items = readList(written);
  const [item] = items;
  if (item === undefined) return { kind: 'none' };
  const problem = auditProblem(items) ?? (await problemWith(directory, 'auditchannel', item, bind, true));
  if (problem !== undefined) return { kind: 'idle', problem };
  const id = typeof item.entry === 'string' ? undefined : (await bind('auditchannel', item.entry)).place?.id;
  return id === undefined ? { kind: 'none' } : { kind: 'channel', id };
}
