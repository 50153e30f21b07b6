/** What the demo fleet tells of one instance besides what a listing has. */
import type { InstanceDetails, StateTransition, StatusChecks } from '../instance-details.ts';
import type { ListedInstance } from '../ports.ts';

/** For so long after a launch AWS's checks are not through. */
const CHECKS_MS = 120_000;

/** What is told besides. */
export interface DemoFacts {
  readonly imageId: string;
  readonly stopProtection: boolean;
  /** When it was last told to stop, in milliseconds since the epoch. */
  readonly stoppedAt: number;
  /** The present. */
  readonly now: number;
}

/** All that the demo fleet tells of an instance. Nothing of it is ever refused. */
export function demoDetails(instance: ListedInstance, facts: DemoFacts): InstanceDetails {
  const { imageId, stopProtection, stoppedAt, now } = facts;
  const { region, state, publicAddress, privateAddress } = instance;
  const isDown = state === 'stopping' || state === 'stopped';
  return {
    ...instance,
    publicDnsName: dnsName('ec2', publicAddress, publicDomain(region)),
    privateDnsName: dnsName('ip', privateAddress, privateDomain(region)),
    stateTransition: isDown ? transition(stoppedAt) : undefined,
    imageId,
    keyName: instance.tags.get('Team'),
    platform: 'Linux/UNIX',
    statusChecks: state === 'running' ? checks(instance, now) : undefined,
    stopProtection,
    unread: [],
  };
}

function dnsName(prefix: string, address: string | undefined, domain: string): string | undefined {
  return address === undefined ? undefined : `${prefix}-${address.replaceAll('.', '-')}.${domain}`;
}

/** The oldest region has domains of its own. */
function publicDomain(region: string): string {
  return region === 'us-east-1' ? 'compute-1.amazonaws.com' : `${region}.compute.amazonaws.com`;
}

function privateDomain(region: string): string {
  return region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`;
}

/** In EC2's words, which know of whole seconds. */
function transition(stoppedAt: number): StateTransition {
  const at = stoppedAt - (stoppedAt % 1_000);
  const [day = '', time = ''] = new Date(at).toISOString().split(/[T.]/);
  return { text: `User initiated (${day} ${time} GMT)`, at };
}

function checks({ launchedAt }: ListedInstance, now: number): StatusChecks {
  return now < (launchedAt ?? 0) + CHECKS_MS ? 'initializing' : { passed: 3, total: 3 };
}
