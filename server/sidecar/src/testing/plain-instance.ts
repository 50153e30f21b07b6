import type { InstanceDetails } from '../instance-details.ts';
import type { Instance, InstanceState, ListedInstance } from '../ports.ts';

/** For tests: an instance of which EC2 says nothing but this. */
export function plainInstance(id: string, region: string, state: InstanceState): Instance {
  return {
    id,
    name: undefined,
    type: 't3.micro',
    state,
    region,
    publicAddress: undefined,
    privateAddress: undefined,
    launchedAt: undefined,
    stateReason: undefined,
    zone: undefined,
    isSpot: false,
    rootDevice: 'ebs',
    canHibernate: false,
    autoScalingGroup: undefined,
    schedule: undefined,
  };
}

/** For tests: an instance of which EC2 tells no more than a listing has. */
export function plainDetails(listed: ListedInstance): InstanceDetails {
  return {
    ...listed,
    publicDnsName: undefined,
    privateDnsName: undefined,
    stateTransition: undefined,
    imageId: undefined,
    keyName: undefined,
    platform: undefined,
    statusChecks: undefined,
    stopProtection: undefined,
    unread: [],
  };
}
