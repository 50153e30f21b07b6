/** moto's server as a child process: EC2, STS and IAM over HTTP for the tests. `moto/launch.py` says what was added. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { preparePython } from './python-environment.ts';

const LAUNCHER = join(import.meta.dirname, 'moto', 'launch.py');
const START_LIMIT_MS = 60_000;

/** A running moto. State and settings are shared by everybody who uses the same one. */
export interface Moto {
  /** `http://127.0.0.1:<port>`: the endpoint for any AWS client, with any credentials. */
  readonly url: string;
  /** Forgets all instances, users and roles of all accounts. Keeps the other settings. */
  reset(): Promise<void>;
  /** How long start, stop and terminate take from now on, in seconds; fractions are fine. */
  setTransition(seconds: number): Promise<void>;
  /** Every change of state that is under way arrives now. */
  settle(): Promise<void>;
  /** Whether keys, signatures and IAM policies are checked. Make users, policies and instances before turning it on. */
  enforceAuthorization(on: boolean): Promise<void>;
  /** Makes many running instances fast (1,000 in 1.5 s), each in a reservation of its own, named `<namePrefix>-<n>`. */
  addInstances(wanted: { region: string; count: number; namePrefix?: string; account?: string }): Promise<string[]>;
  /** Ends the process and waits until it is gone. */
  stop(): Promise<void>;
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/**
 * Starts a moto of one's own on a free port of 127.0.0.1; 1 s when its packages are installed already. It ends by
 * itself when this process does.
 * @param options.transitionSeconds how long a change of state takes; 0 when left out
 * @param options.tell gets a line when something takes long
 * @throws MissingPrerequisite when Python is absent or too old
 */
export async function startMoto(
  options: { transitionSeconds?: number; tell?: (line: string) => void } = {},
): Promise<Moto> {
  const python = await preparePython(options.tell);
  const child = spawn(python, [LAUNCHER, '--transition-seconds', String(options.transitionSeconds ?? 0)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Nothing of the caller's AWS or proxy settings is moto's business.
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], PYTHONDONTWRITEBYTECODE: '1' },
  });
  child.stdin.on('error', () => undefined);
  const url = `http://127.0.0.1:${String(await portOf(child))}`;
  await post(url, '/launcher/settle', '');
  return {
    url,
    reset: () => post(url, '/moto-api/reset', '').then(() => undefined),
    setTransition: (seconds) => post(url, '/launcher/transition', String(seconds)).then(() => undefined),
    settle: () => post(url, '/launcher/settle', '').then(() => undefined),
    enforceAuthorization: (on) => post(url, '/moto-api/reset-auth', on ? '0' : 'inf').then(() => undefined),
    addInstances: async (wanted) =>
      JSON.parse(await post(url, '/launcher/instances', JSON.stringify(wanted))) as string[],
    stop: () => stop(child),
  };
}

/** The port that the launcher prints once it listens. */
async function portOf(child: Child): Promise<number> {
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-4000);
  });
  const lines = createInterface({ input: child.stdout });
  const limit = AbortSignal.timeout(START_LIMIT_MS);
  try {
    const [line] = (await Promise.race([
      once(lines, 'line', { signal: limit }),
      once(child, 'exit', { signal: limit }).then(() => Promise.reject(new Error('moto ended'))),
    ])) as [string];
    // Whatever moto still prints must not fill the pipe.
    child.stdout.resume();
    return (JSON.parse(line) as { port: number }).port;
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`moto did not start: ${complaint || String(error)}`);
  }
}

async function post(url: string, path: string, body: string): Promise<string> {
  const response = await fetch(url + path, { method: 'POST', body, signal: AbortSignal.timeout(120_000) });
  const text = await response.text();
  if (!response.ok) throw new Error(`moto answered ${String(response.status)} to ${path}: ${text.slice(0, 500)}`);
  return text;
}

async function stop(child: Child): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  // moto keeps nothing that would want an orderly end, and takes seconds for one.
  child.kill('SIGKILL');
  await gone;
}
