/**
 * `make deploy`: uploads the bundle to a running Mattermost server and switches the plugin on.
 *
 *     node build/deploy.ts [bundle]
 *
 * Without a path it is the bundle that `make bundle` makes for this machine.
 *
 * `MM_SERVICESETTINGS_SITEURL` names the server, `MM_ADMIN_TOKEN` is a token of one of its system admins. Ends with 0
 * when the plugin runs there, else with 1 and one sentence that says what to do.
 */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Client4, ClientError } from '@mattermost/client';
import { bundleName, hostArchitecture, OUT } from './repository.ts';

/** The state of a running plugin (Mattermost's `PluginStateRunning`), and those in which it has failed for good. */
const RUNNING = 2;
const FAILED: ReadonlySet<number> = new Set([3, 4]);

/** Milliseconds that the server may take to start the plugin, and between two looks. */
const STARTED_WITHIN = 60_000;
const LOOK_EVERY = 250;

/** Something that the person who deploys can mend; the message is for them. */
class DeployError extends Error {}

/** One row of `/plugins/statuses`; the package's own type lacks the error. */
interface Status {
  readonly plugin_id: string;
  readonly state: number;
  readonly error?: string;
}

/** What the server answers to an upload. */
interface Manifest {
  readonly id: string;
  readonly version: string;
}

async function main(): Promise<void> {
  const [bundle = join(OUT, 'bundle', bundleName(hostArchitecture()))] = process.argv.slice(2);
  const url = address(
    required('MM_SERVICESETTINGS_SITEURL', 'the address of your server, such as https://chat.example.com'),
  );
  const client = new Client4();
  client.setUrl(url);
  client.setToken(required('MM_ADMIN_TOKEN', 'a personal access token of a system admin of that server'));

  const file = new File([await contents(bundle)], basename(bundle));
  process.stdout.write(`Uploading ${basename(bundle)} (${(file.size / 1e6).toFixed(0)} MB) to ${url}\n`);
  const manifest = (await asking(client.uploadPlugin(file, true), url)) as unknown as Partial<Manifest>;
  if (manifest.id === undefined) {
    throw new DeployError(notMattermost(url));
  }
  process.stdout.write(`Switching ${manifest.id} ${manifest.version ?? ''} on\n`);
  await asking(client.enablePlugin(manifest.id), url);
  await running(client, manifest.id, url);
  process.stdout.write(
    `${manifest.id} ${manifest.version ?? ''} is running. Its settings: ${url}/admin_console/plugins/plugin_${manifest.id}\n`,
  );
}

/** The value of an environment variable. */
function required(name: string, what: string): string {
  const value = process.env[name]?.trim();
  if (value === undefined || value === '') {
    throw new DeployError(`${name} is not set. Set it to ${what}`);
  }
  return value;
}

function address(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new DeployError(`MM_SERVICESETTINGS_SITEURL is no address: it must begin with https:// or http://`);
  }
  return url.href.replace(/\/+$/, '');
}

async function contents(bundle: string): Promise<Buffer<ArrayBuffer>> {
  try {
    return Buffer.from(await readFile(bundle));
  } catch (error) {
    throw new DeployError(`Cannot read ${bundle}. Build it with \`make bundle\``, { cause: error });
  }
}

/** Waits for an answer of the server; what it refuses becomes a sentence. */
async function asking<T>(request: Promise<T>, url: string): Promise<T> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof ClientError) {
      const { status_code: status, message } = error;
      throw new DeployError(status === undefined ? notMattermost(url) : advice(status, message), { cause: error });
    }
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new DeployError(`Cannot reach ${url}: ${cause}`, { cause: error });
  }
}

function notMattermost(url: string): string {
  return (
    `${url} answers, but not as a Mattermost server does. Give the whole address, with its path if it has one; ` +
    'a proxy in front of it may also refuse so large an upload (for NGINX: client_max_body_size)'
  );
}

function advice(status: number, message: string): string {
  switch (status) {
    case 401:
      return 'The server does not know the token in MM_ADMIN_TOKEN. Make a new one: Profile, Security, Personal Access Tokens';
    case 403:
      return 'MM_ADMIN_TOKEN is not the token of a system admin';
    case 413:
      return `The bundle is too large for the server: ${message}. Raise FileSettings.MaxFileSize, and the limit of a proxy in front of it`;
    case 501:
      return 'The server takes no plugins over the API. Set PluginSettings.Enable and PluginSettings.EnableUploads to true in its configuration';
    default:
      return `The server refused with ${String(status)}: ${message}`;
  }
}

/** Waits until the plugin runs: the server says OK to switching on even when that fails. */
async function running(client: Client4, id: string, url: string): Promise<void> {
  const end = Date.now() + STARTED_WITHIN;
  for (;;) {
    const statuses = (await asking(client.getPluginStatuses(), url)) as unknown as Status[];
    const status = statuses.find(({ plugin_id: one }) => one === id);
    if (status?.state === RUNNING) {
      return;
    }
    if ((status !== undefined && FAILED.has(status.state)) || Date.now() > end) {
      throw new DeployError(`The server could not start ${id}: ${status?.error ?? 'its log says why'}`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  }
}

try {
  await main();
} catch (error) {
  const sentence = error instanceof DeployError ? error.message : String(error);
  process.stderr.write(`${sentence.replace(/\.+$/, '')}.\n`);
  process.exitCode = 1;
}
