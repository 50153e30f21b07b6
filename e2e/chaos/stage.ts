/** All that a run has: a real server with the plugin, AWS behind a company's proxy, people, and what is noted. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CompanyProxy, startCompanyProxy } from '../aws/company-proxy.ts';
import type { Seed } from '../aws/seed.ts';
import type { PluginSettings } from '../harness/admin.ts';
import { bundlePath } from '../harness/bundle.ts';
import { Cloud } from '../harness/cloud.ts';
import { Database } from '../harness/database.ts';
import type { Delivery } from '../harness/inbox.ts';
import { Keeper } from '../harness/keeper.ts';
import type { Person, Whereabouts } from '../harness/person.ts';
import { rewriteBundle } from '../harness/tarball.ts';
import { World } from '../harness/world.ts';
import { Board } from './board.ts';
import { Notes } from './notes.ts';

/** The regions of the account. The last one has so many instances that a listing of it needs a file. */
export const REGIONS = [
  'ap-northeast-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'sa-east-1',
  'us-east-1',
  'us-west-2',
  'us-east-2',
] as const;

/** The region with many instances, which nobody changes. */
export const FULL_REGION = 'us-east-2';

/** The regions in which people change something. */
export const CHANGED_REGIONS = REGIONS.filter((region) => region !== FULL_REGION);

/** More rows than a post has room for. */
const MANY = 250;

/** How long an instance takes to start or stop, in seconds. */
const TRANSITION_SECONDS = 3;

/** How many instances each person has, whom nobody else touches. */
const INSTANCES_EACH = 4;

const PREAMBLE = new URL('../fixtures/chaos-sidecar.js', import.meta.url);

/** An instance of somebody. */
export interface Owned {
  readonly id: string;
  readonly name: string;
  readonly region: string;
}

/** Somebody who types, and where. */
export interface Actor {
  readonly person: Person;
  readonly place: Required<Pick<Whereabouts, 'channelId' | 'teamId'>>;
  readonly instances: readonly Owned[];
  /** What was said to them alone so far, over all connections. */
  readonly heard: Delivery[];
}

/** What all parts of a run work with. */
export interface Stage {
  readonly cloud: Cloud;
  readonly gate: CompanyProxy;
  readonly world: World;
  readonly database: Database;
  readonly board: Board;
  readonly notes: Notes;
  readonly actors: readonly Actor[];
  /** What is saved now; keys that are not ours are left out. */
  settings(more?: PluginSettings): PluginSettings;
  /** Whether the server is up, as far as the harness wants it to be. */
  isServerUp: boolean;
  /** Whether a fault is being played that keeps the plugin from working. */
  isDisturbed: boolean;
  /** How often the plugin was killed in the life of this server. */
  pluginKills: number;
  /** Ends all of it. */
  close(): Promise<void>;
}

/**
 * Sets everything up, which takes about half a minute.
 *
 * @param people how many there are; they share channels
 */
export async function setStage(people: number): Promise<Stage> {
  const keeper = new Keeper();
  const cloud = await Cloud.start({ transitionSeconds: TRANSITION_SECONDS });
  cloud.regions(...REGIONS);
  const hosts = REGIONS.map((region) => `*.${region}.amazonaws.com`);
  const gate = await startCompanyProxy({ target: cloud.proxy.url, folder: await keeper.folder(), hosts });
  const database = await Database.start();
  function settings(more: PluginSettings = {}): PluginSettings {
    return { ...cloud.settings({ endpointurl: '' }), ...more };
  }
  const world = await World.start({
    database,
    settings: settings(),
    bundle: await bundleWithPreamble(await keeper.folder()),
    environment: {
      HTTPS_PROXY: gate.url,
      SSL_CERT_FILE: gate.authority,
      // The people of a run log in and type from one address.
      MM_RATELIMITSETTINGS_ENABLE: 'false',
      MM_LOGSETTINGS_FILELEVEL: 'INFO',
    },
  });
  await cloud.moto.addInstances({ region: FULL_REGION, count: MANY, namePrefix: 'full' });
  const actors = await enlist(world, cloud, people);
  await cloud.moto.settle();
  const board = new Board(world.server.database, await world.botId());
  board.open();
  return {
    ...{ cloud, gate, world, database, board, settings, actors },
    notes: new Notes(),
    isServerUp: true,
    isDisturbed: false,
    pluginKills: 0,
    async close() {
      await board.close();
      await world.close();
      await database.stop();
      await gate.stop();
      await cloud.stop();
      await keeper.close();
    },
  };
}

/** Hears from now on what is said to somebody; again after each reconnection. */
export function listen({ person, heard }: Actor): void {
  person.inbox.listen((delivery) => {
    if (delivery.kind === 'ephemeral') heard.push(delivery);
  });
}

async function bundleWithPreamble(folder: string): Promise<string> {
  const bundle = join(folder, 'chaos.tar.gz');
  const preamble = readFileSync(PREAMBLE, 'utf8');
  await rewriteBundle(bundlePath(), bundle, {
    'server/sidecar.js': (content) => `${preamble}\n${content.toString('utf8')}`,
  });
  return bundle;
}

/** Everybody may change everything; each keeps to what is theirs, so that what happens to it is their doing alone. */
async function enlist(world: World, cloud: Cloud, people: number): Promise<Actor[]> {
  const actors: Actor[] = [];
  let channelId = '';
  for (let index = 0; index < people; index += 1) {
    const person = await world.person(`ops${String(index + 1)}`, 'system_user system_admin');
    channelId =
      index % 3 === 0
        ? await world.admin.createChannel(world.teamId, `machines-${String(index / 3 + 1)}`, [person])
        : channelId;
    if (index % 3 !== 0) await world.root.client.addToChannel(person.id, channelId);
    const seeds = Array.from({ length: INSTANCES_EACH }, (_, at): Seed & { name: string } => ({
      region: CHANGED_REGIONS[(index * INSTANCES_EACH + at) % CHANGED_REGIONS.length] ?? '',
      name: `m${String(index + 1)}-${String(at + 1)}`,
      state: at % 2 === 0 ? 'running' : 'stopped',
    }));
    const ids = await cloud.seed(...seeds);
    const instances = seeds.map(({ region, name }, at) => ({ id: ids[at] ?? '', name, region }));
    const actor: Actor = { person, place: { channelId, teamId: world.teamId }, instances, heard: [] };
    listen(actor);
    actors.push(actor);
  }
  return actors;
}
