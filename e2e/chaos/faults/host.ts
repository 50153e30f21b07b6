/** What the plugin runs in: its clock, the server's files and the database. */
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../../harness/eventually.ts';
import { signal } from '../../harness/processes.ts';
import { LogTail } from '../log-tail.ts';
import { FULL_REGION, type Stage } from '../stage.ts';

/** Signals that the preamble of the bundle takes for jumps of the clock: 20 minutes on or back, and two hours on. */
const JUMPS = ['SIGUSR2', 'SIGALRM', 'SIGVTALRM'] as const;

/**
 * Restarts PostgreSQL below the running server. It is away for up to six seconds, which whoever writes may outlast by trying again;
 * or `forLong`, 10 to 25 s: what could not be written until then must be written afterwards.
 */
export async function restartDatabase({ database }: Stage, variant: number, forLong: boolean): Promise<boolean> {
  await database.restart(forLong ? 10_000 + variant * 15 : variant * 6);
  return true;
}

/** Moves the sidecar's clock. It stays so until that process ends. */
export async function jumpClock({ world }: Stage, variant: number): Promise<boolean> {
  const tail = await LogTail.of(world.server.log.path);
  const { pid } = await world.plugin.sidecar({ timeout: 45_000 });
  signal(pid, JUMPS[variant % JUMPS.length] ?? 'SIGUSR2');
  return await isLogged(tail, 'chaos: the clock jumped');
}

/** Lets nothing be written where Mattermost keeps files, while somebody wants a listing that needs one. */
export async function blockFiles({ world }: Stage): Promise<boolean> {
  const tail = await LogTail.of(world.server.log.path);
  const folder = join(world.server.folder, 'data');
  const away = `${folder}-away`;
  await rename(folder, away);
  try {
    // A file where the folder was: it also keeps out a server that runs as root.
    await writeFile(folder, '');
    await world.root.command(world.channel, `/ec2ctl ls -r ${FULL_REGION}`);
    return await isLogged(tail, 'A file was not taken');
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rename(away, folder);
  }
}

async function isLogged(tail: LogTail, message: string): Promise<boolean> {
  return await eventually(async () => (await tail.entries()).some(({ msg }) => msg === message), {
    what: message,
    interval: 200,
  }).catch(() => false);
}
