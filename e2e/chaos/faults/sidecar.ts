/** Ends of the sidecar's process, and what keeps it from answering. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { constants, type FileHandle, open, readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { eventually } from '../../harness/eventually.ts';
import { processInfo, signal } from '../../harness/processes.ts';
import type { SIDECAR_FAULTS } from '../plan.ts';
import type { Stage } from '../stage.ts';

/** A hang is found by a ping that is not answered: one every 5 s, 10 s for each. */
const FOUND_WITHIN_MS = 30_000;

/** The longest pause of the supervisor among those that count here, and a start. */
const ANOTHER_WITHIN_MS = 45_000;

/** Most sidecars need a page more sooner or later, by what they do anyway. */
const WANTS_MORE_WITHIN_MS = 8_000;

const DIES_OF_WANT_WITHIN_MS = 5_000;

/** What one flood writes at most. */
const FLOOD_BYTES = 1 << 20;

/** Plays a fault of the sidecar, and waits until there is one that works. True when it was seen to be in force. */
export async function hurtSidecar(
  stage: Stage,
  kind: (typeof SIDECAR_FAULTS)[number],
  variant: number,
): Promise<boolean> {
  const { plugin } = stage.world;
  const { pid } = await plugin.sidecar({ timeout: ANOTHER_WITHIN_MS });
  const isPlayed = await play(kind, pid, variant);
  // Whatever was meant for it: one that is gone is followed by another.
  await eventually(() => plugin.sidecars().some((one) => one.pid !== pid || one.state !== 'T'), {
    what: 'a sidecar that works',
    timeout: ANOTHER_WITHIN_MS,
  });
  return isPlayed;
}

async function play(kind: (typeof SIDECAR_FAULTS)[number], pid: number, variant: number): Promise<boolean> {
  switch (kind) {
    case 'sidecar killed':
      return signal(pid, 'SIGKILL') && (await isGone(pid, 5_000));
    case 'sidecar stopped':
      return signal(pid, 'SIGSTOP') && (await isGone(pid, FOUND_WITHIN_MS));
    case 'sidecar silent':
      // The preamble of the bundle keeps all that it says to itself from now on; the bridge finds that out.
      return signal(pid, 'SIGHUP') && (await isGone(pid, FOUND_WITHIN_MS));
    case 'sidecar paused':
      return await pause(pid, 2_000 + variant * 5);
    case 'garbage on its pipe':
      return await flood(pid, variant);
    case 'out of memory':
      return await starve(pid);
  }
}

async function isGone(pid: number, withinMs: number): Promise<boolean> {
  return await eventually(() => processInfo(pid) === undefined, { what: 'its end', timeout: withinMs }).catch(
    () => false,
  );
}

/** Stops it for shorter than a ping waits. */
async function pause(pid: number, ms: number): Promise<boolean> {
  if (!signal(pid, 'SIGSTOP')) return false;
  await wait(ms);
  const wasStopped = processInfo(pid)?.state === 'T';
  signal(pid, 'SIGCONT');
  return wasStopped;
}

/** Writes into the pipe by which the bridge is spoken to: bytes of chance, or lines that look like headers. */
async function flood(pid: number, variant: number): Promise<boolean> {
  const part =
    variant % 2 === 0 ? randomBytes(16_384) : Buffer.from(`Content-Length: ${String(variant)}\r\n\r\n{`.repeat(200));
  let pipe: FileHandle | undefined;
  let written = 0;
  try {
    pipe = await open(`/proc/${String(pid)}/fd/1`, constants.O_WRONLY | constants.O_NONBLOCK);
    while (written < FLOOD_BYTES) written += (await pipe.write(part)).bytesWritten;
  } catch {
    // The pipe is full or broken, or its owner is gone: what was written counts.
  } finally {
    await pipe?.close().catch(() => undefined);
  }
  return written > 0;
}

/**
 * Takes away the memory that it does not have yet: from now on the kernel gives it no page more for its data, and it ends by
 * itself, as it would on a machine that has no more. One that can live on what it has is made to want more.
 */
async function starve(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8').catch(() => '');
  const [, kilobytes] = /^VmData:\s+(\d+) kB$/m.exec(status) ?? [];
  if (kilobytes === undefined || !(await limitData(pid, `${String(Number(kilobytes) * 1_024)}:`))) return false;
  if (await isGone(pid, WANTS_MORE_WITHIN_MS)) return true;
  if (!signal(pid, 'SIGPWR') || (await isGone(pid, DIES_OF_WANT_WITHIN_MS))) return true;
  await limitData(pid, 'unlimited:');
  return false;
}

async function limitData(pid: number, limit: string): Promise<boolean> {
  const limited = promisify(execFile)('prlimit', ['--pid', String(pid), `--data=${limit}`]);
  return await limited.then(
    () => true,
    () => false,
  );
}
