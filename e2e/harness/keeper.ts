import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, realpath } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { opened } from './open-resources.ts';

/** What the keeper process is told, one JSON object a line. */
export type KeeperOrder =
  | { readonly kind: 'process'; readonly pid: number; readonly signal: NodeJS.Signals }
  | { readonly kind: 'folder'; readonly path: string };

/**
 * Cleans up behind us, whatever becomes of us. It is a process of its own, in a session of its own, at the other end of
 * a pipe: when the pipe ends, because we closed it or because we are gone (Ctrl-C, a crash, SIGKILL), it ends the
 * processes and removes the folders that it was told of.
 */
export class Keeper {
  readonly #child: ChildProcess;
  readonly #closed: () => void;

  constructor() {
    this.#child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', fileURLToPath(new URL('keeper-process.ts', import.meta.url))],
      // No inherited output: whoever reads ours would wait for the keeper's end as well.
      { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' },
    );
    // A keeper that is gone must not take us with it: we clean up ourselves as well.
    this.#child.stdin?.on('error', () => undefined);
    this.#child.unref();
    (this.#child.stdin as Socket | null)?.unref();
    this.#closed = opened(() => this.close());
  }

  /** Ends this process at the end, first with the signal `first`, and with SIGKILL if it does not listen. */
  process(pid: number, first: NodeJS.Signals = 'SIGKILL'): void {
    this.#tell({ kind: 'process', pid, signal: first });
  }

  /** Makes a folder for temporary files, to be removed at the end, with every process that runs a program in it. */
  async folder(): Promise<string> {
    // The real path: programs are found again by where they lie.
    const path = await mkdtemp(join(await realpath(tmpdir()), 'ec2ctl-'));
    this.remove(path);
    return path;
  }

  /** Removes this folder at the end, with every process that runs a program in it. */
  remove(path: string): void {
    this.#tell({ kind: 'folder', path });
  }

  /** Cleans up now. Resolves when all is gone. */
  async close(): Promise<void> {
    this.#closed();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
      return;
    }
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.ref();
    this.#child.stdin?.end();
    await gone;
  }

  #tell(order: KeeperOrder): void {
    this.#child.stdin?.write(`${JSON.stringify(order)}\n`);
  }
}
