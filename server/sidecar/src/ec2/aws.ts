/** EC2 itself, through AWS's SDK. Imported on first use: the SDK is most of the program. */
import type { LookupFunction } from 'node:net';
import {
  DescribeInstancesCommand,
  type DescribeInstancesCommandInput,
  DescribeRegionsCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { type Clock, systemClock } from '../clock.ts';
import { BugError, UpstreamError } from '../errors.ts';
import type { Ec2, Instance, Log, StateChange, Verb } from '../ports.ts';
import { openConnections } from './connections.ts';
import { keyCredentials, serverCredentials } from './credentials.ts';
import { fingerprintOf } from './fingerprint.ts';
import { readChanges, readReservations } from './instances.ts';
import { createRedactor } from './redaction.ts';
import { createRegionList } from './region-list.ts';
import { checkedIds, checkRegion, isRegion } from './request-guard.ts';
import { createSdk, FIXED_CONFIG, type Sdk } from './sdk.ts';
import { TIMEOUTS, type Timeouts } from './timeouts.ts';
import { badAnswer } from './upstream-error.ts';

/** What the settings say about AWS. */
export interface AwsOptions {
  /** `key`: the three below; `server`: the identity of the machine or container that Mattermost runs on. */
  readonly credentials: 'key' | 'server';
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Empty unless the key is temporary. */
  readonly sessionToken: string;
  /** Where DescribeRegions is asked. */
  readonly homeRegion: string;
  /** The admin's list; empty for all that the account uses. */
  readonly regions: readonly string[];
  /** For EC2 and STS of every region; empty for AWS's own. */
  readonly endpointUrl: string;
  readonly log: Log;
  /** The machine's when left out. */
  readonly clock?: Clock;
  /** For tests; `TIMEOUTS` when left out. */
  readonly timeouts?: Partial<Timeouts>;
  /** For tests; the machine's own resolver when left out. */
  readonly lookup?: LookupFunction;
}

/** The most that one page may have. */
const PAGE = 1_000;

/** The most values that one filter may have. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
const FILTER_VALUES = 200;

/** Opens EC2. Asks nothing of AWS yet, so it never fails. */
export function openAws(options: AwsOptions): Ec2 {
  const { homeRegion, endpointUrl, log, clock = systemClock } = options;
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const redactor = createRedactor();
  const connections = openConnections(timeouts, { lookup: options.lookup });
  const byKey = options.credentials === 'key';
  const credentials = byKey
    ? keyCredentials(options, redactor)
    : serverCredentials(
        {
          ...FIXED_CONFIG,
          region: homeRegion,
          requestHandler: connections.forReading,
          maxAttempts: 3,
          retryMode: 'standard',
          ...(endpointUrl !== '' && { endpoint: endpointUrl }),
        },
        redactor,
        clock,
      );
  const sdk = createSdk({ connections, credentials, redactor, endpointUrl, timeouts });
  const discovered = createRegionList(
    clock,
    (signal) => describeRegions(sdk, homeRegion, signal),
    (error) => {
      const why = error instanceof UpstreamError ? { code: error.code, reason: error.message } : { code: 'unknown' };
      log('warn', 'Cannot renew the list of regions; the last one is used on', why);
    },
  );
  const chosen = [...new Set(options.regions)];
  const known = (): readonly string[] => (chosen.length > 0 ? chosen : discovered.known());

  return {
    fingerprint: fingerprintOf({
      mode: options.credentials,
      keyId: (byKey ? options.accessKeyId : process.env['AWS_ACCESS_KEY_ID']) ?? '',
      role: byKey ? '' : JSON.stringify([process.env['AWS_PROFILE'], process.env['AWS_ROLE_ARN']]),
      endpoint: endpointUrl,
    }),
    demo: false,
    regions: async (signal) => {
      if (chosen.length === 0) return discovered.get(signal);
      signal.throwIfAborted();
      return chosen;
    },
    knownRegions: known,
    async listInstances(region, signal) {
      checkRegion(region, known());
      return describeInstances(sdk, region, {}, signal);
    },
    async findInstances(region, ids, signal) {
      checkRegion(region, known());
      const wanted = checkedIds(ids);
      const found: Instance[] = [];
      for (let at = 0; at < wanted.length; at += FILTER_VALUES) {
        // A filter, not `InstanceIds`: with that one unknown id fails the call, and pages are not allowed.
        const filter = { Name: 'instance-id', Values: wanted.slice(at, at + FILTER_VALUES) };
        found.push(...(await describeInstances(sdk, region, { Filters: [filter] }, signal)));
      }
      return found;
    },
    async change(verb, region, ids, _, signal) {
      checkRegion(region, known());
      const wanted = checkedIds(ids);
      // To Describe no ids mean all there are; what they mean to a change shall never matter.
      if (wanted.length === 0) throw new BugError('NoIds', 'Cannot change instances: no id is given');
      return changeInstances(sdk, verb, region, wanted, signal);
    },
    close() {
      discovered.close();
      connections.close();
    },
  };
}

async function describeRegions(sdk: Sdk, homeRegion: string, signal: AbortSignal): Promise<readonly string[]> {
  const answer = await sdk.read(homeRegion, signal, (client, options) =>
    client.send(new DescribeRegionsCommand({}), options),
  );
  if (answer.Regions === undefined) throw badAnswer('The answer has no list of regions', { status: 200 });
  const names = answer.Regions.filter(({ OptInStatus: status }) => status !== 'not-opted-in').map(
    ({ RegionName: name }) => name,
  );
  // Every account has some; and a name becomes part of a host name.
  if (names.length === 0) throw badAnswer('The answer names no region', { status: 200 });
  return names.map((name) => {
    if (name === undefined || !isRegion(name)) throw badAnswer('A region without a proper name', { status: 200 });
    return name;
  });
}

/** All pages. An instance that is on two of them, since things moved meanwhile, counts once. */
async function describeInstances(
  sdk: Sdk,
  region: string,
  input: Pick<DescribeInstancesCommandInput, 'Filters'>,
  signal: AbortSignal,
): Promise<Instance[]> {
  const found = new Map<string, Instance>();
  const asked = new Set<string>();
  let token: string | undefined;
  do {
    const page = { ...input, MaxResults: PAGE, ...(token !== undefined && { NextToken: token }) };
    const answer = await sdk.read(region, signal, (client, options) =>
      client.send(new DescribeInstancesCommand(page), options),
    );
    for (const instance of readReservations(answer.Reservations, region)) found.set(instance.id, instance);
    token = answer.NextToken === '' ? undefined : answer.NextToken;
    if (token !== undefined) {
      // The one text from outside that goes back into a request. Asked again with the same one, there would be no end.
      if (!token.isWellFormed() || asked.has(token)) {
        throw badAnswer('An unusable token for the next page', { status: 200 });
      }
      asked.add(token);
    }
  } while (token !== undefined);
  return [...found.values()];
}

async function changeInstances(
  sdk: Sdk,
  verb: Verb,
  region: string,
  ids: string[],
  signal: AbortSignal,
): Promise<StateChange[]> {
  if (verb === 'start') {
    const answer = await sdk.change(region, signal, (client, options) =>
      client.send(new StartInstancesCommand({ InstanceIds: ids }), options),
    );
    return readChanges(answer.StartingInstances, ids);
  }
  const answer = await sdk.change(region, signal, (client, options) =>
    client.send(new StopInstancesCommand({ InstanceIds: ids }), options),
  );
  return readChanges(answer.StoppingInstances, ids);
}
