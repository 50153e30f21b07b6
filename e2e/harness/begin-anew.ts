import type { Cloud } from './cloud.ts';
import type { Person } from './person.ts';
import { PLUGIN_ID, type World } from './world.ts';

/**
 * Lets a test begin as the first one did: no instances, faults and counted calls; the settings of the cloud, with a key of
 * its own, since what was read a moment ago is shared; and an admin whose turn to type it is, since what one
 * person types within a minute is limited.
 */
export async function beginAnew(world: World, cloud: Cloud): Promise<Person> {
  await cloud.reset();
  cloud.changeKey();
  // The whole section, not only the keys of ours: a test may have stored others.
  await world.admin.patch({ PluginSettings: { Plugins: { [PLUGIN_ID]: cloud.settings() } } });
  return world.anotherAdmin();
}
