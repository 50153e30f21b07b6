import { afterEach, describe, expect, test } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freePort } from '../harness/free-port.ts';

/** A module of the harness, as another copy of the tests would load it. */
function module(name: string): string {
  return fileURLToPath(new URL(`../harness/${name}`, import.meta.url));
}

let child: ChildProcess | undefined;
let folder: string | undefined;

afterEach(() => {
  child?.kill('SIGKILL');
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  child = folder = undefined;
});

/** Starts another process, and returns the first line that it prints. */
async function other(command: string, args: readonly string[]): Promise<string> {
  const started = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  child = started;
  const ended = once(started, 'exit').then(([code]) => `ended with ${String(code)}`);
  return Promise.race([once(createInterface({ input: started.stdout }), 'line').then(String), ended]);
}

describe('a port', () => {
  test('is none that the kernel gives to others', async () => {
    const [lowest = 0] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split('\t').map(Number);
    expect(await freePort()).toBeLessThan(lowest < 12_000 ? 65_536 : lowest);
  });

  test('that another copy was given is not given again, until that copy is gone', async () => {
    const script = `import { freePort } from ${JSON.stringify(module('free-port.ts'))};
      console.log(await freePort()); setInterval(() => {}, 1000);`;
    const port = Number(await other(process.execPath, ['--input-type=module', '--eval', script]));
    const thatOne = { first: port, end: port + 1 };
    await expect(freePort(thatOne)).rejects.toThrow('There is no free port');
    child?.kill('SIGKILL');
    if (child !== undefined) await once(child, 'exit');
    expect(await freePort(thatOne)).toBe(port);
  });
});

test('PostgreSQL starts where everything is closed to other users, and leaves nothing behind', async () => {
  folder = mkdtempSync(join(tmpdir(), 'ec2ctl-closed-'));
  const own = join(folder, 'own');
  mkdirSync(own, { mode: 0o700 });
  const closed = `umask 077; TMPDIR=${own} exec "$0" --disable-warning=ExperimentalWarning "$1"`;
  const ready = await other('sh', ['-c', closed, process.execPath, module('database-process.ts')]);
  expect(ready).toMatch(/^\{"port":\d+,/);
  child?.stdin?.end();
  if (child !== undefined) await once(child, 'exit');
  expect(readdirSync(own)).toEqual([]);
});
