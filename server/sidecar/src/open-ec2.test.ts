import { expect, test } from '@jest/globals';
import { openEc2 } from './open-ec2.ts';
import { type Ec2Settings, judge } from './settings.ts';

function log(): void {}
const signal = new AbortController().signal;

function settings(raw: Record<string, unknown>): Ec2Settings {
  const judgement = judge(raw);
  if (!judgement.usable) throw new Error(judgement.problem.id);
  return judgement.settings.ec2;
}

test('the setting regions bounds the demo fleet as well', async () => {
  const ec2 = await openEc2(settings({ regions: 'us-west-2' }), log);
  expect(ec2.demo).toBe(true);
  expect(await ec2.regions(signal)).toEqual(['us-west-2']);
});

test('an access key opens AWS, by the regions of the settings and without asking', async () => {
  const key = { credentials: 'key', accesskeyid: 'AKIAIOSFODNN7EXAMPLE', secretaccesskey: 'secret' };
  const ec2 = await openEc2(settings({ ...key, regions: 'us-west-2' }), log);
  expect(ec2.demo).toBe(false);
  expect(ec2.knownRegions()).toEqual(['us-west-2']);
  ec2.close();
});

test("another identity of the server's own is another fingerprint", async () => {
  const before = process.env['AWS_PROFILE'];
  try {
    process.env['AWS_PROFILE'] = 'one';
    const one = await openEc2(settings({ credentials: 'server', regions: 'us-west-2' }), log);
    const again = await openEc2(settings({ credentials: 'server', regions: 'us-west-2' }), log);
    process.env['AWS_PROFILE'] = 'two';
    const two = await openEc2(settings({ credentials: 'server', regions: 'us-west-2' }), log);
    expect(again.fingerprint).toBe(one.fingerprint);
    expect(two.fingerprint).not.toBe(one.fingerprint);
    for (const ec2 of [one, again, two]) ec2.close();
  } finally {
    if (before === undefined) delete process.env['AWS_PROFILE'];
    else process.env['AWS_PROFILE'] = before;
  }
});
