import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** How a process is run. */
export interface ProcessOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** After this time it is ended, with all that it started. In milliseconds. */
  readonly limit: number;
  /** Gets stdout line by line; without it stdout goes where ours goes. */
  readonly onLine?: (line: string) => void;
}

/**
 * Runs a process to its end, its stderr and its stdout shown as they come.
 * @returns undefined when it ended well, else a line that says how it ended
 */
export function runProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<string | undefined> {
  const { cwd, env, limit, onLine } = options;
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', onLine === undefined ? 'inherit' : 'pipe', 'inherit'],
    });
    let overdue = false;
    const timer = setTimeout(() => {
      overdue = true;
      child.kill('SIGTERM');
    }, limit);
    if (onLine !== undefined && child.stdout !== null) {
      createInterface({ input: child.stdout }).on('line', onLine);
    }
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve(`${command} could not be run: ${error.message}`);
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (overdue) {
        resolve(`${command} was ended after ${String(limit / 60_000)} minutes`);
      } else {
        resolve(code === 0 ? undefined : `${command} ended with ${signal ?? `status ${String(code)}`}`);
      }
    });
  });
}
