import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** One process as `/proc` shows it. */
export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  /** One letter: R, S, D, T (stopped), Z (dead, not yet collected), … */
  readonly state: string;
  /** When it started, in ticks since boot: with the pid it names one process for ever. */
  readonly startedAt: string;
  /** The file it runs; empty where we may not see it. */
  readonly executable: string;
  readonly commandLine: readonly string[];
}

/** What `/proc` knows of a process; undefined when there is none, or only its remains (a zombie). */
export function processInfo(pid: number): ProcessInfo | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The second field is the name in brackets, and may hold anything, blanks and brackets too.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0] ?? '';
  if (state === 'Z' || state === 'X') {
    return undefined;
  }
  return {
    pid,
    parent: Number(fields[1]),
    state,
    startedAt: fields[19] ?? '',
    executable: readExecutable(pid),
    commandLine: readCommandLine(pid),
  };
}

/** Every process that we can see. */
export function allProcesses(): ProcessInfo[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => processInfo(Number(name)))
    .filter((info) => info !== undefined);
}

/** Every process whose program lies below `folder`, also when the file is deleted meanwhile. */
export function processesRunFrom(folder: string): ProcessInfo[] {
  return allProcesses().filter((info) => info.executable.startsWith(`${folder}/`));
}

/** The environment that a process was started with, as `NAME=value` lines. */
export function environmentOf(pid: number): string[] {
  return readFileSync(`/proc/${String(pid)}/environ`, 'utf8')
    .split('\0')
    .filter((line) => line !== '');
}

/** What a process listens on: addresses of TCP as the kernel writes them, and names of unix sockets. */
export function listeningOn(pid: number): string[] {
  const folder = `/proc/${String(pid)}`;
  const sockets = new Set(readdirSync(`${folder}/fd`).map((name) => readLink(`${folder}/fd/${name}`)));
  function rows(name: string): string[][] {
    const lines = readFileSync(`${folder}/net/${name}`, 'utf8').split('\n').slice(1);
    return lines.map((line) => line.trim().split(/\s+/));
  }
  // The state LISTEN of TCP is 0A; a unix socket that listens has the flag 00010000.
  const tcp = [...rows('tcp'), ...rows('tcp6')].filter((row) => row[3] === '0A');
  const unix = rows('unix').filter((row) => row[3] === '00010000');
  return [
    ...tcp.map((row) => ({ inode: row[9], what: `tcp ${row[1] ?? ''}` })),
    ...unix.map((row) => ({ inode: row[6], what: `unix ${row[7] ?? ''}` })),
  ].flatMap(({ inode, what }) => (sockets.has(`socket:[${inode ?? ''}]`) ? [what] : []));
}

/** Sends a signal; false when there is no such process any more. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') {
      return false;
    }
    throw error;
  }
}

function readExecutable(pid: number): string {
  return readLink(`/proc/${String(pid)}/exe`).replace(/ \(deleted\)$/, '');
}

/** What a link leads to; empty where it is gone or none of ours to see. */
function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function readCommandLine(pid: number): string[] {
  try {
    return readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8')
      .split('\0')
      .slice(0, -1);
  } catch {
    return [];
  }
}
