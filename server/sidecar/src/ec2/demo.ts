/**
 * The demo fleet: EC2 in memory, to try the plugin before handing over keys. Everything follows from the seed, the
 * clock and what was asked of it; there are no timers. A new process begins with the fleet as it was at first.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { UpstreamError } from '../errors.ts';
import type { Ec2, Instance, InstanceState, ListedInstance, Switch, StateChange, SwitchVerb } from '../ports.ts';
import { demoDetails } from './demo-details.ts';
import { DEMO_INSTANCES, DEMO_REGIONS, type DemoInstance, REFUSING_REGION } from './demo-instances.ts';
import { fingerprintOf } from './fingerprint.ts';
import { refuseIfTooLate } from './may-send.ts';
import { checkedIds, checkOrder, checkRegion, idsToChange } from './request-guard.ts';

/** How the demo fleet is made. */
export interface DemoOptions {
  readonly clock: Clock;
  /** Addresses, ages, request ids and durations follow from it. */
  readonly seed?: string;
  /** The admin's list; all regions of the demo account when empty or left out. */
  readonly regions?: readonly string[];
  /** The regions of the demo account, if not the usual ones. */
  readonly enabled?: readonly string[];
  /** How long every answer takes by the clock; nothing when left out. */
  readonly latencyMs?: number;
}

/** How long a change takes, by the verb: at least, and by how much more at most. */
const DURATION_MS = { start: [3_000, 2_500], stop: [4_000, 3_500] } as const satisfies Record<
  SwitchVerb,
  readonly [number, number]
>;

const WAY = {
  start: { through: 'pending', to: 'running', from: 'stopped' },
  stop: { through: 'stopping', to: 'stopped', from: 'running' },
} as const satisfies Record<SwitchVerb, Record<string, InstanceState>>;

const DENIED = 'UnauthorizedOperation';

const DAY_MS = 86_400_000;

/** What has become of an instance. */
interface Course {
  readonly made: DemoInstance;
  /** The verb that it last obeyed; before that, the one that would have brought it here. */
  verb: SwitchVerb;
  arrivesAt: number;
  launchedAt: number;
  /** When it was last told to stop. */
  stoppedAt: number;
  starts: number;
}

/** Makes a demo fleet of 13 instances in 4 of 16 regions. */
export function createDemoFleet({
  clock,
  seed = 'ec2ctl',
  regions = [],
  enabled = DEMO_REGIONS,
  latencyMs = 0,
}: DemoOptions): Ec2 {
  const inUse = regions.length > 0 ? [...new Set(regions)] : enabled;
  const createdAt = clock.now();
  let requests = 0;

  /** A number from 0 to 1, always the same for the same words. */
  function chance(...words: readonly (string | number)[]): number {
    return (
      createHash('sha256')
        .update(JSON.stringify([seed, ...words]))
        .digest()
        .readUInt32BE() /
      2 ** 32
    );
  }

  const fleet = new Map<string, Course>(
    DEMO_INSTANCES.map((made) => {
      const age = Math.round((1 + chance('age', made.id) * 40) * DAY_MS);
      const course: Course = {
        made,
        verb: made.state === 'running' ? 'start' : 'stop',
        arrivesAt: createdAt,
        launchedAt: createdAt - age,
        stoppedAt: createdAt - Math.round(chance('stopped', made.id) * age),
        starts: 0,
      };
      return [made.id, course];
    }),
  );

  function stateOf({ verb, arrivesAt }: Course): InstanceState {
    return clock.now() >= arrivesAt ? WAY[verb].to : WAY[verb].through;
  }

  function seen(course: Course): Instance {
    const { id, name, type, region, zone, isSpot, canHibernate, tags } = course.made;
    const state = stateOf(course);
    return {
      id,
      name,
      type,
      state,
      region,
      publicAddress: state === 'running' && course.made.public ? publicAddress(course) : undefined,
      privateAddress: `10.0.${String(octet(chance('net', region)))}.${String(octet(chance('host', id)))}`,
      launchedAt: course.launchedAt,
      zone,
      isSpot,
      rootDevice: 'ebs',
      canHibernate,
      autoScalingGroup: tags['aws:autoscaling:groupName'],
      schedule: tags['Schedule'],
    };
  }

  function listed(course: Course): ListedInstance {
    const { name, tags } = course.made;
    return { ...seen(course), tags: new Map(Object.entries(name === undefined ? tags : { Name: name, ...tags })) };
  }

  /** Another one at each start. From the block that is kept for examples, so it is nobody's. @see RFC 5737 */
  function publicAddress({ made, starts }: Course): string {
    return `203.0.113.${String(1 + ((octet(chance('public', made.id)) + starts * 7) % 254))}`;
  }

  function refusal(code: string, message: string, status = 400): UpstreamError {
    requests += 1;
    const hex = createHash('sha256')
      .update(`${seed} request ${String(requests)}`)
      .digest('hex');
    const requestId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
    return new UpstreamError('aws', code, message, { requestId, status });
  }

  /** What precedes every answer. */
  async function answer(region: string, signal: AbortSignal): Promise<void> {
    checkRegion(region, inUse, regions.length > 0);
    signal.throwIfAborted();
    if (latencyMs > 0) await clock.sleep(latencyMs, signal);
    if (region === REFUSING_REGION) {
      throw refusal(DENIED, 'You are not authorized to perform this operation. (Demo fleet)', 403);
    }
    if (!DEMO_REGIONS.includes(region)) throw new UpstreamError('aws', 'Unreachable', 'No connection: ENOTFOUND');
  }

  function inRegion(region: string): Course[] {
    return [...fleet.values()].filter(({ made }) => made.region === region);
  }

  /** Those of a change. Like EC2: if one is not there, none is. */
  function chosen(region: string, ids: readonly string[]): Course[] {
    const here = inRegion(region);
    const missing = ids.filter((id) => !here.some(({ made }) => made.id === id));
    if (missing.length > 0) throw notThere(missing);
    return here.filter(({ made }) => ids.includes(made.id));
  }

  function notThere(ids: readonly string[]): UpstreamError {
    return refusal('InvalidInstanceID.NotFound', `The instance IDs '${ids.join(', ')}' do not exist`);
  }

  function refuseIfNotPossible({ verb, hibernate }: Switch, course: Course): void {
    const { id, canHibernate } = course.made;
    if (verb === 'stop' && course.made.protected) {
      throw refusal(
        'OperationNotPermitted',
        `The instance '${id}' may not be stopped. Modify its 'disableApiStop' instance attribute and try again.`,
      );
    }
    if (hibernate === true && !canHibernate) {
      throw refusal('UnsupportedHibernationConfiguration', `The instance '${id}' is not enabled for hibernation.`);
    }
    const state = stateOf(course);
    const { from, through, to } = WAY[verb];
    if (state !== from && state !== through && state !== to) {
      throw wrongState(id, verb === 'start' ? 'started' : 'stopped');
    }
  }

  function wrongState(id: string, wanted: string): UpstreamError {
    return refusal('IncorrectInstanceState', `The instance '${id}' is not in a state from which it can be ${wanted}.`);
  }

  function apply(verb: SwitchVerb, course: Course): StateChange {
    const previous = stateOf(course);
    if (previous === WAY[verb].from) {
      const [least, more] = DURATION_MS[verb];
      course.verb = verb;
      course.arrivesAt = clock.now() + least + Math.round(more * chance('takes', verb, course.made.id, course.starts));
      if (verb === 'start') {
        course.starts += 1;
        course.launchedAt = clock.now();
      } else {
        course.stoppedAt = clock.now();
      }
    }
    return { id: course.made.id, previous, current: stateOf(course) };
  }

  return {
    fingerprint: fingerprintOf({ mode: 'demo', keyId: '', profile: '', role: '', externalId: '', endpoint: seed }),
    demo: true,
    regions: async (signal) => {
      signal.throwIfAborted();
      if (latencyMs > 0) await clock.sleep(latencyMs, signal);
      return inUse;
    },
    knownRegions: () => inUse,
    async listInstances(region, signal) {
      await answer(region, signal);
      return inRegion(region).map(listed);
    },
    async listNamed(region, names, signal) {
      await answer(region, signal);
      return inRegion(region)
        .filter(({ made: { name } }) => name !== undefined && names.includes(name))
        .map(listed);
    },
    async findInstances(region, ids, signal) {
      const wanted = checkedIds(ids);
      await answer(region, signal);
      return inRegion(region)
        .filter(({ made }) => wanted.includes(made.id))
        .map(seen);
    },
    async details(region, id, signal) {
      checkedIds([id]);
      await answer(region, signal);
      const course = inRegion(region).find(({ made }) => made.id === id);
      if (course === undefined) return undefined;
      const { made, stoppedAt } = course;
      const imageId = `ami-${createHash('sha256').update(`${seed} image ${made.type}`).digest('hex').slice(0, 17)}`;
      const facts = { imageId, stopProtection: made.protected, stoppedAt, now: clock.now() };
      return demoDetails(listed(course), facts);
    },
    async change(order, region, ids, _, signal, maySend) {
      checkOrder(order);
      const wanted = idsToChange(ids);
      await refuseIfTooLate(maySend);
      await answer(region, signal);
      const courses = chosen(region, wanted);
      // Like EC2: all are judged before any is touched.
      for (const course of courses) refuseIfNotPossible(order, course);
      return courses.map((course) => apply(order.verb, course));
    },
    async reboot(region, ids, _, signal, maySend) {
      const wanted = idsToChange(ids);
      await refuseIfTooLate(maySend);
      await answer(region, signal);
      for (const course of chosen(region, wanted)) {
        if (stateOf(course) !== 'running') throw wrongState(course.made.id, 'rebooted');
      }
      return undefined;
    },
    async dryRun(order, region, ids, _, signal) {
      if (order.verb !== 'reboot') checkOrder(order);
      const wanted = idsToChange(ids);
      const denial = await answer(region, signal).then(
        () => undefined,
        (error: unknown) => {
          if (error instanceof UpstreamError && error.code === DENIED) return error;
          throw error;
        },
      );
      const there = new Set(inRegion(region).map(({ made }) => made.id));
      return wanted.map((id) => ({ id, refusal: denial ?? (there.has(id) ? undefined : notThere([id])) }));
    },
    caller: () => undefined,
    decodeDenial: async () => {
      throw refusal('AccessDenied', 'The demo fleet has no policies', 403);
    },
    close: () => undefined,
  };
}

function octet(chance: number): number {
  return 1 + Math.floor(chance * 254);
}
