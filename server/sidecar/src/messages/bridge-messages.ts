import type { MessageId, Translation } from './catalogue.ts';
import { bridge } from './en/bridge.ts';

type BridgeId = Extract<MessageId, `bridge.${string}`>;

/**
 * The sentences that the bridge needs, by the names that it knows (`starting`, `gaveUp`, …): the content of
 * `bridge-messages.<locale>.json` in the bundle. `{reference}` is left for the bridge to replace.
 *
 * @param translation a further language; what it lacks is in English
 */
export function bridgeMessages(translation: Translation = {}): Record<string, string> {
  const entries = (Object.keys(bridge) as BridgeId[]).map((id): [string, string] => [
    id.slice('bridge.'.length),
    translation[id] ?? bridge[id],
  ]);
  return Object.fromEntries(entries);
}
