import { describe, expect, test } from '@jest/globals';
import { UpstreamError } from '../errors.ts';
import type { InstanceDetails } from '../instance-details.ts';
import { plainDetails } from '../testing/plain-instance.ts';
import { renderInfo, renderInfoFailed } from './info.ts';
import { head, instance, messages, post } from './testing/sample.ts';

const NOW = Date.UTC(2026, 10, 24, 13, 12);
const ID = 'i-0a1f39c5d2e84b7f6';
const HEAD = head('ec2ctl info web-1');
const CONSOLE = 'https://us-west-2.console.aws.amazon.com';

function details(more: Partial<InstanceDetails> = {}): InstanceDetails {
  return { ...plainDetails(instance('web-1', { id: ID })), ...more };
}

function fields(more: Partial<InstanceDetails>, demo = false): Record<string, string> {
  const { attachment } = renderInfo(messages, { ...HEAD, demo }, details(more), { now: NOW });
  return Object.fromEntries((attachment?.fields ?? []).map(({ title, value }) => [title, value]));
}

function answer(more: Partial<InstanceDetails>): string {
  return renderInfo(messages, HEAD, details(more), { now: NOW }).message.split('\n')[1] ?? '';
}

describe('the state', () => {
  test('of what runs, with for how long', () => {
    const info = renderInfo(messages, HEAD, details({ launchedAt: NOW - 4 * 86_400_000 }), { now: NOW });

    expect(info.message).toBe(post('`〉ec2ctl info web-1` · bob', '🟢 **`web-1` is running**, for 4d'));
    expect(info.attachment).toMatchObject({ color: '#3db887', fallback: 'web-1 is running' });
  });

  test.each([
    ['User initiated (2026-11-22 10:12:00 GMT)', '⚪ **`web-1` is stopped**, for 2d 3h, by a user'],
    ['Server.ScheduledStop', '⚪ **`web-1` is stopped**, for 2d 3h: `Server.ScheduledStop`'],
  ])('of what is stopped, with since when and why: %s', (text, line) => {
    const stateTransition = { text, at: Date.UTC(2026, 10, 22, 10, 12) };

    expect(answer({ state: 'stopped', stateTransition })).toBe(line);
  });

  test('of which nothing more is known', () => {
    expect(answer({ state: 'stopping', name: undefined })).toBe(`⏳ **\`${ID}\` is stopping**`);
    expect(
      renderInfo(messages, HEAD, details({ name: 'a b', state: 'stopping' }), { now: NOW }).attachment,
    ).toMatchObject({
      color: '#e0a400',
      // A field of plain text holds no name that could be anything.
      fallback: `${ID} is stopping`,
    });
  });
});

describe('the fields', () => {
  test('have all that is known, and leave out what does not apply', () => {
    expect(
      fields({
        publicAddress: '54.193.12.7',
        privateAddress: '10.0.3.17',
        publicDnsName: 'ec2-54-193-12-7.us-west-2.compute.amazonaws.com',
        zone: 'us-west-2a',
        statusChecks: { passed: 2, total: 2 },
        stopProtection: true,
        launchedAt: Date.UTC(2026, 10, 20, 9, 12),
        autoScalingGroup: 'asg-web',
        tags: new Map([
          ['Name', 'web-1'],
          ['Team', 'web'],
          ['Env', '@channel'],
        ]),
      }),
    ).toEqual({
      'Public address': '`54.193.12.7`',
      'Private address': '`10.0.3.17`',
      'Public DNS': '`ec2-54-193-12-7.us-west-2.compute.amazonaws.com`',
      Type: 't3.small',
      Zone: 'us-west-2a',
      'Status checks': '2 of 2 passed',
      'Stop protection': 'on',
      Launched: '2026-11-20 09:12 UTC',
      'Auto Scaling group': '`asg-web`',
      Tags: '`Env=@channel` `Team=web`',
      ID:
        `\`${ID}\` · [AWS console](${CONSOLE}/ec2/home?region=us-west-2#InstanceDetails:instanceId=${ID})` +
        ` · [Session Manager](${CONSOLE}/systems-manager/session-manager/${ID}?region=us-west-2)`,
    });
  });

  test('say what a policy did not let read', () => {
    const error = new UpstreamError('aws', 'UnauthorizedOperation', 'no');
    const unread = [
      { part: 'statusChecks', error },
      { part: 'stopProtection', error },
    ] as const;

    expect(fields({ unread })).toMatchObject({ 'Status checks': 'not read', 'Stop protection': 'not read' });
  });

  test('count the tags that are too many', () => {
    const tags = new Map(Array.from({ length: 14 }, (_, number) => [`k${String(number + 10)}`, 'v']));

    expect(fields({ tags })['Tags']).toMatch(/^(?:`k\d\d=v` ){10}and 4 more$/);
  });

  test.each([
    ['us-gov-west-1', 'us-gov-west-1.console.amazonaws-us-gov.com'],
    ['cn-north-1', 'cn-north-1.console.amazonaws.cn'],
    ['us-iso-east-1', undefined],
  ])('link to the console of the partition: %s', (region, host) => {
    const id = fields({ region })['ID'] ?? '';

    expect(id.includes('https://')).toBe(host !== undefined);
    if (host !== undefined) expect(id).toContain(`https://${host}/`);
  });

  test('of an invented instance link nowhere', () => {
    expect(fields({}, true)['ID']).toBe(`\`${ID}\``);
  });
});

test('what went meanwhile, or could not be read, is said without fields', () => {
  expect(renderInfoFailed(messages, HEAD, details())).toEqual({
    message: post('`〉ec2ctl info web-1` · bob', `**\`${ID}\` is not there any longer.**`),
    attachment: undefined,
  });
  const failed = renderInfoFailed(messages, HEAD, undefined, { code: 'AuthFailure', requestId: 'r-1' });
  expect(failed.message).toMatch(/^.*\n\*\*It could not be read:\*\* AWS /);
});
