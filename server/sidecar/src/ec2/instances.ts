/** EC2's instances in our own words. */
import type { InstanceStateChange } from '@aws-sdk/client-ec2';
import { INSTANCE_STATES, type Instance, type InstanceState, type ListedInstance, type StateChange } from '../ports.ts';
import type { ReadInstance, ReadReservation } from './instances-page.ts';
import { Tags } from './tags.ts';
import { badAnswer } from './upstream-error.ts';

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html */
const STATE_REASON = /^(?:Client|Server)(?:\.[A-Za-z][A-Za-z0-9]{0,60}){1,3}$/;

/** The tag with which AWS marks the members of an Auto Scaling group. */
const GROUP_TAG = 'aws:autoscaling:groupName';

/**
 * The tag by which AWS's Instance Scheduler knows its instances, unless it is set up otherwise.
 * @see https://docs.aws.amazon.com/solutions/latest/instance-scheduler-on-aws/
 */
const SCHEDULE_TAG = 'Schedule';

/** Puts an instance into our own words. Throws an `UpstreamError` `BadAnswer` when something is missing that EC2 always says. */
export type ReadInstanceAs<T extends Instance> = (instance: ReadInstance, region: string) => T;

/**
 * The instances of one page.
 * @throws UpstreamError `BadAnswer` when something is missing that EC2 always says
 */
export function readReservations<T extends Instance>(
  reservations: readonly ReadReservation[] | undefined,
  region: string,
  read: ReadInstanceAs<T>,
): T[] {
  // The SDK takes any answer with status 200 for one: HTML or nothing at all have no such list. No instances are an empty one.
  if (reservations === undefined) throw badAnswer('The answer has no list of instances', { status: 200 });
  return reservations.flatMap(({ Instances }) => {
    if (Instances === undefined) throw badAnswer('A reservation without a list of instances', { status: 200 });
    return Instances.map((instance) => read(instance, region));
  });
}

/** What StartInstances or StopInstances say. */
export function readChanges(
  changes: readonly InstanceStateChange[] | undefined,
  ids: readonly string[],
): StateChange[] {
  if (changes === undefined) throw badAnswer('The answer has no list of changes', { status: 200 });
  return changes.map(({ InstanceId: id, PreviousState, CurrentState }) => {
    if (id === undefined || !ids.includes(id)) throw badAnswer('The answer names another instance', { status: 200 });
    return { id, previous: readState(PreviousState?.Name), current: readState(CurrentState?.Name) };
  });
}

/** One instance, without its tags. */
export function readInstance(instance: ReadInstance, region: string): Instance {
  const asItIs = (text: string): string => text;
  return instanceOf(instance, region, { tags: readTags(instance, asItIs), share: asItIs });
}

/**
 * What reads the instances of one listing. Many have the same tags, type and zone: a text that is there already is not
 * kept a second time.
 */
export function createListingReader(): ReadInstanceAs<ListedInstance> {
  const known = new Map<string, string>();
  function share(text: string): string {
    const shared = known.get(text);
    if (shared !== undefined) return shared;
    known.set(text, text);
    return text;
  }
  return (instance, region) => {
    const tags = readTags(instance, share);
    return { tags, ...instanceOf(instance, region, { tags, share }) };
  };
}

/** Gives a text back, perhaps as another one that says the same. */
type Share = (text: string) => string;

function instanceOf(
  instance: ReadInstance,
  region: string,
  { tags, share }: { readonly tags: ReadonlyMap<string, string>; readonly share: Share },
): Instance {
  const { InstanceId: id, InstanceType: type = '', State, LaunchTime, Placement } = instance;
  if (id === undefined || id === '') throw badAnswer('An instance without an id', { status: 200 });
  const launchedAt = LaunchTime?.getTime();
  return {
    id,
    name: said(tags.get('Name')),
    type: share(type),
    state: readState(State?.Name),
    region,
    publicAddress: said(instance.PublicIpAddress),
    privateAddress: said(instance.PrivateIpAddress),
    launchedAt: launchedAt === undefined || Number.isNaN(launchedAt) ? undefined : launchedAt,
    stateReason: readStateReason(instance.StateReason?.Code),
    zone: said(share(Placement?.AvailabilityZone?.toWellFormed() ?? '')),
    isSpot: instance.InstanceLifecycle === 'spot',
    rootDevice: instance.RootDeviceType === 'instance-store' ? 'instance-store' : 'ebs',
    canHibernate: instance.HibernationOptions?.Configured === true,
    autoScalingGroup: said(tags.get(GROUP_TAG)),
    schedule: said(tags.get(SCHEDULE_TAG)),
  };
}

function readTags({ Tags: given = [] }: ReadInstance, share: Share): Tags {
  // As long as it will be: one that grows takes room for more.
  const texts = new Array<string>(given.length * 2);
  let length = 0;
  for (const { Key, Value = '' } of given) {
    if (Key === undefined) continue;
    // Half of a surrogate pair, which XML can carry, would break whatever the text is put into.
    const key = share(Key.toWellFormed());
    const value = Value.toWellFormed();
    texts[length] = key;
    // Names are seldom shared, and there is one for each.
    texts[length + 1] = key === 'Name' ? value : share(value);
    length += 2;
  }
  texts.length = length;
  return new Tags(texts);
}

function readState(name: string | undefined): InstanceState {
  const state = INSTANCE_STATES.find((known) => known === name);
  if (state === undefined) throw badAnswer('An instance in no known state', { status: 200 });
  return state;
}

/** A code such as `Client.VolumeLimitExceeded`; nothing else that may stand there. */
function readStateReason(code: string | undefined): string | undefined {
  return code !== undefined && STATE_REASON.test(code) ? code : undefined;
}

/** A text, unless EC2 says nothing by it. */
function said(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}
