/** EC2 itself, through AWS's SDK. Imported on first use: the SDK is most of the program. */
import type { LookupFunction } from 'node:net';
import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import type { STSClientConfig } from '@aws-sdk/client-sts';
import { type Clock, systemClock } from '../clock.ts';
import { UpstreamError } from '../errors.ts';
import type { Ec2, Log, MaySend, Requester } from '../ports.ts';
import { createBudget, type Limits } from './budget.ts';
import { createCaller } from './caller.ts';
import { askFor, askForReboot } from './change-requests.ts';
import { openConnections } from './connections.ts';
import { decodeDenial } from './decode-denial.ts';
import { describeFiltered, describeInstances } from './describe-instances.ts';
import { readDetails } from './details.ts';
import { dryRun } from './dry-run.ts';
import { fingerprintOf, type Identity } from './fingerprint.ts';
import { createListingReader, readChanges, readInstance } from './instances.ts';
import { nameFilter } from './name-filter.ts';
import { type CredentialOptions, openCredentials } from './open-credentials.ts';
import { createRedactor } from './redaction.ts';
import { createRegionList } from './region-list.ts';
import { checkedIds, checkOrder, checkRegion, idsToChange, isRegion } from './request-guard.ts';
import { type ChangeBy, createSdk, FIXED_CONFIG, type Sdk } from './sdk.ts';
import { TIMEOUTS, type Timeouts } from './timeouts.ts';
import { badAnswer } from './upstream-error.ts';

/** What the settings say about AWS. */
export interface AwsOptions extends CredentialOptions {
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
  /** For tests; `LIMITS` when left out. */
  readonly limits?: Limits;
  /** For tests; the machine's own resolver when left out. */
  readonly lookup?: LookupFunction;
}

/** Opens EC2. Asks nothing of AWS yet, so it never fails. */
export function openAws(options: AwsOptions): Ec2 {
  const { homeRegion, endpointUrl, log, clock = systemClock } = options;
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const redactor = createRedactor();
  const connections = openConnections(timeouts, { lookup: options.lookup });
  const stsConfig: STSClientConfig = {
    ...FIXED_CONFIG,
    region: homeRegion,
    requestHandler: connections.forReading,
    maxAttempts: 3,
    retryMode: 'standard',
    ...(endpointUrl !== '' && { endpoint: endpointUrl }),
  };
  const credentials = openCredentials(options, stsConfig, redactor, clock);
  const { shared } = credentials;
  const caller = createCaller({ credentials: shared, clientConfig: stsConfig, redactor, clock, log });
  const budget = createBudget(clock, options.limits);
  const sdk = createSdk({
    connections,
    credentials: shared,
    redactor,
    endpointUrl,
    timeouts,
    budget,
    used: caller.used,
  });
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

  /** A process that takes up the work of an earlier one does not know the regions yet: AWS names them first. */
  async function refuseOthers(region: string, signal: AbortSignal): Promise<void> {
    const isChosen = chosen.length > 0;
    if (!isRegion(region)) checkRegion(region, [], isChosen);
    const allowed = known();
    checkRegion(region, allowed.length > 0 ? allowed : await discovered.get(signal), isChosen);
  }

  function by(requester: Requester, maySend?: MaySend): ChangeBy {
    return { person: requester.userId, credentials: credentials.of(requester), maySend };
  }

  return {
    fingerprint: fingerprintOf(selected(options)),
    demo: false,
    regions: async (signal) => {
      if (chosen.length === 0) return discovered.get(signal);
      signal.throwIfAborted();
      return chosen;
    },
    knownRegions: known,
    async listInstances(region, signal) {
      await refuseOthers(region, signal);
      return describeInstances({ read: sdk.read, region, as: createListingReader() }, {}, signal);
    },
    async listNamed(region, names, signal) {
      await refuseOthers(region, signal);
      const reading = { read: sdk.look, region, as: createListingReader() };
      const found = await describeFiltered(reading, nameFilter(names), signal);
      return found.filter(({ name }) => name !== undefined && names.includes(name));
    },
    async findInstances(region, ids, signal) {
      await refuseOthers(region, signal);
      // A filter, not `InstanceIds`: with that one unknown id fails the call, and pages are not allowed.
      const filter = { name: 'instance-id', values: checkedIds(ids) };
      return describeFiltered({ read: sdk.look, region, as: readInstance }, filter, signal);
    },
    async details(region, id, signal) {
      await refuseOthers(region, signal);
      checkedIds([id]);
      return readDetails(sdk, region, id, signal);
    },
    async change(order, region, ids, requester, signal, maySend) {
      checkOrder(order);
      await refuseOthers(region, signal);
      const wanted = idsToChange(ids);
      const ask = askFor(order, { ids: wanted });
      const { changes, requestId } = await sdk.change(region, signal, ask, by(requester, maySend));
      return readChanges(changes, wanted).map((change) => ({ ...change, requestId }));
    },
    async reboot(region, ids, requester, signal, maySend) {
      await refuseOthers(region, signal);
      const ask = askForReboot({ ids: idsToChange(ids) });
      const { requestId } = await sdk.change(region, signal, ask, by(requester, maySend));
      return requestId;
    },
    async dryRun(order, region, ids, requester, signal) {
      if (order.verb !== 'reboot') checkOrder(order);
      await refuseOthers(region, signal);
      const rehearse = (some: readonly string[], bounded: AbortSignal): Promise<unknown> => {
        const request = { ids: some, dryRun: true } as const;
        const ask = order.verb === 'reboot' ? askForReboot(request) : askFor(order, request);
        return sdk.rehearse(region, bounded, ask, by(requester));
      };
      return dryRun(idsToChange(ids), rehearse, signal);
    },
    caller: caller.known,
    decodeDenial: (encoded, signal) =>
      decodeDenial({ ...stsConfig, credentials: shared.provide, maxAttempts: 1 }, redactor, encoded, signal),
    close() {
      caller.close();
      budget.close();
      discovered.close();
      connections.close();
    },
  };
}

async function describeRegions(sdk: Sdk, homeRegion: string, signal: AbortSignal): Promise<readonly string[]> {
  // A change may wait for it, and it is one call for all.
  const answer = await sdk.look(homeRegion, signal, (client, options) =>
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

/** What tells these credentials from others before AWS was asked. */
function selected({ credentials: mode, accessKeyId, roleArn, externalId, endpointUrl }: AwsOptions): Identity {
  const ofServer = mode === 'server';
  return {
    mode,
    keyId: (ofServer ? process.env['AWS_ACCESS_KEY_ID'] : accessKeyId) ?? '',
    profile: ofServer ? JSON.stringify([process.env['AWS_PROFILE'], process.env['AWS_ROLE_ARN']]) : '',
    role: roleArn,
    externalId,
    endpoint: endpointUrl,
  };
}
