/** A page of DescribeInstances, of which only what we need is read. Most of such a page is what nobody here asks for. */
import type {
  DescribeInstancesResult,
  HibernationOptions,
  Instance,
  InstanceState,
  Placement,
  Reservation,
  StateReason,
  Tag,
} from '@aws-sdk/client-ec2';
import { _parseRfc3339DateTimeWithOffset as parseTime } from '@smithy/core/serde';
import { NotPlainXml, PlainXml } from './plain-xml.ts';

/** What is read of an instance, in the SDK's words. What is not named here, no code of ours can use. */
export interface ReadInstance extends Pick<
  Instance,
  | 'InstanceId'
  | 'InstanceType'
  | 'InstanceLifecycle'
  | 'LaunchTime'
  | 'PublicIpAddress'
  | 'PrivateIpAddress'
  | 'RootDeviceType'
> {
  HibernationOptions?: Pick<HibernationOptions, 'Configured'> | undefined;
  Placement?: Pick<Placement, 'AvailabilityZone'> | undefined;
  State?: Pick<InstanceState, 'Name'> | undefined;
  StateReason?: Pick<StateReason, 'Code'> | undefined;
  Tags?: Pick<Tag, 'Key' | 'Value'>[] | undefined;
}

/** What is read of a reservation. */
export type ReadReservation = Changed<Pick<Reservation, 'Instances'>, ReadInstance[] | undefined>;

/** What is read of a page. */
export interface ReadPage extends Pick<DescribeInstancesResult, 'NextToken'> {
  Reservations?: ReadReservation[] | undefined;
}

/** The same members, of another type. */
type Changed<T, To> = { [Member in keyof T]: To };

/** Reads the element that was just entered, and leaves it. */
type Read<T> = (xml: PlainXml, name: string) => T;

/** For each member its element, and how that is read. */
type Members<T> = { readonly [Member in keyof T]-?: readonly [element: string, read: Read<NonNullable<T[Member]>>] };

const ROOT = 'DescribeInstancesResponse';
const ITEM = ['item'];

const readInstance = structure<ReadInstance>({
  InstanceId: ['instanceId', readText],
  InstanceType: ['instanceType', readText as Read<NonNullable<ReadInstance['InstanceType']>>],
  InstanceLifecycle: ['instanceLifecycle', readText as Read<NonNullable<ReadInstance['InstanceLifecycle']>>],
  State: [
    'instanceState',
    structure<Pick<InstanceState, 'Name'>>({
      Name: ['name', readText as Read<NonNullable<InstanceState['Name']>>],
    }),
  ],
  StateReason: ['stateReason', structure<Pick<StateReason, 'Code'>>({ Code: ['code', readText] })],
  LaunchTime: ['launchTime', readTime],
  Placement: [
    'placement',
    structure<Pick<Placement, 'AvailabilityZone'>>({ AvailabilityZone: ['availabilityZone', readText] }),
  ],
  RootDeviceType: ['rootDeviceType', readText as Read<NonNullable<ReadInstance['RootDeviceType']>>],
  HibernationOptions: [
    'hibernationOptions',
    structure<Pick<HibernationOptions, 'Configured'>>({ Configured: ['configured', readBoolean] }),
  ],
  PublicIpAddress: ['ipAddress', readText],
  PrivateIpAddress: ['privateIpAddress', readText],
  Tags: ['tagSet', list(structure<Pick<Tag, 'Key' | 'Value'>>({ Key: ['key', readText], Value: ['value', readText] }))],
});

const readReservation = structure<ReadReservation>({ Instances: ['instancesSet', list(readInstance)] });

const PAGE_ELEMENTS = ['reservationSet', 'nextToken'];

/** So many reservations are read in one step; mostly each has one instance. */
const STEP = 10;

/** Reads a page at once, as `instancesPageInSteps` does. */
export function readInstancesPage(bytes: Uint8Array): ReadPage | undefined {
  const reading = instancesPageInSteps(bytes);
  for (;;) {
    const { done, value } = reading.next();
    if (done === true) return value;
  }
}

/**
 * Reads a page as the SDK would, step by step: a whole one takes longer than somebody who types may wait for the next letter.
 * @returns undefined when the page is not of the form that EC2 gives it: the SDK's own parser has the word then
 */
export function* instancesPageInSteps(bytes: Uint8Array): Generator<undefined, ReadPage | undefined> {
  try {
    const xml = new PlainXml(bytes, ROOT);
    const page: ReadPage = {};
    for (let index = xml.next(ROOT, PAGE_ELEMENTS); index !== -1; index = xml.next(ROOT, PAGE_ELEMENTS)) {
      // As in `structure`: what is there twice is left to the SDK.
      if ((index === 0 ? page.Reservations : page.NextToken) !== undefined) throw new NotPlainXml();
      if (index === 0) page.Reservations = yield* readReservations(xml);
      else page.NextToken = readText(xml, 'nextToken');
    }
    xml.end();
    return page;
  } catch (error) {
    if (error instanceof NotPlainXml) return undefined;
    throw error;
  }
}

function* readReservations(xml: PlainXml): Generator<undefined, ReadReservation[]> {
  const read: ReadReservation[] = [];
  while (xml.next('reservationSet', ITEM) !== -1) {
    if (read.push(readReservation(xml, 'item')) % STEP === 0) yield;
  }
  return read;
}

function structure<T extends object>(members: Members<T>): Read<T> {
  const names = Object.keys(members) as (keyof T)[];
  const readers = Object.values<Members<T>[keyof T]>(members);
  const elements = readers.map(([element]) => element);
  return (xml, name) => {
    const structured: Partial<Record<keyof T, unknown>> = {};
    for (let index = xml.next(name, elements); index !== -1; index = xml.next(name, elements)) {
      const [element, read] = readers[index] as Members<T>[keyof T];
      const member = names[index] as keyof T;
      // The SDK makes something of a member that is there twice; what, is not worth knowing.
      if (member in structured) throw new NotPlainXml();
      structured[member] = read(xml, element);
    }
    return structured as T;
  };
}

function list<T>(read: Read<T>): Read<T[]> {
  return (xml, name) => {
    const listed: T[] = [];
    while (xml.next(name, ITEM) !== -1) listed.push(read(xml, 'item'));
    return listed;
  };
}

function readText(xml: PlainXml, name: string): string {
  return xml.text(name);
}

/** By the SDK's rule, for which whatever is not true is false. */
function readBoolean(xml: PlainXml, name: string): boolean {
  return xml.text(name).toLowerCase() === 'true';
}

function readTime(xml: PlainXml, name: string): Date {
  const text = xml.text(name);
  try {
    const time = parseTime(text);
    if (time !== undefined) return time;
  } catch {
    // Said in the SDK's words, by its own parser.
  }
  throw new NotPlainXml();
}
