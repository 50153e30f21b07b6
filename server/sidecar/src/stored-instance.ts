import { INSTANCE_STATES, type Instance } from './ports.ts';
import { type Fields, flag, number, oneOf, optional, text } from './stored.ts';

/** What is kept of an instance, and how it is read. Records of earlier versions of ours lack some. */
const INSTANCE_FIELDS: { readonly [Field in keyof Instance]-?: (stored: unknown) => Instance[Field] } = {
  id: text,
  name: (stored) => optional(stored, text),
  type: text,
  state: (stored) => oneOf(stored, INSTANCE_STATES),
  region: text,
  publicAddress: (stored) => optional(stored, text),
  privateAddress: (stored) => optional(stored, text),
  launchedAt: (stored) => optional(stored, number),
  stateReason: (stored) => optional(stored, text),
  zone: (stored) => optional(stored, text),
  isSpot: (stored) => optional(stored, flag) ?? false,
  rootDevice: (stored) => optional(stored, (device) => oneOf(device, ['ebs', 'instance-store'] as const)) ?? 'ebs',
  canHibernate: (stored) => optional(stored, flag) ?? false,
  autoScalingGroup: (stored) => optional(stored, text),
  schedule: (stored) => optional(stored, text),
};

/** What comes from a listing has more, such as its tags, and that is not to be kept. */
export function encodeInstance(instance: Instance): Fields {
  return Object.fromEntries(Object.keys(INSTANCE_FIELDS).map((field) => [field, instance[field as keyof Instance]]));
}

/** An instance as it was stored. */
export function decodeInstance(fields: Fields): Instance {
  const read = Object.entries(INSTANCE_FIELDS).map(([field, decode]) => [field, decode(fields[field])]);
  return Object.fromEntries(read) as Instance;
}
