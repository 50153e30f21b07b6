import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { ClientError } from '@mattermost/client';
import type { AdminConfig } from '@mattermost/types/config';
import type { PluginStatus } from '@mattermost/types/plugins';
import type { UserProfile } from '@mattermost/types/users';
import { eventually } from './eventually.ts';
import type { Mattermost } from './mattermost.ts';
import { type Login, Person } from './person.ts';

/** The state of a running plugin in `/plugins/statuses` (Mattermost's `PluginStateRunning`). */
export const PLUGIN_RUNNING = 2;

/** The settings of one plugin as the configuration holds them. */
export type PluginSettings = Readonly<Record<string, unknown>>;

/** What a user may be on the whole server, if not an ordinary one. */
export type Roles = 'system_user system_admin' | 'system_guest';

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

  /**
   * Makes a team and returns its id.
   *
   * @param type `O` for one that anyone can join, `I` for one by invitation
   */
  async createTeam(name: string, type: 'O' | 'I' = 'O'): Promise<string> {
    const team = await this.person.client.createTeam({ name, display_name: name, type } as never);
    return team.id;
  }

  /**
   * Makes a user, a member of the team, who is logged in.
   *
   * @param roles of the whole server; an ordinary user's unless told
   */
  async createPerson(username: string, teamId: string, roles?: Roles): Promise<Person> {
    const { id } = await createUser(this.#url, username, this.person.token);
    // Before the roles: without a licence guests cannot log in.
    const person = await Person.login(this.#url, loginOf(username));
    if (roles !== undefined) {
      await this.person.client.updateUserRoles(id, roles);
    }
    await this.person.client.addToTeam(teamId, id);
    return person;
  }

  /**
   * Makes a channel with these members and returns its id.
   *
   * @param type `O` for a public one, `P` for a private one
   */
  async createChannel(
    teamId: string,
    name: string,
    members: readonly Person[],
    type: 'O' | 'P' = 'O',
  ): Promise<string> {
    const channel = await this.person.client.createChannel({
      team_id: teamId,
      name,
      display_name: name,
      type,
    });
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
    return sectionOf(await this.person.client.getConfig(), pluginId);
  }

  /**
   * Saves settings of a plugin as the System Console does: the whole section, with what is not named here unchanged.
   * Returns the section as the answer has it, which the console shows from then on.
   *
   * @throws ClientError with the plugin's sentence when it refuses
   */
  async configure(pluginId: string, changes: PluginSettings): Promise<PluginSettings> {
    const section = { ...(await this.settings(pluginId)), ...changes };
    return sectionOf(await this.patch({ PluginSettings: { Plugins: { [pluginId]: section } } }), pluginId);
  }

  /**
   * Saves settings of a plugin, and waits until the plugin has made of some of them what they shall be.
   *
   * @param made those as they are then
   */
  async configureTo(pluginId: string, changes: PluginSettings, made: PluginSettings): Promise<void> {
    await this.configure(pluginId, changes);
    await eventually(
      async () => {
        const seen = await this.settings(pluginId);
        if (Object.entries(made).some(([key, value]) => seen[key] !== value)) throw new Error(JSON.stringify(seen));
        return true;
      },
      { what: `the settings to be ${JSON.stringify(made)}` },
    );
  }

  /** Saves settings of a plugin that it refuses, and returns the sentence that the System Console shows for it. */
  async refusal(pluginId: string, changes: PluginSettings): Promise<string> {
    try {
      await this.configure(pluginId, changes);
    } catch (error) {
      if (error instanceof ClientError && error.status_code === 400) return error.message;
      throw error;
    }
    throw new Error(`The plugin did not refuse ${JSON.stringify(changes)}`);
  }

  /** Saves a part of the server's configuration, and returns all of it as the server answers. */
  async patch(part: object): Promise<AdminConfig> {
    return this.person.client.patchConfig(part);
  }
}

function sectionOf({ PluginSettings }: AdminConfig, pluginId: string): PluginSettings {
  return (PluginSettings as { Plugins?: Record<string, PluginSettings> }).Plugins?.[pluginId] ?? {};
}

/** The login of a person that the harness made. */
export function loginOf(username: string): Login {
  return { username, password: PASSWORD };
}

async function createUser(url: string, username: string, token?: string): Promise<UserProfile> {
  const response = await fetch(`${url}/api/v4/users`, {
    method: 'POST',
    headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
    // A name may be free again, an address is not.
    body: JSON.stringify({ ...loginOf(username), email: `${randomUUID()}@example.com` }),
  });
  if (!response.ok) {
    throw new Error(`Cannot create user ${username}: ${await response.text()}`);
  }
  return (await response.json()) as UserProfile;
}
