/** What is done to whom, in which order: follows from the seed and the size alone. */
import { type Chance, chanceOf } from './prng.ts';

/** Faults of one region of EC2, as the proxies in front of it play them. */
export const CLOUD_FAULTS = [
  'dead',
  'silent',
  'slow',
  'throttling',
  'change throttled',
  'half an answer',
  'stalled answer',
  'cut before it was taken',
  'reply lost',
  'wrong XML',
  'TLS refused',
  'name not found',
  'request expired',
  'token expired',
] as const;

/** One of them. */
export type CloudFault = (typeof CLOUD_FAULTS)[number];

/** Faults of the sidecar's process. */
export const SIDECAR_FAULTS = [
  'sidecar killed',
  'sidecar stopped',
  'sidecar paused',
  'garbage on its pipe',
  'sidecar silent',
  'out of memory',
] as const;

/** Faults of what the plugin runs in, one after another. */
export type HostFault =
  | (typeof SIDECAR_FAULTS)[number]
  | 'server SIGTERM'
  | 'server SIGKILL'
  | 'plugin killed'
  | 'PostgreSQL restarted'
  | 'PostgreSQL away for long'
  | 'clock jumped'
  | 'file store not writable';

/** Every kind of fault. */
export type FaultKind = CloudFault | HostFault | 'settings saved';

/** One fault of the host. */
export interface HostStep {
  readonly kind: HostFault;
  /** Milliseconds of rest before it, in which operations get under way. */
  readonly restMs: number;
  /** Chooses a variant of it. */
  readonly variant: number;
}

/** One fault of a region. */
export interface CloudStep {
  readonly kind: CloudFault;
  /** Of the calls that it is for, so many meet it. */
  readonly times: number;
  readonly restMs: number;
}

/** One save of our settings. */
export interface SaveStep {
  /** Whether other credentials are saved: whoever watches then stops, and says so. */
  readonly otherKey: boolean;
  readonly restMs: number;
  readonly variant: number;
}

/** How many of each there are. */
export interface Size {
  readonly serverKills: number;
  /** In threes, since the server gives a plugin up at the third. */
  readonly pluginKills: number;
  readonly sidecarFaults: number;
  readonly saves: number;
  readonly databaseRestarts: number;
  /** Of 10 to 25 s each. */
  readonly databaseOutages: number;
  readonly clockJumps: number;
  readonly fileStore: number;
  readonly cloudFaults: number;
  /** Milliseconds for which regions rest between two faults, at most. */
  readonly cloudRestMs: number;
  readonly saveRestMs: number;
  /** How often an end of the server or the plugin is followed by a rest in which whatever it was doing must go on. */
  readonly calms: number;
}

/** What `make chaos` does, in about half an hour. */
export const LONG: Size = {
  serverKills: 20,
  pluginKills: 6,
  sidecarFaults: 100,
  saves: 50,
  databaseRestarts: 5,
  databaseOutages: 3,
  clockJumps: 10,
  fileStore: 5,
  cloudFaults: 850,
  cloudRestMs: 6_000,
  saveRestMs: 25_000,
  calms: 6,
};

/** What `make test` does of it, in about four minutes. */
export const SHORT: Size = {
  serverKills: 2,
  pluginKills: 1,
  sidecarFaults: 7,
  saves: 4,
  databaseRestarts: 1,
  databaseOutages: 1,
  clockJumps: 1,
  fileStore: 1,
  cloudFaults: 45,
  cloudRestMs: 4_000,
  saveRestMs: 15_000,
  calms: 1,
};

/** All that is done, in tracks that go on side by side. */
export interface Plan {
  readonly seed: number;
  /** One after another: they are of one server. */
  readonly host: readonly HostStep[];
  /** By region. */
  readonly cloud: Readonly<Record<string, readonly CloudStep[]>>;
  readonly saves: readonly SaveStep[];
}

/** One save of so many is of other credentials. */
const SAVES_FOR_A_KEY = 8;

/** At this kill of the plugin within an hour the server gives it up. */
const AT_THIS_IT_IS_GIVEN_UP = 3;

/** Faults of the sidecar in a row at most; a longer rest comes then, else the bridge gives it up, as it should. */
const MOST_IN_A_ROW = 4;

/** How long a sidecar must have been of use for those before it not to count. */
const PROVEN_MS = 11_000;

/** What was under way goes on within 30 s of the plugin being there again; it begins to be there within some seconds. */
const CALM_MS = 36_000;

/** Works a plan out. Equal seeds and sizes give equal plans. */
export function planOf(seed: number, size: Size, regions: readonly string[]): Plan {
  const chance = chanceOf(seed);
  return {
    seed,
    host: hostSteps(chance, size),
    cloud: cloudSteps(chance, size, regions),
    saves: Array.from({ length: size.saves }, (_, index) => ({
      otherKey: index % SAVES_FOR_A_KEY === SAVES_FOR_A_KEY - 1,
      restMs: chance.whole(size.saveRestMs / 2, size.saveRestMs),
      variant: chance.whole(0, 999),
    })),
  };
}

/** So many of each kind, as even as it goes, in any order. */
function spread<Kind>(chance: Chance, kinds: readonly Kind[], count: number): Kind[] {
  return chance.shuffled(Array.from({ length: count }, (_, index) => kinds[index % kinds.length] as Kind));
}

function hostSteps(chance: Chance, size: Size): HostStep[] {
  const ofServer = spread(chance, ['server SIGKILL', 'server SIGTERM'] as const, size.serverKills);
  const others: HostFault[] = [
    ...Array.from({ length: size.databaseRestarts }, (): HostFault => 'PostgreSQL restarted'),
    ...Array.from({ length: size.databaseOutages }, (): HostFault => 'PostgreSQL away for long'),
    ...Array.from({ length: size.clockJumps }, (): HostFault => 'clock jumped'),
    ...Array.from({ length: size.fileStore }, (): HostFault => 'file store not writable'),
    ...sidecarKinds(chance, size.sidecarFaults),
  ];
  const mixed = chance.shuffled(others);
  // Between two ends of the server lies an equal share of the others; the threes of the plugin lie together in one.
  const gaps = size.serverKills + 1;
  const places = chance.shuffled(Array.from({ length: gaps }, (_, index) => index));
  const kinds: HostFault[] = [];
  for (let gap = 0; gap < gaps; gap += 1) {
    const [from, to] = [gap, gap + 1].map((at) => Math.round((at * mixed.length) / gaps));
    const share = mixed.slice(from, to);
    kinds.push(...share);
    const before = AT_THIS_IT_IS_GIVEN_UP * places.indexOf(gap);
    const here = Math.max(0, Math.min(AT_THIS_IT_IS_GIVEN_UP, size.pluginKills - before));
    kinds.push(...Array.from({ length: here }, (): HostFault => 'plugin killed'));
    kinds.push(...ofServer.slice(gap, gap + 1));
  }
  return withRests(chance, kinds, size.calms);
}

/** Kills are the commonest; what is found out by silence alone takes 15 s each, and is rarer. */
function sidecarKinds(chance: Chance, count: number): HostFault[] {
  const often = spread(chance, ['sidecar killed', 'garbage on its pipe', 'out of memory'] as const, count);
  const seldom = spread(chance, ['sidecar stopped', 'sidecar silent', 'sidecar paused'] as const, Math.ceil(count / 4));
  return chance.shuffled([...seldom, ...often.slice(seldom.length)]);
}

function withRests(chance: Chance, kinds: readonly HostFault[], calms: number): HostStep[] {
  const afterEnds = [...kinds.keys()].filter((at) => endsBridge(kinds[at - 1]));
  const calm = new Set(chance.shuffled(afterEnds).slice(0, calms));
  const ofSidecar: ReadonlySet<HostFault> = new Set(SIDECAR_FAULTS);
  let inARow = 0;
  return kinds.map((kind, at) => {
    const isOver = ofSidecar.has(kind) && inARow === MOST_IN_A_ROW;
    // A bridge that begins anew counts anew.
    if (endsBridge(kind)) inARow = 0;
    else if (ofSidecar.has(kind)) inARow = isOver ? 1 : inARow + 1;
    const restMs = isOver ? PROVEN_MS : chance.whole(1_000, 4_000);
    return { kind, restMs: calm.has(at) ? CALM_MS : restMs, variant: chance.whole(0, 999) };
  });
}

function endsBridge(kind: HostFault | undefined): boolean {
  return kind === 'plugin killed' || kind?.startsWith('server') === true;
}

function cloudSteps(chance: Chance, size: Size, regions: readonly string[]): Record<string, CloudStep[]> {
  const steps = spread(chance, CLOUD_FAULTS, size.cloudFaults).map((kind) => ({
    kind,
    times: chance.whole(1, 3),
    restMs: chance.whole(500, size.cloudRestMs),
  }));
  return Object.fromEntries(
    regions.map((region, index) => [region, steps.filter((_, at) => at % regions.length === index)]),
  );
}
