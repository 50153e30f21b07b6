import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Between the request to end and the end that cannot be refused; in milliseconds. */
const GRACE = 10_000;

/** How a process is run. */
export interface ProcessOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** After this time it is ended. In milliseconds. */
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
      setTimeout(() => child.kill('SIGKILL'), GRACE).unref();
    }, limit);
    if (onLine !== undefined && child.stdout !== null) {
      createInterface({ input: child.stdout }).on('line', onLine);
    }
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve(`${command} could not be run: ${error.message}`);
    });
    child.on('exit', () => {
      clearTimeout(timer);
      if (overdue) {
        // What it left behind may hold its stdout open for ever.
        resolve(`${command} was ended after ${limit / 60_000} minutes`);
      }
    });
    child.on('close', (code, signal) => {
      resolve(code === 0 ? undefined : `${command} ended with ${signal ?? `status ${code}`}`);
    });
  });
}
