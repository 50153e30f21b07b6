import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** How a program ended, and what it said. */
export interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** A program in a root file system of its own, and how it is started. */
export interface InRoot {
  readonly root: string;
  readonly program: string;
  readonly args: readonly string[];
  /** What it gets on stdin, which ends when something has come back. */
  readonly input: string;
  /** Where its libraries are: all that stands in its environment. */
  readonly libraryPath: string;
}

/** Runs a program as the user of the official image. Takes root. */
export async function runInRoot({ root, program, args, input, libraryPath }: InRoot): Promise<Ended> {
  const child = spawn('/usr/sbin/chroot', ['--userspec=2000:2000', root, program, ...args], {
    env: { LD_LIBRARY_PATH: libraryPath },
    timeout: 60_000,
  });
  const ended: Ended = { status: null, stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    ended.stdout += chunk.toString();
    child.stdin.end();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    ended.stderr += chunk.toString();
  });
  // A program that cannot start is gone before it is written to. How it ended says so, and is what is looked at.
  child.stdin.on('error', () => undefined);
  child.stdin.write(input);
  [ended.status] = (await once(child, 'close')) as [number | null];
  return ended;
}
