/** @jest-environment ./server/sidecar/moto/testing/one-realm-environment.ts */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { PROXY_REQUEST_ID } from '../../../e2e/aws/ec2-xml.ts';
import { createUser } from '../../../e2e/aws/iam.ts';
import { BOB } from '../src/ec2/testing/bob.ts';
import { ROWS, rowOf } from '../src/failures/table.ts';
import { AwsWorld } from './testing/aws-world.ts';
import { accepted, CANNED_ID, decodedTo, describedAs } from './testing/canned-ec2.ts';
import { ENDS, REFUSALS, type RefusalCase } from './testing/failure-cases.ts';
import { FailureStage, type Outcome, REGION } from './testing/failure-stage.ts';
import { ON_THE_WAY } from './testing/network-cases.ts';
import { OF_THE_PLUGIN } from './testing/plugin-cases.ts';
import type { WayCase } from './testing/way-case.ts';

/** Facts that a channel must never read. */
const PRIVATE = /arn:aws|123456789012|\bec2:[A-Z]|kms:/;

let world: AwsWorld;

beforeAll(async () => {
  world = await AwsWorld.start();
});
afterEach(async () => {
  await world.moto.enforceAuthorization(false);
  await world.reset();
});
afterAll(() => world.stop());

/** What the channel and the admin read is what the case says, and nothing private is among what the channel reads. */
function judge(outcome: Outcome, channel: string, admin: readonly string[] = []): void {
  expect(outcome.channel).toContain(channel);
  expect(outcome.channel).not.toMatch(PRIVATE);
  expect(outcome.admin).toHaveLength(admin.length === 0 ? 0 : 1);
  for (const words of admin) expect(outcome.admin[0]).toContain(words);
}

/** A line to type for a case. */
function lineOf(command: RefusalCase['command']): string {
  return command === 'ls' ? `/ec2ctl ls -r ${REGION}` : `/ec2ctl ${command} -i ${CANNED_ID}`;
}

describe('an answer of AWS', () => {
  const cases = Object.entries(REFUSALS).flatMap(([name, one]) => {
    const row = ROWS.find((candidate) => candidate.name === name);
    const codes = name === 'unknown' ? ['SomethingQuiteNew'] : (row?.codes ?? []);
    return codes.filter((code) => !/^(?:Client|Server)\./.test(code)).map((code) => [code, name, one] as const);
  });

  test.each(cases)('%s: %s', async (code, _name, { command, status, words, channel, reason, admin }) => {
    const action = { ls: 'DescribeInstances', start: 'StartInstances', stop: 'StopInstances' }[command];
    world.proxy.addRules({ do: 'refuse', action, status, code, message: words });
    const body = describedAs(command === 'start' ? 'stopped' : 'running');
    world.proxy.addRules({ do: 'answer', action: 'DescribeInstances', body });
    const outcome = await new FailureStage(world).type(lineOf(command));
    judge(outcome, `${channel} \`${code}\`, request \`${PROXY_REQUEST_ID}\``, admin);
    if (command === 'ls') expect(outcome.channel).toContain(`Not read: \`${REGION}\` (${reason ?? `\`${code}\``}).`);
    expect(world.proxy.calls({ action })).toHaveLength(1);
  });
});

describe('a start that AWS accepts and gives up', () => {
  const cases = Object.entries(ENDS).flatMap(([name, one]) => {
    const codes = ROWS.find((row) => row.name === name)?.codes ?? [];
    return codes.filter((code) => /^(?:Client|Server)\./.test(code)).map((code) => [code, name, one] as const);
  });

  test.each(cases)('with %s: %s', async (code, _name, { channel, admin }) => {
    world.proxy.addRules(
      { do: 'answer', action: 'StartInstances', body: accepted('stopped', 'pending') },
      { do: 'answer', action: 'DescribeInstances', times: 1, body: describedAs('stopped') },
      { do: 'answer', action: 'DescribeInstances', times: 1, body: describedAs('pending') },
      { do: 'answer', action: 'DescribeInstances', body: describedAs('stopped', code) },
    );
    const outcome = await new FailureStage(world, {}, 10).type(lineOf('start'));
    judge(outcome, `**\`web-1\` still stopped**: ${channel} \`${code}\``, admin);
  });
});

describe('moto itself', () => {
  test('stop protection', async () => {
    const [id = ''] = await world.seed({ region: REGION, name: 'safe', stopProtection: true });
    const outcome = await new FailureStage(world).type(`/ec2ctl stop -i ${id}`);
    judge(
      outcome,
      '**`safe` still running**: stop protection is on. Turn it off in the AWS console, then stop it again.',
      ['**`safe` did not stop.** Nothing was changed.', 'Change stop protection.', 'AWS says: `The instance'],
    );
  });

  test('wrong state: start while it is stopping is not even asked', async () => {
    const id = await onItsWay('stop');
    try {
      const outcome = await new FailureStage(world).type(`/ec2ctl start -i ${id}`);
      judge(
        outcome,
        '**`web` is stopping**: its state does not allow that now. Ask again when it is stopped. Nothing was changed.',
      );
    } finally {
      await world.moto.setTransition(0);
    }
  });

  test('wrong state: stop while it is pending', async () => {
    const id = await onItsWay('start');
    try {
      const outcome = await new FailureStage(world).type(`/ec2ctl stop -i ${id}`);
      judge(
        outcome,
        '**`web` still pending**: its state does not allow that now. Ask again when it is running. `IncorrectInstanceState`',
        ['**`web` did not stop.** Nothing was changed.', 'Wait until it has settled.'],
      );
    } finally {
      await world.moto.setTransition(0);
    }
  });

  /** An instance that takes ten minutes for this. */
  async function onItsWay(verb: 'start' | 'stop'): Promise<string> {
    const ids = await world.seed({ region: REGION, name: 'web', state: verb === 'stop' ? 'running' : 'stopped' });
    await world.moto.setTransition(600);
    const another = world.open({ regions: [REGION] });
    await another.change({ verb }, REGION, ids, BOB, new AbortController().signal);
    return String(ids[0]);
  }

  test.each([
    ['that may decode what AWS says', ['ec2:DescribeInstances', 'sts:DecodeAuthorizationMessage'], true],
    ['that may not', ['ec2:DescribeInstances'], false],
  ])('a user without the right to stop, %s', async (_name, actions, mayDecode) => {
    const [id = ''] = await world.seed({ region: REGION, name: 'web' });
    const key = await createUser(world.moto.url, 'looker', actions);
    await world.moto.enforceAuthorization(true);
    const outcome = await new FailureStage(world, key).type(`/ec2ctl stop -i ${id}`);
    judge(outcome, '**`web` still running**: AWS does not let this plugin do that. Tell a system admin.', [
      '**AWS does not let this plugin stop `web`.** Nothing was changed.',
      'Allow `ec2:StopInstances` in the IAM policy of `arn:aws:iam::123456789012:user/looker`.',
    ]);
    const decodings = world.proxy.calls({ action: 'DecodeAuthorizationMessage' });
    expect(decodings.map(({ status }) => status)).toEqual([mayDecode ? 200 : 403]);
    const resource = `The request was for \`arn:aws:ec2:${REGION}:123456789012:instance/${id}\`.`;
    expect(outcome.admin[0]?.includes(resource)).toBe(mayDecode);
    expect(JSON.stringify([outcome, world.logged])).not.toContain('Encoded authorization');
  });
});

test('what STS decodes as an explicit deny is told as one, although the words of EC2 do not say so', async () => {
  const encoded = 'b3BhcXVl'.repeat(100);
  world.proxy.addRules(
    {
      do: 'refuse',
      action: 'StopInstances',
      status: 403,
      code: 'UnauthorizedOperation',
      message: `You are not authorized to perform this operation. Encoded authorization failure message: ${encoded}`,
    },
    { do: 'answer', action: 'DescribeInstances', body: describedAs('running') },
    {
      do: 'answer',
      service: 'sts',
      action: 'DecodeAuthorizationMessage',
      body: decodedTo({
        allowed: false,
        explicitDeny: true,
        matchedStatements: { items: [{ statementId: 'DenyStops', effect: 'DENY' }] },
        context: {
          principal: { arn: 'arn:aws:sts::123456789012:assumed-role/mattermost/ec2ctl' },
          action: 'ec2:StopInstances',
          resource: `arn:aws:ec2:${REGION}:123456789012:instance/${CANNED_ID}`,
        },
      }),
    },
  );
  const stage = new FailureStage(world);
  judge(await stage.type(lineOf('stop')), 'AWS does not let this plugin do that. Tell a system admin.', [
    'A policy forbids `ec2:StopInstances` to `arn:aws:sts::123456789012:assumed-role/mattermost/ec2ctl`.',
    'The statement that denies it is `DenyStops`.',
    `The request was for \`arn:aws:ec2:${REGION}:123456789012:instance/${CANNED_ID}\`.`,
    'AWS says: `You are not authorized to perform this operation.`',
  ]);
  expect(world.proxy.calls({ service: 'sts' })[0]?.body).toContain(encoded);
  expect(JSON.stringify([stage.bridge.logged, stage.outcome()])).not.toContain('b3BhcXVl');
});

describe.each<[string, Record<string, WayCase>]>([
  ['on the way to AWS', ON_THE_WAY],
  ['whatever AWS says', OF_THE_PLUGIN],
])('%s', (_group, cases) => {
  test.each(Object.entries(cases))('%s', async (_name, { provoke, channel, reason, admin }) => {
    const outcome = await provoke(world);
    judge(outcome, channel, admin);
    if (reason !== undefined) expect(outcome.channel).toMatch(reason);
  });
});

test('every row of the table has its case here', () => {
  const real = ['stopProtection', 'wrongState'];
  const cases = [REFUSALS, ENDS, ON_THE_WAY, OF_THE_PLUGIN].flatMap((group) => Object.keys(group));
  expect(ROWS.map(({ name }) => name).filter((name) => ![...cases, ...real].includes(name))).toEqual([]);
  expect(rowOf({ code: 'SomethingQuiteNew' })).toBeUndefined();
});
