/** The end of the plugin's process. The server looks every 30 s, and gives the plugin up at the third end within an hour. */
import { PLUGIN_RUNNING } from '../../harness/admin.ts';
import { eventually } from '../../harness/eventually.ts';
import { signal } from '../../harness/processes.ts';
import { PLUGIN_ID } from '../../harness/world.ts';
import type { Stage } from '../stage.ts';

/** At this end the server gives up; saving any setting has it try again. */
const GIVEN_UP_AT = 3;

const SIDECAR_GONE_WITHIN_MS = 5_000;
const SERVER_SEES_IT_WITHIN_MS = 70_000;

/** Kills the plugin, and waits until there is another: by the server itself, or after a save, as an admin would make it. */
export async function killPlugin(stage: Stage, variant: number): Promise<boolean> {
  const { world, notes } = stage;
  const [bridge, sidecar] = [await world.plugin.bridge(), await world.plugin.sidecar()];
  stage.pluginKills += 1;
  if (!signal(bridge.pid, 'SIGKILL')) return false;
  await world.plugin.ended(sidecar.pid, SIDECAR_GONE_WITHIN_MS).catch(() => {
    notes.orphans.push(`the sidecar ${String(sidecar.pid)} of the killed plugin`);
  });
  if (stage.pluginKills >= GIVEN_UP_AT) {
    await eventually(async () => (await world.admin.status(PLUGIN_ID))?.state !== PLUGIN_RUNNING, {
      what: 'the server to give the plugin up',
      timeout: SERVER_SEES_IT_WITHIN_MS,
      interval: 500,
    });
    // Something must be changed by it: a save of what is there already does nothing.
    await world.admin.configure(PLUGIN_ID, stage.settings({ confirmabove: String(5 + (variant % 40)) }));
    stage.pluginKills = 0;
  }
  await world.plugin.bridge({ not: bridge.pid, timeout: SERVER_SEES_IT_WITHIN_MS });
  await world.plugin.sidecar({ not: sidecar.pid, timeout: 20_000 });
  return true;
}
