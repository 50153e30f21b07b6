/** One instance with all that EC2 tells of it. */
import {
  DescribeInstanceAttributeCommand,
  DescribeInstanceStatusCommand,
  type Instance as SdkInstance,
  type InstanceStatus,
} from '@aws-sdk/client-ec2';
import { UpstreamError } from '../errors.ts';
import type { InstanceDetails, StateTransition, StatusChecks, UnreadPart } from '../instance-details.ts';
import type { ListedInstance } from '../ports.ts';
import { describeInstances } from './describe-instances.ts';
import { createListingReader } from './instances.ts';
import type { Sdk } from './sdk.ts';
import { badAnswer } from './upstream-error.ts';

/** AWS's form for a moment at which a person, or a program, asked. */
const USER_INITIATED = /^User initiated \((\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) (?:GMT|UTC)\)$/;

type Described = ListedInstance &
  Omit<InstanceDetails, keyof ListedInstance | 'statusChecks' | UnreadPart['part'] | 'unread'>;

/** What one of the calls of its own brought. */
type Part<T> = { readonly value: T | undefined } | { readonly error: UpstreamError };

/**
 * Reads it by three calls at once. Only without the first one there is nothing to tell.
 * @returns undefined when the region has no such instance
 */
export async function readDetails(
  sdk: Sdk,
  region: string,
  id: string,
  signal: AbortSignal,
): Promise<InstanceDetails | undefined> {
  // A filter: an unknown id is no error then.
  const filter = { Name: 'instance-id', Values: [id] };
  const reading = { read: sdk.inspect, region, as: describedAs() };
  const [described, checks, protection] = await Promise.all([
    describeInstances(reading, { Filters: [filter] }, signal),
    partOf(readStatus(sdk, region, id, signal)),
    partOf(readProtection(sdk, region, id, signal)),
  ]);
  const instance = described.find((one) => one.id === id);
  if (instance === undefined) return undefined;
  // AWS checks what runs; of anything else it need not have been asked.
  const statusChecks = instance.state === 'running' ? checks : { value: undefined };
  const parts = { statusChecks, stopProtection: protection };
  const unread = Object.entries(parts).flatMap(([part, read]) =>
    'error' in read ? [{ part: part as UnreadPart['part'], error: read.error }] : [],
  );
  return { ...instance, statusChecks: valueOf(statusChecks), stopProtection: valueOf(protection), unread };
}

/** EC2's words for why an instance is in its state. */
export function readTransition(said: string | undefined): StateTransition | undefined {
  const text = wellFormed(said);
  if (text === undefined) return undefined;
  const [, day, time] = USER_INITIATED.exec(text) ?? [];
  const at = Date.parse(`${String(day)}T${String(time)}Z`);
  return { text, at: Number.isNaN(at) ? undefined : at };
}

/** What AWS's checks of an instance say together. What does not apply to it is no check. */
export function readChecks({
  SystemStatus,
  InstanceStatus,
  AttachedEbsStatus,
}: InstanceStatus): StatusChecks | undefined {
  const said = [SystemStatus, InstanceStatus, AttachedEbsStatus]
    .map((summary) => summary?.Status)
    .filter((status) => status !== undefined && status !== 'not-applicable');
  if (said.length === 0) return undefined;
  // What has failed is not to be hidden by what is not through yet.
  if (!said.includes('impaired') && said.includes('initializing')) return 'initializing';
  return { passed: said.filter((status) => status === 'ok').length, total: said.length };
}

function describedAs(): (instance: SdkInstance, region: string) => Described {
  const read = createListingReader();
  return (instance, region) => ({
    ...read(instance, region),
    publicDnsName: wellFormed(instance.PublicDnsName),
    privateDnsName: wellFormed(instance.PrivateDnsName),
    stateTransition: readTransition(instance.StateTransitionReason),
    imageId: wellFormed(instance.ImageId),
    keyName: wellFormed(instance.KeyName),
    platform: wellFormed(instance.PlatformDetails),
  });
}

async function readStatus(
  sdk: Sdk,
  region: string,
  id: string,
  signal: AbortSignal,
): Promise<StatusChecks | undefined> {
  const { InstanceStatuses: statuses } = await sdk.look(region, signal, (client, options) =>
    client.send(new DescribeInstanceStatusCommand({ InstanceIds: [id] }), options),
  );
  if (statuses === undefined) throw badAnswer('The answer has no list of status checks', { status: 200 });
  const status = statuses.find(({ InstanceId }) => InstanceId === id);
  return status === undefined ? undefined : readChecks(status);
}

async function readProtection(sdk: Sdk, region: string, id: string, signal: AbortSignal): Promise<boolean> {
  const { DisableApiStop: said } = await sdk.look(region, signal, (client, options) =>
    client.send(new DescribeInstanceAttributeCommand({ InstanceId: id, Attribute: 'disableApiStop' }), options),
  );
  if (said?.Value === undefined) throw badAnswer('The answer does not tell of stop protection', { status: 200 });
  return said.Value;
}

async function partOf<T>(reading: Promise<T>): Promise<Part<T>> {
  try {
    return { value: await reading };
  } catch (error) {
    if (error instanceof UpstreamError) return { error };
    throw error;
  }
}

function valueOf<T>(part: Part<T>): T | undefined {
  return 'value' in part ? part.value : undefined;
}

function wellFormed(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text.toWellFormed();
}
