import { commandRegistrations } from './commands/registration.ts';
import { launch } from './launch.ts';
import { HOST_METHODS } from './mattermost/host-api.ts';
import { bridgeMessages } from './messages/bridge-messages.ts';
import { LOCALES, TRANSLATIONS } from './messages/translations.ts';

/**
 * The small files that tell the bridge of this plugin, by name: what to register, which API methods may be called, how to
 * start the sidecar, and its few sentences; what people read in each language. The build writes them beside `sidecar.js`.
 *
 * @param icon the plugin's icon, as SVG, for the list of commands
 * @param late the names of the files beside `sidecar.js` that it reads later
 */
export function bundleFiles(buildVersion: string, icon: string, late: readonly string[]): Record<string, unknown> {
  const translated = LOCALES.flatMap((locale): [string, unknown][] => [
    [`commands.${locale}.json`, commandRegistrations(locale, icon)],
    [`bridge-messages.${locale}.json`, bridgeMessages(TRANSLATIONS[locale]?.())],
  ]);
  return {
    ...Object.fromEntries(translated),
    'host-api.json': { methods: Object.keys(HOST_METHODS) },
    'launch.json': launch(buildVersion, late),
  };
}
