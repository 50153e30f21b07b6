import { describe, expect, test } from '@jest/globals';
import { failureReason, failureSentence } from './failure.ts';
import { messages } from './testing/sample.ts';

const REQUEST = '8d0b7a52-1f0e-4f6e-9a53-0d6a7b3f1c11';

describe('the sentence of a failure', () => {
  test('names the action that a policy must allow', () => {
    expect(failureSentence(messages, { code: 'UnauthorizedOperation', requestId: REQUEST }, 'stop')).toBe(
      `AWS does not let this plugin do that. Tell a system admin: the IAM policy must allow \`ec2:StopInstances\`. \`UnauthorizedOperation\`, request \`${REQUEST}\``,
    );
    expect(failureSentence(messages, { code: 'UnauthorizedOperation', requestId: REQUEST }, 'instances')).toContain(
      '`ec2:DescribeInstances`',
    );
  });

  test.each([
    'IncorrectInstanceState',
    'InsufficientInstanceCapacity',
    'RequestLimitExceeded',
    'AuthFailure',
    'ExpiredToken',
    'RequestExpired',
    'OptInRequired',
    'VcpuLimitExceeded',
    'UnsupportedOperation',
    'InvalidInstanceID.NotFound',
    'Blocked',
    'Unavailable',
    'OperationNotPermitted',
  ])('%s has one of its own, and the code as evidence', (code) => {
    const sentence = failureSentence(messages, { code, requestId: undefined }, 'start');

    expect(sentence).not.toContain('does not know. Tell');
    expect(sentence.endsWith(` \`${code}\``)).toBe(true);
  });

  test.each([
    'TimedOut',
    'Unreachable',
    'BadAnswer',
    'TlsFailed',
    'ProxyFailed',
    'CredentialsUnavailable',
    'CredentialsUnsupported',
    'RegionNotEnabled',
    'Interrupted',
    'NotAsked',
    'Stopped',
    'NotRecorded',
    'NotMoved',
    'WentElsewhere',
    'Gone',
  ])('%s, which is ours, has one without evidence', (code) => {
    const sentence = failureSentence(messages, { code, requestId: undefined }, 'stop');

    expect(sentence).not.toContain('does not know. Tell');
    expect(sentence).not.toContain(code);
  });

  test('a profile that is not supported is told from one that is not there', () => {
    const failure = { code: 'CredentialsUnsupported', requestId: undefined };

    expect(failureSentence(messages, failure, 'instances')).toBe(
      'the AWS profile of the server gets its credentials by `credential_process`, single sign-on or a console login, which ec2ctl does not support. Tell a system admin: a role of the server, a key or a web identity works.',
    );
  });

  test('an unknown code gets the general one with the code, as data', () => {
    expect(failureSentence(messages, { code: 'Brand`New@here', requestId: REQUEST }, 'start')).toBe(
      `AWS refused with an error that ec2ctl does not know. Tell a system admin. \`\` Brand\`New@here \`\`, request \`${REQUEST}\``,
    );
    expect(failureSentence(messages, { code: 'constructor', requestId: undefined }, 'start')).toBe(
      'AWS refused with an error that ec2ctl does not know. Tell a system admin. `constructor`',
    );
  });

  test.each(['TimedOut', 'Unreachable', 'BadAnswer', 'Unavailable', 'InternalError'])(
    '%s, after which nobody knows what was done, sends one to look only if something was to change',
    (code) => {
      const failure = { code, requestId: undefined };

      for (const asked of ['start', 'stop'] as const) {
        expect(failureSentence(messages, failure, asked)).toContain('Look with `/ec2ctl ls` before you ask again.');
      }
      for (const asked of ['instances', 'regions'] as const) {
        expect(failureSentence(messages, failure, asked)).toContain('Try again in a minute.');
        expect(failureSentence(messages, failure, asked)).not.toContain('/ec2ctl ls');
      }
    },
  );

  test('stop protection is only meant where something is stopped', () => {
    const failure = { code: 'OperationNotPermitted', requestId: undefined };

    expect(failureSentence(messages, failure, 'stop')).toContain('stop protection is on');
    expect(failureSentence(messages, failure, 'start')).not.toContain('stop protection');
  });

  test('no failure at all is said to be none', () => {
    expect(failureSentence(messages, undefined, 'start')).toBe('AWS gave no reason.');
  });
});

describe('the reason behind a region', () => {
  test.each([
    ['UnauthorizedOperation', 'denied by policy'],
    ['TimedOut', 'no answer in 8s'],
    ['RequestLimitExceeded', 'AWS asks to slow down'],
    ['OptInRequired', 'not enabled'],
    ['AuthFailure', 'credentials not accepted'],
    ['Unreachable', 'not reachable'],
    ['CredentialsUnavailable', 'no credentials'],
    ['CredentialsUnsupported', 'credentials of a kind that is not supported'],
    ['BadAnswer', 'no proper answer'],
    ['Brand|New', '`Brand|New`'],
  ])('%s: %s', (code, expected) => {
    expect(failureReason(messages, { code, requestId: 'r' }, 8000)).toBe(expected);
  });
});
