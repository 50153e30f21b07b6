import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { GO_ENVIRONMENT } from '../../build/go-environment.ts';
import { writeTarball } from './tarball.ts';
import type { World } from './world.ts';

const SOURCE = fileURLToPath(new URL('../fixtures/other-plugin', import.meta.url));
const ID = 'other-plugin';

/** What a request of the other plugin came back with. */
export interface OtherAnswer {
  readonly status: number;
  readonly body: string;
  readonly error: string;
}

/** Somebody else's plugin on the same server, at our command. `fixtures/other-plugin` is its source. */
export class OtherPlugin {
  readonly #world: World;

  private constructor(world: World) {
    this.#world = world;
  }

  /** Builds, uploads and enables it. */
  static async install(world: World): Promise<OtherPlugin> {
    const folder = await world.keeper.folder();
    const program = join(folder, 'plugin');
    await promisify(execFile)('go', ['build', '-trimpath', '-o', program, '.'], {
      cwd: SOURCE,
      env: { ...process.env, ...GO_ENVIRONMENT },
    });
    const bundle = join(folder, `${ID}.tar.gz`);
    await writeTarball(bundle, [
      {
        header: { name: `${ID}/plugin.json`, mode: 0o644 },
        content: await readFile(join(SOURCE, 'plugin.json')),
      },
      { header: { name: `${ID}/plugin`, mode: 0o755 }, content: await readFile(program) },
    ]);
    await world.admin.upload(bundle);
    await world.admin.enable(ID);
    return new OtherPlugin(world);
  }

  /** Runs a slash command in the name of any user, through `ExecuteSlashCommand`. */
  async run(asked: { userId: string; channelId: string; teamId: string; command: string }): Promise<OtherAnswer> {
    return this.#ask('run', asked);
  }

  /** Makes an HTTP request to a plugin from inside the server, through `PluginHTTP`. The path begins with a plugin's id. */
  async call(asked: {
    method: string;
    path: string;
    headers?: Readonly<Record<string, string>>;
    body?: string;
  }): Promise<OtherAnswer> {
    return this.#ask('call', asked);
  }

  async #ask(path: string, body: object): Promise<OtherAnswer> {
    const response = await fetch(`${this.#world.server.url}/plugins/${ID}/${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${this.#world.root.token}` },
      body: JSON.stringify(body),
    });
    return (await response.json()) as OtherAnswer;
  }
}
