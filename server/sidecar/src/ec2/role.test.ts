import { expect, test } from '@jest/globals';
import { HttpResponse } from '@smithy/core/protocols';
import { FakeClock } from '../operations/testing/fake-clock.ts';
import { keyCredentials } from './credentials.ts';
import { createRedactor } from './redaction.ts';
import { sessionName, takeOnRole } from './role.ts';
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

/** STS, which gives each time another session of an hour. */
function createSts(clock: FakeClock): { handle: () => Promise<{ response: HttpResponse }> } {
  let given = 0;
  return {
    handle: async () => {
      given += 1;
      const name = String(given).padStart(4, '0');
      const ends = new Date(clock.now() + 3_600_000).toISOString();
      const body = `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIASESSION${name}</AccessKeyId>
        <SecretAccessKey>secret/${name}</SecretAccessKey><SessionToken>token=${name}</SessionToken>
        <Expiration>${ends}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
      return { response: new HttpResponse({ statusCode: 200, headers: {}, body: Buffer.from(body) }) };
    },
  };
}

test('however many sessions there were, what stands behind the role is kept out of every text', async () => {
  const redactor = createRedactor();
  const clock = new FakeClock();
  const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret-behind', sessionToken: 'token-behind' };
  const { shared } = takeOnRole(
    {
      roleArn: 'arn:aws:iam::123456789012:role/ec2ctl',
      externalId: '',
      base: keyCredentials(key, redactor),
      clientConfig: { region: 'us-east-1', requestHandler: createSts(clock) as never },
    },
    redactor,
    clock,
  );
  for (let hour = 0; hour < 150; hour += 1) {
    await shared.provide();
    await clock.advance(3_600_000);
  }
  expect(redactor.redact('secret/0150 token=0150')).toBe('[redacted] [redacted]');
  expect(redactor.redact('secret-behind token-behind')).toBe('[redacted] [redacted]');
});
