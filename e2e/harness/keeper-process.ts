/**
 * The process behind `Keeper`: reads orders until its stdin ends, then ends the processes and removes the folders that
 * it was told of, and exits. See `keeper.ts` for why.
 */
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { eventually } from './eventually.ts';
import type { KeeperOrder } from './keeper.ts';
import { processesRunFrom, processInfo, signal } from './processes.ts';

/** How long a process may take to end by itself before it is killed, in milliseconds. */
const GRACE = 5_000;

interface Kept {
  readonly pid: number;
  readonly startedAt: string;
  readonly signal: NodeJS.Signals;
}

const kept: Kept[] = [];
const folders: string[] = [];

function isStillThere({ pid, startedAt }: Kept): boolean {
  return processInfo(pid)?.startedAt === startedAt;
}

async function end(process: Kept): Promise<void> {
  if (!isStillThere(process)) {
    return;
  }
  signal(process.pid, process.signal);
  try {
    await eventually(() => !isStillThere(process), { what: `the end of ${String(process.pid)}`, timeout: GRACE });
  } catch {
    signal(process.pid, 'SIGKILL');
  }
}

async function removeFolder(path: string): Promise<void> {
  for (const { pid } of processesRunFrom(path)) {
    signal(pid, 'SIGKILL');
  }
  await eventually(() => processesRunFrom(path).length === 0, { what: `the end of what runs in ${path}` });
  await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

// Ctrl-C in a terminal does not reach this session, but whoever ends a whole group might: the pipe decides, nothing else.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => undefined);
}

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line) as KeeperOrder;
  if (order.kind === 'folder') {
    folders.push(order.path);
  } else {
    const startedAt = processInfo(order.pid)?.startedAt;
    if (startedAt !== undefined) {
      kept.push({ pid: order.pid, startedAt, signal: order.signal });
    }
  }
}
// The last one started depends on the ones before it.
for (const process of kept.reverse()) {
  await end(process);
}
await Promise.all(folders.map(removeFolder));
