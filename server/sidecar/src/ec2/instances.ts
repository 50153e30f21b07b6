/** EC2's instances in our own words. */
import type { InstanceStateChange } from '@aws-sdk/client-ec2';
import { INSTANCE_STATES, type Instance, type InstanceState, type StateChange } from '../ports.ts';
import type { ReadInstance, ReadReservation } from './instances-page.ts';
import { badAnswer } from './upstream-error.ts';

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html */
const STATE_REASON = /^(?:Client|Server)(?:\.[A-Za-z][A-Za-z0-9]{0,60}){1,3}$/;

/**
 * The instances of one page.
 * @throws UpstreamError `BadAnswer` when something is missing that EC2 always says
 */
export function readReservations(reservations: readonly ReadReservation[] | undefined, region: string): Instance[] {
  // The SDK takes any answer with status 200 for one: HTML or nothing at all have no such list. No instances are an empty one.
  if (reservations === undefined) throw badAnswer('The answer has no list of instances', { status: 200 });
  return reservations.flatMap(({ Instances }) => {
    if (Instances === undefined) throw badAnswer('A reservation without a list of instances', { status: 200 });
    return Instances.map((instance) => readInstance(instance, region));
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

function readInstance(instance: ReadInstance, region: string): Instance {
  const { InstanceId: id, InstanceType: type, State, Tags, LaunchTime } = instance;
  if (id === undefined || id === '') throw badAnswer('An instance without an id', { status: 200 });
  const name = Tags?.find((tag) => tag.Key === 'Name')?.Value;
  const launchedAt = LaunchTime?.getTime();
  return {
    id,
    // Half of a surrogate pair, which XML can carry, would break whatever the name is put into.
    name: name === undefined || name === '' ? undefined : name.toWellFormed(),
    type: type ?? '',
    state: readState(State?.Name),
    region,
    publicAddress: address(instance.PublicIpAddress),
    privateAddress: address(instance.PrivateIpAddress),
    launchedAt: launchedAt === undefined || Number.isNaN(launchedAt) ? undefined : launchedAt,
    stateReason: readStateReason(instance.StateReason?.Code),
  };
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

function address(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}
