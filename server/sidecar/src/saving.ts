/** What is said to a save of the settings, before the server stores them. */
import type { AccessControl } from './access/access.ts';
import type { ListName } from './access/list.ts';
import { text, type Text } from './messages/text.ts';
import type { Log } from './ports.ts';
import type { ConfigurationWillBeSavedParams, RawConfiguration } from './rpc/protocol.ts';
import { judge, namedLists } from './settings.ts';
import { shown } from './shown-value.ts';

/** Why a save is refused, or the settings as they are to be stored; neither: they are stored as they are. */
export interface Verdict {
  readonly problem?: Text;
  readonly configuration?: RawConfiguration;
}

/**
 * Judges settings that are to be saved. Names in the lists get the ids of what is meant. While Mattermost does
 * not say who that is, they are saved as they are, and are bound when they are first read.
 */
export async function judgeSave(
  ports: { access: AccessControl; log: Log },
  { configuration, duplicateKeys }: ConfigurationWillBeSavedParams,
): Promise<Verdict> {
  // The server would take one of the spellings, at random, each time anew.
  if (duplicateKeys.length > 0) {
    return { problem: text('configuration.duplicateKeys', { keys: shown(duplicateKeys.join(', ')) }) };
  }
  const judgement = judge(configuration);
  if (!judgement.usable) return { problem: judgement.problem };
  const typed = namedLists(configuration);
  try {
    const settled = await ports.access.settle(typed);
    if (settled.kind === 'refused') return { problem: settled.problem };
    const rewritten = Object.entries(settled.lists).filter(([list, written]) => written !== typed[list as ListName]);
    // Stored as they came, the settings keep their spelling: they are given back only if something was rewritten.
    return rewritten.length === 0 ? {} : { configuration: { ...configuration, ...Object.fromEntries(rewritten) } };
  } catch (error) {
    ports.log('warn', 'The lists of people were saved without being looked up', { error: String(error) });
    return {};
  }
}
