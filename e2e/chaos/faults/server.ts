/** The end of the whole server, in order or without a warning, and its start. */
import { signal } from '../../harness/processes.ts';
import { listen, type Stage } from '../stage.ts';

/** What outlives the server by more is an orphan. */
const GONE_WITHIN_MS = 5_000;

/** Ends the server, holds that nothing of it is left, and starts it again. Resolves when its plugin has a sidecar. */
export async function endServer(stage: Stage, name: 'SIGTERM' | 'SIGKILL'): Promise<boolean> {
  const { world, notes } = stage;
  stage.isServerUp = false;
  stage.pluginKills = 0;
  if (name === 'SIGTERM') {
    await world.server.stop().catch((error: unknown) => {
      notes.hung.push(`the end of the server: ${String(error)}`);
    });
  } else await world.server.kill();
  await countOrphans(stage);
  await world.server.start();
  stage.isServerUp = true;
  await reconnect(stage);
  await world.plugin.sidecar({ timeout: 60_000 });
  return true;
}

/** Counts what is left of the plugin, and ends it. */
export async function countOrphans({ world, notes }: Stage): Promise<void> {
  await world.plugin.gone(GONE_WITHIN_MS).catch(() => undefined);
  for (const { pid, commandLine } of world.plugin.all()) {
    notes.orphans.push(`${String(pid)}: ${commandLine.join(' ')}`);
    signal(pid, 'SIGKILL');
  }
}

/** Connects everybody's client again. */
async function reconnect({ world, actors }: Stage): Promise<void> {
  await world.reconnect();
  await Promise.all(
    actors.map(async (actor) => {
      await actor.person.reconnect();
      listen(actor);
    }),
  );
}
