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
    ['ENOTFOUND', 'Unreachable'],
    ['EAI_AGAIN', 'Unreachable'],
    ['ECONNREFUSED', 'Unreachable'],
    ['ECONNRESET', 'Unreachable'],
    ['EPIPE', 'Unreachable'],
    ['EHOSTUNREACH', 'Unreachable'],
    ['ETIMEDOUT', 'TimedOut'],
    ['EPROTO', 'TlsFailed'],
    ['CERT_HAS_EXPIRED', 'TlsFailed'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'TlsFailed'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'TlsFailed'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'TlsFailed'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'TlsFailed'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'TlsFailed'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'TlsFailed'],
    ['ERR_PROXY_TUNNEL', 'ProxyFailed'],
    ['HPE_INVALID_CONSTANT', 'BadAnswer'],
    ['HPE_HEADER_OVERFLOW', 'BadAnswer'],
  ])('%s is %s', (code, ours) => {
    expect(reduceError(systemError(code), redactor)).toMatchObject({ code: ours, source: 'aws' });
  });

  test('is found among the attempts over IPv4 and IPv6, and as a cause', () => {
    const both = { errors: [systemError('ENETUNREACH'), systemError('ECONNREFUSED')] };
    expect(reduceError(both, redactor)?.code).toBe('Unreachable');
    expect(reduceError({ name: 'Error', cause: systemError('CERT_HAS_EXPIRED') }, redactor)?.code).toBe('TlsFailed');
  });

  test('is a reset even where the SDK calls it a timeout', () => {
    expect(reduceError(systemError('ECONNRESET', { name: 'TimeoutError' }), redactor)?.code).toBe('Unreachable');
    expect(reduceError({ name: 'TimeoutError' }, redactor)?.code).toBe('TimedOut');
  });

  test('says nothing of the SDK own text', () => {
    expect(reduceError(systemError('ECONNREFUSED'), redactor)?.message).toBe('No connection: ECONNREFUSED');
  });
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
