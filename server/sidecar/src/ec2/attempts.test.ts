import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { DescribeInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { UpstreamError } from '../errors.ts';
import { judge } from '../operations/failures.ts';
import { FakeClock } from '../operations/testing/fake-clock.ts';
import { createBudget } from './budget.ts';
import { openConnections } from './connections.ts';
import type { AwsIdentity } from './credentials.ts';
import { createRedactor } from './redaction.ts';
import { createSdk, type Sdk } from './sdk.ts';
import { TIMEOUTS } from './timeouts.ts';

const signal = new AbortController().signal;
const KEY: AwsIdentity = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };

/** EC2 that has a fault whenever it is asked to stop something, and refuses all else. */
let server: http.Server;
let sent: string[];

beforeAll(async () => {
  server = http.createServer((request, response) => {
    void text(request).then((body) => {
      const action = new URLSearchParams(body).get('Action') ?? '';
      sent.push(action);
      response.statusCode = action === 'StopInstances' ? 503 : 400;
      response.end('<Response><Errors><Error><Code>Unavailable</Code></Error></Errors></Response>');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
beforeEach(() => {
  sent = [];
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

function open(provide: () => Promise<AwsIdentity>, callMs = TIMEOUTS.callMs): Sdk {
  const { port } = server.address() as AddressInfo;
  return createSdk({
    connections: openConnections(TIMEOUTS, { environment: {} }),
    credentials: { provide, forget: () => undefined },
    redactor: createRedactor(),
    endpointUrl: `http://127.0.0.1:${String(port)}`,
    timeouts: { ...TIMEOUTS, callMs },
    budget: createBudget(new FakeClock()),
  });
}

async function failureOf(asking: Promise<unknown>): Promise<UpstreamError> {
  return await asking.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: unknown) => (error instanceof UpstreamError ? error : Promise.reject(error as Error)),
  );
}

function stop(sdk: Sdk): Promise<UpstreamError> {
  const command = new StopInstancesCommand({ InstanceIds: ['i-0a1f39c5d2e84b7f6'] });
  return failureOf(sdk.change('us-east-1', signal, (client, options) => client.send(command, options)));
}

describe('a change', () => {
  test('that was sent may have been made, whatever fault AWS has', async () => {
    const error = await stop(open(() => Promise.resolve(KEY)));
    expect([error.code, sent, judge(error)]).toEqual(['Unavailable', ['StopInstances'], 'unknown']);
  });

  test.each(['Throttling', 'ServiceUnavailable', 'TimedOut', 'ConnectionLost', 'SomethingNew'])(
    'for which there were no credentials by %s was not made',
    async (code) => {
      const refusal = new UpstreamError('aws', code, 'Said of a role.', { status: 500 });
      const error = await stop(open(() => Promise.reject(refusal)));
      expect([error.code, sent, judge(error)]).toEqual([code, [], 'refused-caller']);
    },
  );

  test('that may not be sent any longer when it has its credentials was not made', async () => {
    const happened: string[] = [];
    const given = Promise.withResolvers<AwsIdentity>();
    const credentials = {
      provide: async () => {
        const identity = await given.promise;
        happened.push('credentials');
        return identity;
      },
      forget: () => undefined,
    };
    const maySend = (): Promise<boolean> => {
      happened.push('asked');
      return Promise.resolve(false);
    };
    const command = new StopInstancesCommand({ InstanceIds: ['i-0a1f39c5d2e84b7f6'] });
    const sdk = open(() => Promise.resolve(KEY));
    const by = { person: 'bob', credentials, maySend };
    const asking = sdk.change('us-east-1', signal, (client, options) => client.send(command, options), by);
    given.resolve(KEY);
    const error = await failureOf(asking);
    expect([error.code, error.source, judge(error)]).toEqual(['NotAsked', 'mattermost', 'refused-caller']);
    expect([happened, sent]).toEqual([['credentials', 'asked'], []]);
  });

  test('for which the credentials did not come in time was not made, and is not when they come', async () => {
    const late = Promise.withResolvers<AwsIdentity>();
    const sdk = open(() => late.promise, 20);
    const error = await stop(sdk);
    expect([error.code, judge(error)]).toEqual(['TimedOut', 'refused-caller']);
    late.resolve(KEY);
    // Sent after it, and here before it were it sent.
    await failureOf(
      open(() => Promise.resolve(KEY)).read('us-east-1', signal, (client, options) =>
        client.send(new DescribeInstancesCommand({}), options),
      ),
    );
    expect(sent).not.toContain('StopInstances');
  });
});
