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

/** The children of a process. */
export function childrenOf(pid: number): ProcessInfo[] {
  return allProcesses().filter((info) => info.parent === pid);
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
  try {
    return readlinkSync(`/proc/${String(pid)}/exe`).replace(/ \(deleted\)$/, '');
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
