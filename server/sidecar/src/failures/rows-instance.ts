import type { Row } from './row.ts';

/**
 * What the instance itself does not allow, what there is no room for, and what is wrong with its volumes. The codes with
 * `Client.` or `Server.` in front are an instance's `StateReason`, why it did not stay where it was going.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/troubleshooting-launch.html
 */
export const INSTANCE_ROWS: readonly Row[] = [
  // For StopInstances the code stands for stop protection alone.
  {
    name: 'stopProtection',
    kind: 'instance',
    codes: ['OperationNotPermitted'],
    asked: ['stop'],
    outcome: 'refused',
  },
  { name: 'notPermitted', kind: 'instance', codes: ['OperationNotPermitted'], outcome: 'refused' },
  {
    name: 'wrongState',
    kind: 'instance',
    codes: ['IncorrectInstanceState', 'IncorrectState', 'InvalidInstanceState'],
    outcome: 'refused',
  },
  { name: 'spotRequest', kind: 'instance', codes: ['IncorrectSpotRequestState'], outcome: 'refused' },
  {
    name: 'unknownId',
    kind: 'instance',
    codes: [
      'InvalidInstanceID',
      'InvalidInstanceID.NotFound',
      'InvalidInstanceID.Malformed',
      'InvalidInstanceID.NotLinkable',
    ],
    outcome: 'refused',
  },
  {
    name: 'unsupported',
    kind: 'instance',
    codes: ['UnsupportedOperation', 'Unsupported', 'UnsupportedHibernationConfiguration', 'InvalidInstanceType'],
    outcome: 'refused',
  },
  {
    name: 'stoppedMeanwhile',
    kind: 'instance',
    codes: [
      'Client.UserInitiatedShutdown',
      'Client.UserInitiatedHibernate',
      'Client.InstanceInitiatedShutdown',
      'Client.InstanceTerminated',
    ],
  },
  { name: 'scheduledStop', kind: 'instance', codes: ['Server.ScheduledStop'] },
  { name: 'spotInterrupted', kind: 'capacity', codes: ['Server.SpotInstanceShutdown'] },
  { name: 'spotTerminated', kind: 'capacity', codes: ['Server.SpotInstanceTermination'] },
  {
    name: 'capacity',
    kind: 'capacity',
    // The status of most is that of a server's fault; nothing was done all the same.
    codes: [
      'InsufficientInstanceCapacity',
      'InsufficientCapacity',
      'InsufficientVolumeCapacity',
      'Server.InsufficientInstanceCapacity',
    ],
    outcome: 'refused',
  },
  {
    name: 'hostCapacity',
    kind: 'capacity',
    codes: [
      'InsufficientHostCapacity',
      'InsufficientCapacityOnHost',
      'IncompatibleHostRequirements',
      'UnavailableHostRequirements',
      'InvalidHostState',
    ],
    outcome: 'refused',
  },
  {
    name: 'reservedCapacity',
    kind: 'capacity',
    codes: [
      'InsufficientReservedInstanceCapacity',
      'InsufficientReservedInstancesCapacity',
      'ReservationCapacityExceeded',
    ],
    outcome: 'refused',
  },
  {
    name: 'limit',
    kind: 'capacity',
    codes: ['VcpuLimitExceeded', 'InstanceLimitExceeded', 'MaxSpotInstanceCountExceeded', 'ResourceLimitExceeded'],
    outcome: 'refused',
  },
  {
    name: 'volumeLimit',
    kind: 'storage',
    codes: ['VolumeLimitExceeded', 'MaxIOPSLimitExceeded', 'VolumeIOPSLimit', 'Client.VolumeLimitExceeded'],
    outcome: 'refused',
  },
  {
    name: 'volume',
    kind: 'storage',
    codes: [
      'VolumeInUse',
      'InvalidVolume.NotFound',
      'InvalidVolume.ZoneMismatch',
      'InvalidVolumeID.ZoneMismatch',
      'VolumeTypeNotAvailableInZone',
      'UnknownVolumeType',
      'BootForVolumeTypeUnsupported',
      'EncryptedVolumesNotSupported',
      'AttachmentLimitExceeded',
      'InvalidBlockDeviceMapping',
      'InvalidSnapshot.NotFound',
      'Client.InvalidSnapshot.NotFound',
    ],
    outcome: 'refused',
  },
  {
    name: 'kmsKey',
    kind: 'storage',
    codes: [
      'InvalidKMSKey.InvalidState',
      'CustomerKeyHasBeenRevoked',
      'Client.InvalidKMSKey.InvalidState',
      'Client.CustomerKeyHasBeenRevoked',
    ],
    outcome: 'refused',
    mend: true,
  },
  { name: 'launchRefused', kind: 'storage', codes: ['Client.InternalError'], mend: true },
  { name: 'launchFailed', kind: 'aws', codes: ['Server.InternalError'] },
];
