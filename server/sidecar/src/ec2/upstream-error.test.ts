import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { UpstreamError } from '../errors.ts';
import { createRedactor } from './redaction.ts';
import { reduceError } from './upstream-error.ts';

const redactor = createRedactor();
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYzzSECRETKEY';
redactor.learn(SECRET);

/** As the SDK makes them; it adds much more, all of which must stay behind. */
function serviceError(traits: Record<string, unknown>): Error {
  return Object.assign(new Error('from AWS'), {
    $fault: 'client',
    $metadata: { httpStatusCode: 400, requestId: '8d0b7a52-1f0e-4f6e-9a53-0d6a7b3f1c11', attempts: 1 },
    $response: { statusCode: 400, headers: { authorization: SECRET }, body: SECRET },
    ...traits,
  });
}

function systemError(code: string, rest: Record<string, unknown> = {}): Error {
  return Object.assign(new Error(`system says ${code}`), { code, ...rest });
}

describe('an error of AWS', () => {
  test('keeps its code, status and request id, and nothing of the SDK', () => {
    const reduced = reduceError(
      serviceError({ name: 'UnauthorizedOperation', Code: 'UnauthorizedOperation' }),
      redactor,
    );
    expect(reduced).toBeInstanceOf(UpstreamError);
    expect(reduced).toMatchObject({
      source: 'aws',
      code: 'UnauthorizedOperation',
      message: 'from AWS',
      status: 400,
      requestId: '8d0b7a52-1f0e-4f6e-9a53-0d6a7b3f1c11',
    });
    expect(reduced?.cause).toBeUndefined();
    expect(Object.keys(reduced ?? {}).sort()).toEqual(['code', 'fault', 'name', 'requestId', 'source', 'status']);
  });

  test.each([
    'InvalidInstanceID.NotFound',
    'RequestLimitExceeded',
    'VcpuLimitExceeded',
    'Client.InvalidParameterValue',
  ])('has the code %s', (code) => {
    expect(reduceError(serviceError({ name: code, Code: code }), redactor)?.code).toBe(code);
  });

  test.each(['Unknown', 'UnknownError', 'Error', '', '`@channel`', 'a b', 'x'.repeat(200)])(
    'with the code %j is a bad answer',
    (code) => {
      expect(reduceError(serviceError({ name: code, Code: code }), redactor)?.code).toBe('BadAnswer');
    },
  );

  test('has a message of 300 characters at most, without credentials', () => {
    const message = `${'x'.repeat(250)} ${SECRET} ${encodeURIComponent(SECRET)} AKIAIOSFODNN7EXAMPLE ${'y'.repeat(5_000)}`;
    const reduced = reduceError(serviceError({ name: 'SignatureDoesNotMatch', message }), redactor);
    expect(reduced?.message).toHaveLength(300);
    expect(reduced?.message).toContain('[redacted]');
    // Cut first and redacted then, a piece of the secret would be left.
    expect(reduced?.message).not.toContain(SECRET.slice(0, 8));
    expect(reduceError(serviceError({ message: 'AKIAIOSFODNN7EXAMPLE', name: 'AuthFailure' }), redactor)?.message).toBe(
      '[redacted]',
    );
  });

  test('has no request id that AWS would not make', () => {
    const $metadata = { httpStatusCode: 400, requestId: '`](http://x) @channel' };
    expect(reduceError(serviceError({ name: 'AuthFailure', $metadata }), redactor)?.requestId).toBeUndefined();
  });
});

describe('a failure of the network', () => {
  test.each([
    ['ENOTFOUND', 'NameNotFound'],
    ['EAI_AGAIN', 'NameNotFound'],
    ['ECONNREFUSED', 'ConnectionRefused'],
    ['ECONNRESET', 'ConnectionLost'],
    ['EPIPE', 'ConnectionLost'],
    ['EHOSTUNREACH', 'Unreachable'],
    ['ETIMEDOUT', 'TimedOut'],
    ['EPROTO', 'TlsFailed'],
    ['CERT_HAS_EXPIRED', 'TlsExpired'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'TlsUntrusted'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'TlsUntrusted'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'TlsUntrusted'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'TlsUntrusted'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'TlsWrongName'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'TlsFailed'],
    ['ERR_PROXY_TUNNEL', 'ProxyFailed'],
    ['ENETUNREACH', 'Unreachable'],
    ['HPE_INVALID_CONSTANT', 'BadAnswer'],
    ['HPE_HEADER_OVERFLOW', 'BadAnswer'],
  ])('%s is %s', (code, ours) => {
    expect(reduceError(systemError(code), redactor)).toMatchObject({ code: ours, source: 'aws' });
  });

  test('is found among the attempts over IPv4 and IPv6, and as a cause', () => {
    const both = { errors: [systemError('ENETUNREACH'), systemError('ECONNREFUSED')] };
    expect(reduceError(both, redactor)?.code).toBe('ConnectionRefused');
    expect(reduceError({ name: 'Error', cause: systemError('CERT_HAS_EXPIRED') }, redactor)?.code).toBe('TlsExpired');
  });

  test('is a reset even where the SDK calls it a timeout', () => {
    expect(reduceError(systemError('ECONNRESET', { name: 'TimeoutError' }), redactor)?.code).toBe('ConnectionLost');
    expect(reduceError({ name: 'TimeoutError' }, redactor)?.code).toBe('TimedOut');
  });

  test.each(['EACCES', 'EPERM'])('%s of connect is ConnectForbidden; of a file it is none of the network', (code) => {
    expect(reduceError(systemError(code, { syscall: 'connect' }), redactor)).toMatchObject({
      code: 'ConnectForbidden',
      message: `No connection: ${code}`,
    });
    expect(reduceError(systemError(code, { syscall: 'open' }), redactor)).toBeUndefined();
  });

  test.each([
    [403, 'ProxyRefused'],
    [502, 'ProxyRefused'],
    [407, 'ProxyLogin'],
  ])('a tunnel that a proxy answers with %i is %s', (statusCode, code) => {
    expect(reduceError(systemError('ERR_PROXY_TUNNEL', { statusCode }), redactor)?.code).toBe(code);
  });

  test('says nothing of the SDK own text', () => {
    expect(reduceError(systemError('ECONNREFUSED'), redactor)?.message).toBe('No connection: ECONNREFUSED');
  });

  test('names the host that was asked: a region that is none shows in it', () => {
    const unknown = systemError('ENOTFOUND', { hostname: 'ec2.us-esat-1.amazonaws.com' });
    expect(reduceError(unknown, redactor)?.message).toBe('No connection: ENOTFOUND ec2.us-esat-1.amazonaws.com');
    const refused = systemError('ECONNREFUSED', { address: '127.0.0.1', port: 9 });
    expect(reduceError({ errors: [refused] }, redactor)?.message).toBe('No connection: ECONNREFUSED 127.0.0.1:9');
    const far = systemError('EHOSTUNREACH', { address: 'fd00::1', port: 443 });
    expect(reduceError(far, redactor)?.message).toBe('No connection: EHOSTUNREACH [fd00::1]:443');
  });
});

describe('a refusal by a policy', () => {
  const WORDS =
    'You are not authorized to perform this operation. User: arn:aws:iam::123456789012:user/mattermost is not authorized to perform: ec2:StopInstances on resource: arn:aws:ec2:us-east-1:123456789012:instance/i-0a1f39c5d2e84b7f6';

  function refused(message: string, code = 'UnauthorizedOperation'): UpstreamError | undefined {
    return reduceError(serviceError({ name: code, Code: code, message }), redactor);
  }

  test('is kept apart from its encoded message, which nothing that prints or stores an error can see', () => {
    const encoded = 'Zm9vYmFy-_'.repeat(400);
    const error = refused(
      `${WORDS} because no identity-based policy allows the ec2:StopInstances action. Encoded authorization failure message: ${encoded}`,
    );
    expect(error?.details.encoded).toBe(encoded);
    expect(error?.message).toMatch(/allows the ec2:StopInstances action\.$/);
    expect(JSON.stringify(error)).not.toContain('Zm9v');
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('Zm9v');
    expect(error?.details).toMatchObject({
      variant: undefined,
      denial: {
        explicit: false,
        action: 'ec2:StopInstances',
        resource: 'arn:aws:ec2:us-east-1:123456789012:instance/i-0a1f39c5d2e84b7f6',
        principal: 'arn:aws:iam::123456789012:user/mattermost',
        policy: 'identity-based policy',
      },
    });
  });

  test('has a message that is too long for STS taken out all the same', () => {
    const error = refused(`No. Encoded authorization failure message: ${'x'.repeat(10_241)}`);
    expect(error).toMatchObject({ message: 'No.', details: { encoded: undefined, denial: undefined } });
  });

  test('that says far too much holds nobody up', () => {
    const began = performance.now();
    expect(refused(`No.${' '.repeat(50_000)}More.`)?.message).toMatch(/^No\./);
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  test.each([
    ['a service control policy', 'service control policy'],
    ['a permissions boundary', 'permissions boundary'],
    ['a session policy', 'session policy'],
    ['an identity-based policy', 'identity-based policy'],
  ])('is explicit by %s', (words, policy) => {
    expect(refused(`${WORDS} with an explicit deny in ${words}`)?.details).toMatchObject({
      variant: 'explicit-deny',
      denial: { explicit: true, policy },
    });
  });

  test('tells nothing that has not the form of an ARN or an action', () => {
    const words = 'User: @here is not authorized to perform: `rm` on resource: http://x with an explicit deny';
    expect(refused(words)?.details.denial).toEqual({
      explicit: true,
      action: undefined,
      resource: undefined,
      principal: undefined,
      policy: undefined,
      statement: undefined,
    });
  });

  test('is none where the code is another', () => {
    expect(refused(`${WORDS} with an explicit deny`, 'AuthFailure')?.details).toMatchObject({
      variant: undefined,
      denial: undefined,
    });
  });
});

test.each([
  ['SignatureDoesNotMatch', 'Signature expired: 20261120T091200Z is now earlier than 20261120T101200Z', 'clock'],
  ['AuthFailure', 'Signature not yet current: 20261120T101200Z is still later than 20261120T091200Z', 'clock'],
  ['SignatureDoesNotMatch', 'The request signature we calculated does not match', undefined],
  ['UnauthorizedOperation', 'Signature expired', undefined],
])('%s, "%s": what it is about is %p', (code, message, variant) => {
  expect(reduceError(serviceError({ name: code, Code: code, message }), redactor)?.variant).toBe(variant);
});

describe('other errors', () => {
  test('an answer that cannot be read is a bad answer, without its text', () => {
    const error = Object.assign(new SyntaxError('<html>secret page</html>'), { $response: { statusCode: 502 } });
    expect(reduceError(error, redactor)).toMatchObject({
      code: 'BadAnswer',
      message: 'The answer is not XML of EC2 (HTTP 502)',
      status: 502,
    });
  });

  test('a provider without credentials', () => {
    const error = Object.assign(new Error('Could not load'), { name: 'CredentialsProviderError' });
    expect(reduceError(error, redactor)?.code).toBe('CredentialsUnavailable');
  });

  test('one of ours stays as it is', () => {
    const error = new UpstreamError('aws', 'BadAnswer', 'x');
    expect(reduceError(error, redactor)).toBe(error);
  });

  test.each([[new TypeError('x is undefined')], [new URIError('URI malformed')], ['text'], [undefined], [null]])(
    '%p is none of AWS',
    (error) => {
      expect(reduceError(error, redactor)).toBeUndefined();
    },
  );
});
