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

/** Asks for a start or a stop. */
export function askFor({ verb, force, hibernate }: Switch, request: Request): Ask<InstanceStateChange[] | undefined> {
  const input = inputOf(request);
  if (verb === 'start') {
    return async (client, options) => (await client.send(new StartInstancesCommand(input), options)).StartingInstances;
  }
  const how = { ...(force === true && { Force: true }), ...(hibernate === true && { Hibernate: true }) };
  return async (client, options) =>
    (await client.send(new StopInstancesCommand({ ...input, ...how }), options)).StoppingInstances;
}

/** Asks for a reboot. AWS answers that it was taken on, and no more. */
export function askForReboot(request: Request): Ask<unknown> {
  const input = inputOf(request);
  return (client, options) => client.send(new RebootInstancesCommand(input), options);
}

function inputOf({ ids, dryRun }: Request): { InstanceIds: string[]; DryRun?: true } {
  return { InstanceIds: [...ids], ...(dryRun === true && { DryRun: true }) };
}
