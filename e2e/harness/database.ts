import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { opened } from './open-resources.ts';

/** What the database process says when it is ready, as one line of JSON. */
export interface DatabaseReady {
  readonly port: number;
  readonly password: string;
}

const SHARED = 'EC2CTL_TEST_DATABASE';

/**
 * A real PostgreSQL of our own on a free loopback port, with its data in a temporary folder. It is run by a process of
 * its own, which stops it and removes the data as soon as the pipe between us ends: also when we crash.
 */
export class Database {
  readonly #child: ChildProcess | undefined;
  readonly #ready: DatabaseReady;
  readonly #stopped: () => void;

  private constructor(ready: DatabaseReady, child?: ChildProcess, stopped: () => void = () => undefined) {
    this.#ready = ready;
    this.#child = child;
    this.#stopped = stopped;
  }

  /**
   * Makes and starts one; takes about a second.
   *
   * @throws Error with what PostgreSQL said when it does not come up
   */
  static async start(): Promise<Database> {
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', fileURLToPath(new URL('database-process.ts', import.meta.url))],
      { detached: true, stdio: ['pipe', 'pipe', 'pipe'] },
    );
    // At once: we may be told to end while it is still on its way.
    const stopped = opened(() => end(child));
    child.stdin.on('error', () => undefined);
    let complaint = '';
    child.once('error', ({ message }) => (complaint += message));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
    const lines = createInterface({ input: child.stdout });
    const [line] = (await Promise.race([once(lines, 'line'), once(lines, 'close')])) as [string?];
    if (line !== undefined) {
      child.stderr.removeAllListeners('data').resume();
      return new Database(JSON.parse(line) as DatabaseReady, child, stopped);
    }
    stopped();
    throw new Error(`PostgreSQL did not start: ${complaint.trim()}`);
  }

  /** One that somebody else has started and will stop. */
  static attach(ready: DatabaseReady): Database {
    return new Database(ready);
  }

  /** Lets processes that we start from now on find it with `sharedDatabase`. */
  share(): void {
    process.env[SHARED] = JSON.stringify(this.#ready);
  }

  /** The connection string of one database of this PostgreSQL. */
  url(name: string): string {
    return `postgres://postgres:${this.#ready.password}@127.0.0.1:${String(this.#ready.port)}/${name}?sslmode=disable`;
  }

  /** Makes an empty database and returns its connection string. */
  async create(name: string): Promise<string> {
    await query(this.url('postgres'), `CREATE DATABASE ${pg.escapeIdentifier(name)}`);
    return this.url(name);
  }

  /**
   * Stops it in order and starts it again, with its data. Whoever is connected is cut off. Of one that we started.
   *
   * @param awayMs how long it is away, in milliseconds
   */
  async restart(awayMs = 0): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.stdin === null || child.stdout === null) {
      throw new Error('Somebody else has started this PostgreSQL');
    }
    const again = once(child.stdout, 'data');
    child.stdin.write(`${String(awayMs)}\n`);
    await again;
  }

  /** Stops it and removes the data, if we started it. */
  async stop(): Promise<void> {
    this.#stopped();
    if (this.#child !== undefined) {
      await end(this.#child);
    }
  }
}

/** Ends the database process. Resolves when all of it is gone. */
async function end(child: ChildProcess): Promise<void> {
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    const exit = once(child, 'exit');
    child.stdin?.end();
    await exit;
  }
}

/** The PostgreSQL that all tests of one run share; undefined when there is none. */
export function sharedDatabase(): Database | undefined {
  const ready = process.env[SHARED];
  return ready === undefined ? undefined : Database.attach(JSON.parse(ready) as DatabaseReady);
}

/**
 * Asks one database one thing.
 *
 * @param url of the database
 * @returns the rows, as objects by column name
 */
export async function query(url: string, sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql, values);
    return rows;
  } finally {
    await client.end();
  }
}

/**
 * Makes everybody wait who writes to a table, as a database does that is overloaded.
 *
 * @param url of the database
 * @returns what lets them go on
 */
export async function blockWrites(url: string, table: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('BEGIN');
  await client.query(`LOCK TABLE ${pg.escapeIdentifier(table)} IN SHARE MODE`);
  // The end of the connection is the end of the lock.
  return () => client.end();
}
