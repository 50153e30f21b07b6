import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import type { Keeper } from './keeper.ts';
import { ServerLog } from './server-log.ts';

/** How to start a server. */
export interface MattermostOptions {
  /** The server's program. */
  readonly program: string;
  /** The connection string of its database. */
  readonly database: string;
  /** A folder of its own: configuration, plugins, log. It must exist. */
  readonly folder: string;
  /** Where uploaded files and bundles are kept; below `folder` unless told. Servers of one database share it. */
  readonly dataFolder?: string;
  /** The path of its site URL, such as `/chat`; none unless told. */
  readonly path?: string;
  /** More environment for the server, and so for its plugins. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly keeper: Keeper;
}

/** Milliseconds that a server may take to answer its first request: it migrates an empty database before. */
const READY_WITHIN = 150_000;

/** Milliseconds that a server may take to end after SIGTERM. */
const STOPPED_WITHIN = 30_000;

/** One Mattermost server process, with everything it needs on loopback and in one folder. */
export class Mattermost {
  readonly url: string;
  readonly log: ServerLog;
  readonly #options: MattermostOptions;
  readonly #port: number;
  #child: ChildProcess | undefined;

  private constructor(options: MattermostOptions, port: number) {
    this.#options = options;
    this.#port = port;
    this.url = `http://127.0.0.1:${String(port)}${options.path ?? ''}`;
    this.log = new ServerLog(join(options.folder, 'logs', 'mattermost.log'));
  }

  /**
   * Starts a server and waits until it answers.
   *
   * @throws Error when it ends before, with its last words
   */
  static async start(options: MattermostOptions): Promise<Mattermost> {
    for (const name of ['config', 'data', 'plugins', 'client-plugins', 'logs', 'tmp', 'home']) {
      await mkdir(join(options.folder, name), { recursive: true });
    }
    const server = new Mattermost(options, await freePort());
    await server.start();
    return server;
  }

  /** The server's process id. */
  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) {
      throw new Error('The server is not running');
    }
    return pid;
  }

  /** The folder that holds all that this server writes. */
  get folder(): string {
    return this.#options.folder;
  }

  /** The connection string of the database. */
  get database(): string {
    return this.#options.database;
  }

  /** The options it was started with, to start another one beside it. */
  get options(): MattermostOptions {
    return this.#options;
  }

  /** Starts it again after `stop` or `kill`: same address, database, configuration and files. */
  async start(): Promise<void> {
    const child = spawn(this.#options.program, ['server'], {
      cwd: this.#options.folder,
      env: this.#environment(),
      // A session of its own: Ctrl-C in a terminal is for us, and we stop things in their order.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child = child;
    if (child.pid !== undefined) {
      this.#options.keeper.process(child.pid);
    }
    let lastWords = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (lastWords = (lastWords + text).slice(-4_000)));
    const failed = new Promise<never>((_, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => {
        reject(new Error(`The server ended with code ${String(code)}: ${lastWords}${this.log.lastErrors()}`));
      });
    });
    const ready = eventually(async () => (await fetch(`${this.url}/api/v4/system/ping`)).ok, {
      what: 'the Mattermost server to answer',
      timeout: READY_WITHIN,
    });
    await Promise.race([ready, failed]);
    failed.catch(() => undefined);
  }

  /** Ends it in order, as an administrator would: SIGTERM. Resolves when the process is gone. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** Ends it without a warning: SIGKILL. Resolves when the process is gone; its plugins may still be there. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async #end(name: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.exitCode !== null || child.signalCode !== null) {
      return;
    }
    const exit = once(child, 'exit');
    child.kill(name);
    const timer = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN);
    const [, by] = (await exit) as [number | null, NodeJS.Signals | null];
    clearTimeout(timer);
    if (name === 'SIGTERM' && by === 'SIGKILL') {
      throw new Error(`The server did not end within ${String(STOPPED_WITHIN / 1000)} s of ${name}`);
    }
  }

  #environment(): Record<string, string> {
    const { folder, database, dataFolder = join(folder, 'data') } = this.#options;
    return {
      // Nothing of the caller's environment: no credentials of the person who runs the tests.
      PATH: process.env['PATH'] ?? '',
      HOME: join(folder, 'home'),
      TMPDIR: join(folder, 'tmp'),
      MM_CONFIG: join(folder, 'config', 'config.json'),
      MM_SQLSETTINGS_DRIVERNAME: 'postgres',
      MM_SQLSETTINGS_DATASOURCE: database,
      MM_SERVICESETTINGS_LISTENADDRESS: `127.0.0.1:${String(this.#port)}`,
      MM_SERVICESETTINGS_SITEURL: this.url,
      MM_SERVICESETTINGS_WEBSERVERMODE: 'disabled',
      MM_SERVICESETTINGS_ENABLESECURITYFIXALERT: 'false',
      MM_ANNOUNCEMENTSETTINGS_ADMINNOTICESENABLED: 'false',
      MM_ANNOUNCEMENTSETTINGS_USERNOTICESENABLED: 'false',
      MM_EMAILSETTINGS_SENDPUSHNOTIFICATIONS: 'false',
      MM_PLUGINSETTINGS_ENABLEUPLOADS: 'true',
      MM_PLUGINSETTINGS_ENABLEMARKETPLACE: 'false',
      MM_PLUGINSETTINGS_ENABLEREMOTEMARKETPLACE: 'false',
      MM_PLUGINSETTINGS_AUTOMATICPREPACKAGEDPLUGINS: 'false',
      MM_PLUGINSETTINGS_DIRECTORY: join(folder, 'plugins'),
      MM_PLUGINSETTINGS_CLIENTDIRECTORY: join(folder, 'client-plugins'),
      MM_FILESETTINGS_DIRECTORY: `${dataFolder}/`,
      // Its job watcher would make every orderly end up to 15 s long.
      MM_JOBSETTINGS_RUNJOBS: 'false',
      MM_JOBSETTINGS_RUNSCHEDULER: 'false',
      MM_LOGSETTINGS_ENABLECONSOLE: 'false',
      MM_LOGSETTINGS_ENABLEFILE: 'true',
      MM_LOGSETTINGS_FILELEVEL: 'DEBUG',
      MM_LOGSETTINGS_FILEJSON: 'true',
      MM_LOGSETTINGS_FILELOCATION: join(folder, 'logs'),
      MM_LOGSETTINGS_ENABLEDIAGNOSTICS: 'false',
      MM_EXPERIMENTALAUDITSETTINGS_FILEENABLED: 'true',
      MM_EXPERIMENTALAUDITSETTINGS_FILENAME: join(folder, 'logs', 'audit.log'),
      ...this.#options.environment,
    };
  }
}
