import { describe, expect, test } from '@jest/globals';
import { ROWS } from '../failures/table.ts';
import { failureReason, failureSentence } from './failure.ts';
import { messages } from './testing/sample.ts';

const REQUEST = '8d0b7a52-1f0e-4f6e-9a53-0d6a7b3f1c11';

describe('the sentence of a failure', () => {
  test('of one that a policy forbids has nothing that is for an admin alone', () => {
    for (const variant of [undefined, 'explicit-deny'] as const) {
      expect(failureSentence(messages, { code: 'UnauthorizedOperation', requestId: REQUEST, variant }, 'stop')).toBe(
        `AWS does not let this plugin do that. Tell a system admin. \`UnauthorizedOperation\`, request \`${REQUEST}\``,
      );
    }
  });

  test.each(ROWS.flatMap((row) => (row.codes ?? []).map((code) => [code, row] as const)))(
    '%s has one of its own, and the code as evidence',
    (code, { variant, asked: [asked = 'start'] = [] }) => {
      const sentence = failureSentence(messages, { code, requestId: undefined, variant }, asked);

      expect(sentence).not.toContain('does not know. Tell');
      expect(sentence.endsWith(` \`${code}\``)).toBe(true);
    },
  );

  test.each(ROWS.flatMap((row) => row.ours ?? []))('%s, which is ours, has one without evidence', (code) => {
    const sentence = failureSentence(messages, { code, requestId: REQUEST }, 'stop');

    expect(sentence).not.toContain('does not know. Tell');
    expect(sentence).not.toContain(code);
    expect(sentence).not.toContain(REQUEST);
  });

  test.each([
    ['pending', 'its state does not allow that now. Ask again when it is running.'],
    ['stopping', 'its state does not allow that now. Ask again when it is stopped.'],
    ['shutting-down', 'it is being terminated, and cannot be started or stopped any longer.'],
    ['running', 'its state does not allow that now. Look with `/ec2ctl ls`, and ask again when it has settled.'],
  ] as const)('says what to wait for while it is %s', (state, expected) => {
    const failure = { code: 'IncorrectInstanceState', requestId: undefined };

    expect(failureSentence(messages, failure, 'stop', state)).toBe(`${expected} \`IncorrectInstanceState\``);
  });

  test('says of a reading that is throttled how often it was asked, and of a change that it was asked once', () => {
    const failure = { code: 'RequestLimitExceeded', requestId: undefined, attempts: { count: 5, tookMs: 12_400 } };

    expect(failureSentence(messages, failure, 'instances')).toBe(
      'AWS asks to slow down: too many requests. Asked 5 times over 12s. Try again in a minute. `RequestLimitExceeded`',
    );
    expect(failureSentence(messages, { ...failure, attempts: undefined }, 'regions')).toBe(
      'AWS asks to slow down: too many requests. Try again in a minute. `RequestLimitExceeded`',
    );
    expect(failureSentence(messages, { ...failure, attempts: { count: 1, tookMs: 80 } }, 'stop')).toBe(
      'AWS asks to slow down: too many requests. It was asked once, and is not repeated. Look with `/ec2ctl ls` before you ask again. `RequestLimitExceeded`',
    );
  });

  test.each([
    ['Throttling', 'AWS asks to slow down: too many requests.'],
    ['ServiceUnavailable', 'AWS has a fault of its own.'],
  ])('with %s says of what was never sent that nothing was changed, and not how often it was asked', (code, first) => {
    const failure = { code, requestId: undefined, attempts: { count: 0, tookMs: 80 } };

    expect(failureSentence(messages, failure, 'stop')).toBe(
      `${first} Nothing was changed. Try again in a minute. \`${code}\``,
    );
    expect(failureSentence(messages, failure, 'instances')).toBe(`${first} Try again in a minute. \`${code}\``);
  });

  test('of an end that AWS gives a reason for which the table does not have shows the reason', () => {
    expect(failureSentence(messages, { code: 'Server.Mysterious', requestId: undefined }, 'start')).toBe(
      'it was on its way and came to another end. The AWS console may show why. `Server.Mysterious`',
    );
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
