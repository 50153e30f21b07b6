/** The requests that change instances, or would. */
import {
  type InstanceStateChange,
  RebootInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import type { Switch } from '../ports.ts';
import type { Ask } from './sdk.ts';

/** Which instances, and whether AWS shall only say what it would do. */
export interface Request {
  readonly ids: readonly string[];
  readonly dryRun?: true;
}

/** What AWS answers to what it has taken on. */
export interface Accepted {
  readonly changes: InstanceStateChange[] | undefined;
  /** By which AWS's own log has the call. */
  readonly requestId: string | undefined;
}

/** Asks for a start or a stop. */
export function askFor({ verb, force, hibernate }: Switch, request: Request): Ask<Accepted> {
  const input = inputOf(request);
  if (verb === 'start') {
    return async (client, options) => {
      const { StartingInstances, $metadata } = await client.send(new StartInstancesCommand(input), options);
      return { changes: StartingInstances, requestId: $metadata.requestId };
    };
  }
  const how = { ...(force === true && { Force: true }), ...(hibernate === true && { Hibernate: true }) };
  return async (client, options) => {
    const command = new StopInstancesCommand({ ...input, ...how });
    const { StoppingInstances, $metadata } = await client.send(command, options);
    return { changes: StoppingInstances, requestId: $metadata.requestId };
  };
}

/** Asks for a reboot. AWS answers that it was taken on, and no more. */
export function askForReboot(request: Request): Ask<Accepted> {
  const input = inputOf(request);
  return async (client, options) => {
    const { $metadata } = await client.send(new RebootInstancesCommand(input), options);
    return { changes: undefined, requestId: $metadata.requestId };
  };
}

function inputOf({ ids, dryRun }: Request): { InstanceIds: string[]; DryRun?: true } {
  return { InstanceIds: [...ids], ...(dryRun === true && { DryRun: true }) };
}
