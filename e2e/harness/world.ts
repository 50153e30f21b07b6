import { randomBytes } from 'node:crypto';
import { Admin, type PluginSettings, type Roles } from './admin.ts';
import { bundlePath } from './bundle.ts';
import { Database, sharedDatabase } from './database.ts';
import { eventually } from './eventually.ts';
import { Keeper } from './keeper.ts';
import { Mattermost, type MattermostOptions } from './mattermost.ts';
import { Person, type Whereabouts } from './person.ts';
import { PluginProcesses } from './plugin-processes.ts';
import { type Progress, silent } from './progress.ts';
import { serverBinary } from './server-binary.ts';

/** The id of our plugin. */
export const PLUGIN_ID = 'ec2ctl';

/**
 * What is saved when a world is not told otherwise: most specs are about what a channel reads, whoever may look there. The
 * setting's default has specs of its own.
 */
const SETTINGS: PluginSettings = { listings: 'channel' };

/** What one person types within a minute is limited; so many take turns. */
const ADMINS = 12;

/** How to set a world up. */
export interface WorldOptions {
  /** The path of the site URL, such as `/chat`. */
  readonly path?: string;
  readonly environment?: MattermostOptions['environment'];
  /** The bundle to upload; ours unless told, none when null. */
  readonly bundle?: string | null;
  /** The PostgreSQL, which is then stopped by whoever gave it; the shared one unless told, or one of its own. */
  readonly database?: Database;
  /** Told what is being done. */
  readonly progress?: Progress;
  /** Settings that are saved before the plugin is there; unless told that listings go to the channel. */
  readonly settings?: PluginSettings;
}

/** A server of one's own with the plugin running, a team, a channel, an admin and a plain user. */
export class World {
  readonly server: Mattermost;
  readonly admin: Admin;
  readonly teamId: string;
  /** A channel of the team with both people in it. */
  readonly channel: Required<Pick<Whereabouts, 'channelId' | 'teamId'>>;
  /** The system admin. */
  readonly root: Person;
  /** A user who is nothing else. */
  readonly bob: Person;
  readonly keeper: Keeper;
  readonly plugin: PluginProcesses;
  readonly #ownDatabase: Database | undefined;
  readonly #others: Person[] = [];
  /** The other admins, in the order in which their turn comes. */
  readonly #admins: Person[] = [];

  private constructor(
    parts: Pick<World, 'server' | 'admin' | 'teamId' | 'channel' | 'bob' | 'keeper'>,
    ownDatabase: Database | undefined,
  ) {
    this.server = parts.server;
    this.admin = parts.admin;
    this.teamId = parts.teamId;
    this.channel = parts.channel;
    this.root = parts.admin.person;
    this.bob = parts.bob;
    this.keeper = parts.keeper;
    this.plugin = new PluginProcesses(parts.server.folder, PLUGIN_ID);
    this.#ownDatabase = ownDatabase;
  }

  /** Starts the server, makes the people, uploads and enables the plugin. Takes about four seconds. */
  static async start(options: WorldOptions = {}): Promise<World> {
    const { progress = silent } = options;
    const program = await serverBinary(progress);
    const keeper = new Keeper();
    const shared = options.database ?? sharedDatabase();
    progress('Starting PostgreSQL.');
    const database = shared ?? (await Database.start());
    progress('Starting the Mattermost server.');
    const server = await Mattermost.start({
      program,
      database: await database.create(`world_${randomBytes(6).toString('hex')}`),
      folder: await keeper.folder(),
      ...(options.path === undefined ? {} : { path: options.path }),
      ...(options.environment === undefined ? {} : { environment: options.environment }),
      keeper,
    });
    progress('Making a team, a channel and two people.');
    const admin = await Admin.first(server);
    const teamId = await admin.createTeam('crew');
    const bob = await admin.createPerson('bob', teamId);
    const channelId = await admin.createChannel(teamId, 'machines', [admin.person, bob]);
    const world = new World(
      { server, admin, teamId, channel: { channelId, teamId }, bob, keeper },
      shared === undefined ? database : undefined,
    );
    await admin.configure(PLUGIN_ID, options.settings ?? SETTINGS);
    if (options.bundle !== null) {
      progress('Uploading the plugin and switching it on.');
      await admin.upload(options.bundle ?? bundlePath());
      await admin.enable(PLUGIN_ID);
    }
    return world;
  }

  /** The bot's user id. The bot is made when the sidecar is up, a moment after the plugin is switched on. */
  async botId(): Promise<string> {
    const bot = await eventually(() => this.root.client.getUserByUsername(PLUGIN_ID), {
      what: 'the bot',
      timeout: 20_000,
    });
    return bot.id;
  }

  /** Makes another person of the team and the channel. Each has limits of their own for what they type. */
  async person(username: string, roles?: Roles): Promise<Person> {
    const person = await this.admin.createPerson(username, this.teamId, roles);
    this.#others.push(person);
    await this.root.client.addToChannel(person.id, this.channel.channelId);
    return person;
  }

  /** Connects somebody who has a token already. */
  async connect(token: string): Promise<Person> {
    const person = await Person.withToken(this.server.url, token);
    this.#others.push(person);
    return person;
  }

  /** Another system admin: one who has not typed anything yet, or not for a while. */
  async anotherAdmin(): Promise<Person> {
    const next =
      this.#admins.length < ADMINS
        ? await this.person(`admin${String(this.#admins.length + 2)}`, 'system_user system_admin')
        : this.#admins.shift();
    if (next === undefined) throw new Error('There is no other admin');
    this.#admins.push(next);
    return next;
  }

  /** Connects both people again after the server was away. */
  async reconnect(): Promise<void> {
    await Promise.all([this.root.reconnect(), this.bob.reconnect()]);
  }

  /** Ends everything at once and removes it. */
  async close(): Promise<void> {
    for (const person of [this.root, this.bob, ...this.#others]) person.close();
    await this.server.kill();
    await this.keeper.close();
    await this.#ownDatabase?.stop();
  }
}
