/** @jest-environment ./server/sidecar/moto/testing/one-realm-environment.ts */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { TEST_KEY } from '../../../e2e/aws/seed.ts';
import { openAws } from '../src/ec2/aws.ts';
import { BOB } from '../src/ec2/testing/bob.ts';
import { FakeClock } from '../src/operations/testing/fake-clock.ts';
import type { Ec2 } from '../src/ports.ts';
import { startWebServer, type WebServer } from './testing/web-server.ts';

const signal = new AbortController().signal;
const ID = 'i-0a1f39c5d2e84b7f6';
const HOUR = 3_600_000;
const REFUSAL =
  '<Response><Errors><Error><Code>RequestExpired</Code><Message>Request has expired.</Message></Error></Errors></Response>';
const ANSWER =
  `<R><requestId>r</requestId><reservationSet/><instancesSet><item><instanceId>${ID}</instanceId>` +
  '<previousState><name>running</name></previousState><currentState><name>stopping</name></currentState></item></instancesSet></R>';

let aws: WebServer;
let ec2: Ec2;

/** An AWS whose clock is an hour ahead of ours. It refuses, as EC2 does, what was signed more than 5 minutes ago. */
beforeEach(async () => {
  aws = await startWebServer((incoming, outgoing) => {
    const now = Date.now() + HOUR;
    const signedAt = String(incoming.headers['x-amz-date']).replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5');
    const fresh = Math.abs(Date.parse(signedAt) - now) < 300_000;
    outgoing.writeHead(fresh ? 200 : 400, { date: new Date(now).toUTCString() });
    outgoing.end(fresh ? ANSWER : REFUSAL);
  });
  ec2 = openAws({
    credentials: 'key',
    ...TEST_KEY,
    sessionToken: '',
    roleArn: '',
    externalId: '',
    homeRegion: 'us-east-1',
    regions: ['us-east-1'],
    endpointUrl: aws.url,
    clock: new FakeClock(Date.now()),
    log: () => undefined,
  });
});
afterEach(async () => {
  ec2.close();
  await aws.stop();
});

test('a change is signed by the clock of AWS as the reading before it has shown it', async () => {
  expect(await ec2.findInstances('us-east-1', [ID], signal)).toEqual([]);
  expect(await ec2.change({ verb: 'stop' }, 'us-east-1', [ID], BOB, signal)).toMatchObject([{ id: ID }]);
  // The reading was refused once; the change was not, and would not have been sent again.
  expect(aws.requests).toHaveLength(3);
});

test('a change without a reading before it says what is wrong, and is not sent again', async () => {
  await expect(ec2.change({ verb: 'stop' }, 'us-east-1', [ID], BOB, signal)).rejects.toMatchObject({
    code: 'RequestExpired',
  });
  expect(aws.requests).toHaveLength(1);
});
