import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { PluginStatus } from '@mattermost/types/plugins';
import type { UserProfile } from '@mattermost/types/users';
import { eventually } from './eventually.ts';
import type { Mattermost } from './mattermost.ts';
import { type Login, Person } from './person.ts';

/** The state of a running plugin in `/plugins/statuses` (Mattermost's `PluginStateRunning`). */
export const PLUGIN_RUNNING = 2;

/** The settings of one plugin as the configuration holds them. */
export type PluginSettings = Readonly<Record<string, unknown>>;

const PASSWORD = 'Correct-horse-7';

/** The first user of a server, who is its system admin, and what only an admin does. */
export class Admin {
  readonly person: Person;
  readonly #url: string;

  constructor(url: string, person: Person) {
    this.#url = url;
    this.person = person;
  }

  /** Makes the first user of an empty server. Comes before any plugin: a bot could become the first admin. */
  static async first(server: Mattermost, username = 'admin'): Promise<Admin> {
    await createUser(server.url, username);
    return new Admin(server.url, await Person.login(server.url, loginOf(username)));
  }

  /** Makes a team and returns its id. */
  async createTeam(name: string): Promise<string> {
    const team = await this.person.client.createTeam({ name, display_name: name, type: 'O' } as never);
    return team.id;
  }

  /** Makes an ordinary user, a member of the team, who is logged in. */
  async createPerson(username: string, teamId: string): Promise<Person> {
    await createUser(this.#url, username, this.person.token);
    const person = await Person.login(this.#url, loginOf(username));
    await this.person.client.addToTeam(teamId, person.id);
    return person;
  }

  /** Makes a channel with these members and returns its id. */
  async createChannel(teamId: string, name: string, members: readonly Person[]): Promise<string> {
    const channel = await this.person.client.createChannel({
      team_id: teamId,
      name,
      display_name: name,
      type: 'O',
    } as never);
    for (const { id } of members) {
      if (id !== this.person.id) {
        await this.person.client.addToChannel(id, channel.id);
      }
    }
    return channel.id;
  }

  /** Uploads a bundle, over an installed one of the same id if there is one, and returns the plugin's id. */
  async upload(bundle: string): Promise<string> {
    const file = new File([await readFile(bundle)], basename(bundle));
    const manifest = (await this.person.client.uploadPlugin(file, true)) as unknown as { id: string };
    return manifest.id;
  }

  /** Switches a plugin on and waits until it runs: the request alone answers OK even when activation failed. */
  async enable(pluginId: string): Promise<void> {
    await this.person.client.enablePlugin(pluginId);
    await this.running(pluginId);
  }

  /** Waits until a plugin runs. */
  async running(pluginId: string): Promise<void> {
    await eventually(async () => (await this.status(pluginId))?.state === PLUGIN_RUNNING, {
      what: `plugin ${pluginId} to run`,
      timeout: 45_000,
    });
  }

  /** How a plugin is; undefined when it is not installed. */
  async status(pluginId: string): Promise<PluginStatus | undefined> {
    const statuses = await this.person.client.getPluginStatuses();
    return statuses.find(({ plugin_id: id }) => id === pluginId);
  }

  /** The settings of a plugin, as an admin sees them: secrets as asterisks. */
  async settings(pluginId: string): Promise<PluginSettings> {
    const config = await this.person.client.getConfig();
    return (config.PluginSettings as { Plugins?: Record<string, PluginSettings> }).Plugins?.[pluginId] ?? {};
  }

  /**
   * Saves settings of a plugin as the System Console does: the whole section, with what is not named here unchanged.
   *
   * @throws ClientError with the plugin's sentence when it refuses
   */
  async configure(pluginId: string, changes: PluginSettings): Promise<void> {
    const section = { ...(await this.settings(pluginId)), ...changes };
    await this.patch({ PluginSettings: { Plugins: { [pluginId]: section } } });
  }

  /** Saves a part of the server's configuration. */
  async patch(part: object): Promise<void> {
    await this.person.client.patchConfig(part);
  }
}

/** The login of a person that the harness made. */
export function loginOf(username: string): Login {
  return { username, password: PASSWORD };
}

async function createUser(url: string, username: string, token?: string): Promise<UserProfile> {
  const response = await fetch(`${url}/api/v4/users`, {
    method: 'POST',
    headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
    body: JSON.stringify({ ...loginOf(username), email: `${username}@example.com` }),
  });
  if (!response.ok) {
    throw new Error(`Cannot create user ${username}: ${await response.text()}`);
  }
  return (await response.json()) as UserProfile;
}
