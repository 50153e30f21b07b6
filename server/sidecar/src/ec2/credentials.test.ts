import { describe, expect, test } from '@jest/globals';
import { FakeClock } from '../operations/testing/fake-clock.ts';
import { type AwsIdentity, keyCredentials, sharedCredentials } from './credentials.ts';
import { createRedactor } from './redaction.ts';

const MINUTE = 60_000;

/** A source of temporary credentials that last so long; each fetch gives others. */
function createSource(lastingMs: number | undefined): {
  clock: FakeClock;
  keyId: () => Promise<string>;
  forget: () => void;
  fail: (fails: boolean) => void;
  redact: (text: string) => string;
} {
  const clock = new FakeClock();
  const redactor = createRedactor();
  let fetched = 0;
  let fails = false;
  const source = sharedCredentials(
    async (): Promise<AwsIdentity> => {
      if (fails) throw new Error('not now');
      fetched += 1;
      return {
        accessKeyId: `key-${String(fetched)}`,
        secretAccessKey: `secret-${String(fetched)}`,
        ...(lastingMs !== undefined && { expiration: new Date(clock.now() + lastingMs) }),
      };
    },
    redactor,
    clock,
  );
  return {
    clock,
    keyId: async () => (await source.provide()).accessKeyId,
    forget: source.forget,
    fail: (now) => {
      fails = now;
    },
    redact: (text) => redactor.redact(text),
  };
}

describe('shared credentials', () => {
  test('are fetched once for all who ask', async () => {
    const { keyId } = createSource(undefined);
    expect(await Promise.all([keyId(), keyId(), keyId()])).toEqual(['key-1', 'key-1', 'key-1']);
  });

  test('without an end are kept', async () => {
    const { clock, keyId } = createSource(undefined);
    await keyId();
    await clock.advance(365 * 24 * 60 * MINUTE);
    expect(await keyId()).toBe('key-1');
  });

  test('are fetched anew 5 minutes before their end', async () => {
    const { clock, keyId } = createSource(60 * MINUTE);
    await keyId();
    await clock.advance(55 * MINUTE - 1);
    expect(await keyId()).toBe('key-1');
    await clock.advance(1);
    expect(await keyId()).toBe('key-2');
  });

  test('that end soon are not fetched for every question', async () => {
    const { clock, keyId } = createSource(4 * MINUTE);
    expect([await keyId(), await keyId()]).toEqual(['key-1', 'key-1']);
    await clock.advance(10_000);
    expect(await keyId()).toBe('key-2');
  });

  test('are used to their end while others cannot be fetched, and no longer', async () => {
    const { clock, keyId, fail } = createSource(60 * MINUTE);
    await keyId();
    fail(true);
    await clock.advance(56 * MINUTE);
    expect(await keyId()).toBe('key-1');
    fail(false);
    await clock.advance(10_000);
    expect(await keyId()).toBe('key-2');
    fail(true);
    await clock.advance(60 * MINUTE);
    await expect(keyId()).rejects.toMatchObject({ code: 'CredentialsUnavailable' });
  });

  test('that were not accepted are not used again, even while others cannot be fetched', async () => {
    const { keyId, forget, fail } = createSource(60 * MINUTE);
    await keyId();
    forget();
    fail(true);
    await expect(keyId()).rejects.toMatchObject({ code: 'CredentialsUnavailable' });
  });

  test('that were not accepted are fetched anew', async () => {
    const { keyId, forget } = createSource(60 * MINUTE);
    await keyId();
    forget();
    expect(await keyId()).toBe('key-2');
  });

  test('that do not come are given up, and asked for anew', async () => {
    const clock = new FakeClock();
    const answers = [
      new Promise<never>(() => undefined),
      Promise.resolve({ accessKeyId: 'key-2', secretAccessKey: 's' }),
    ];
    const source = sharedCredentials(() => answers.shift() as Promise<AwsIdentity>, createRedactor(), clock);
    const asking = source.provide();
    const givenUp = expect(asking).rejects.toMatchObject({ code: 'CredentialsUnavailable', source: 'aws' });
    await clock.advance(15_000);
    await givenUp;
    expect(await source.provide()).toMatchObject({ accessKeyId: 'key-2' });
    await clock.advance(0);
    expect(clock.sleeping).toBe(0);
  });

  test('are known to the redactor', async () => {
    const { keyId, redact } = createSource(60 * MINUTE);
    expect(redact('secret-1')).toBe('secret-1');
    await keyId();
    expect(redact('the secret-1 of key-1')).toBe('the [redacted] of [redacted]');
  });
});

test('a key from the settings has a token only where there is one', async () => {
  const redactor = createRedactor();
  const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret-access-key' };
  expect(await keyCredentials({ ...key, sessionToken: '' }, redactor).provide()).toEqual(key);
  expect(await keyCredentials({ ...key, sessionToken: 'token' }, redactor).provide()).toEqual({
    ...key,
    sessionToken: 'token',
  });
  expect(redactor.redact('secret-access-key token')).toBe('[redacted] [redacted]');
});
