/** Saves of our settings, as the System Console makes them. */
import type { PluginSettings } from '../../harness/admin.ts';
import { PLUGIN_ID } from '../../harness/world.ts';
import type { SaveStep } from '../plan.ts';
import { REGIONS, type Stage } from '../stage.ts';

/** Saves settings that are in force from then on. False when the server is away, or its database. */
export async function saveSettings(stage: Stage, { otherKey, variant }: SaveStep): Promise<boolean> {
  if (otherKey) stage.cloud.changeKey();
  try {
    await stage.world.admin.configure(PLUGIN_ID, stage.settings(variantOf(variant)));
    return true;
  } catch {
    return false;
  }
}

/** Settings that change what the plugin does, and none of what people may ask for here. */
function variantOf(variant: number): PluginSettings {
  return {
    regions: variant % 2 === 0 ? '' : REGIONS.join(' '),
    atonce: String(20 + (variant % 100)),
    confirmabove: String(variant % 5),
  };
}
