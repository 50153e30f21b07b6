import { expect, test } from '@jest/globals';
import { HttpResponse } from '@smithy/core/protocols';
import { FakeClock } from '../operations/testing/fake-clock.ts';
import { keyCredentials } from './credentials.ts';
import { createRedactor, type Redactor } from './redaction.ts';
import { type RoleSessions, sessionName, takeOnRole } from './role.ts';
import { BOB } from './testing/bob.ts';

test.each([
  ['bob', `bob-${BOB.userId}`],
  ['bob.o_f-sre', `bob.o_f-sre-${BOB.userId}`],
  ['x'.repeat(64), `${'x'.repeat(37)}-${BOB.userId}`],
  ['b o/b;é👩', `b_o_b____-${BOB.userId}`],
  ['', BOB.userId],
])('the session of a person called %j is %s', (username, name) => {
  expect(sessionName({ ...BOB, username })).toBe(name);
  // What AWS takes.
  expect(name).toMatch(/^[\w+=,.@-]{2,64}$/);
});

const clock = new FakeClock();
const REGION = 'us-east-1';

/** The role, taken on at an STS that answers so. */
function takenOn(redactor: Redactor, answer: () => HttpResponse): RoleSessions {
  const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret-behind', sessionToken: 'token-behind' };
  const requestHandler = { handle: () => Promise.resolve({ response: answer() }) };
  return takeOnRole(
    {
      roleArn: 'arn:aws:iam::123456789012:role/ec2ctl',
      externalId: '',
      base: keyCredentials(key, redactor),
      clientConfig: { region: REGION, maxAttempts: 1, requestHandler },
    },
    redactor,
    clock,
  );
}

/** An answer of STS. */
function said(statusCode: number, body: string): HttpResponse {
  return new HttpResponse({ statusCode, headers: {}, body: Buffer.from(body) });
}

test('however many sessions there were, what stands behind the role is kept out of every text', async () => {
  const redactor = createRedactor();
  let given = 0;
  const { shared } = takenOn(redactor, () => {
    given += 1;
    const name = String(given).padStart(4, '0');
    const ends = new Date(clock.now() + 3_600_000).toISOString();
    return said(
      200,
      `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIASESSION${name}</AccessKeyId>
        <SecretAccessKey>secret/${name}</SecretAccessKey><SessionToken>token=${name}</SessionToken>
        <Expiration>${ends}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
    );
  });
  for (let hour = 0; hour < 150; hour += 1) {
    await shared.provide();
    await clock.advance(3_600_000);
  }
  expect(redactor.redact('secret/0150 token=0150')).toBe('[redacted] [redacted]');
  expect(redactor.redact('secret-behind token-behind')).toBe('[redacted] [redacted]');
});

test.each([
  ['AccessDenied', 'RoleNotAssumable'],
  ['RegionDisabledException', 'RegionDisabledException'],
  ['IncompleteSignature', 'IncompleteSignature'],
  ['ExpiredToken', 'ExpiredToken'],
])('when STS refuses with %s, that is %s: of the role only where it is about the role', async (code, told) => {
  const { shared } = takenOn(createRedactor(), () =>
    said(
      403,
      `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>No.</Message></Error></ErrorResponse>`,
    ),
  );
  await expect(shared.provide()).rejects.toMatchObject({ code: told, status: 403 });
});
