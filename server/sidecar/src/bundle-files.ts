import { commandRegistrations } from './commands/registration.ts';
import { launch } from './launch.ts';
import { HOST_METHODS } from './mattermost/host-api.ts';
import { bridgeMessages } from './messages/bridge-messages.ts';

/**
 * The small files that tell the bridge of this plugin, by name: what to register, which API methods may be called, how to
 * start the sidecar, and its few sentences. The build writes them beside `sidecar.js`.
 *
 * @param icon the plugin's icon, as SVG, for the list of commands
 */
export function bundleFiles(buildVersion: string, icon: string): Record<string, unknown> {
  return {
    'commands.json': commandRegistrations(icon),
    'host-api.json': { methods: Object.keys(HOST_METHODS) },
    'launch.json': launch(buildVersion),
    'bridge-messages.en.json': bridgeMessages(),
  };
}
