import { expect, test } from '@jest/globals';
import { readListing } from './listing.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { awsError, FakeEc2 } from './testing/fake-ec2.ts';
import type { LogLine } from './testing/stage.ts';

const REGIONS = ['eu-1', 'ap-1', 'us-1'];

function setUp(): { readonly clock: FakeClock; readonly ec2: FakeEc2 } {
  const clock = new FakeClock();
  return { clock, ec2: new FakeEc2(clock, REGIONS) };
}

/** Reads a listing to its end or its failure, and returns what was logged. */
async function logged(
  { clock, ec2 }: ReturnType<typeof setUp>,
  signal = new AbortController().signal,
): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  async function read(): Promise<void> {
    const parts = readListing({
      ec2,
      clock,
      log: (level, message, fields = {}) => lines.push({ level, message, fields }),
      signal,
    });
    while ((await parts.next()).done !== true);
  }
  await clock.until(read(), 60_000).catch(() => undefined);
  return lines;
}

test('why regions could not be read is one log line a code, in the words of AWS', async () => {
  const stage = setUp();
  for (const at of ['eu-1', 'us-1']) {
    stage.ec2.faults.add({ call: 'listInstances', at, error: awsError('UnauthorizedOperation', 403) });
  }
  stage.ec2.faults.add({ call: 'listInstances', at: 'ap-1', error: awsError('AuthFailure', 401) });

  expect(await logged(stage)).toEqual([
    {
      level: 'warn',
      message: 'Regions could not be read',
      fields: {
        regions: 'eu-1, us-1',
        code: 'UnauthorizedOperation',
        requestId: 'req-1',
        status: 403,
        reason: 'Fake UnauthorizedOperation',
      },
    },
    {
      level: 'warn',
      message: 'Regions could not be read',
      fields: { regions: 'ap-1', code: 'AuthFailure', requestId: 'req-1', status: 401, reason: 'Fake AuthFailure' },
    },
  ]);
});

test('a region that hangs is in the log, and a defect has its place in the code there', async () => {
  const stage = setUp();
  stage.ec2.faults.add({ call: 'listInstances', at: 'ap-1', hang: true });
  stage.ec2.faults.add({ call: 'listInstances', at: 'us-1', error: new TypeError('a defect') });

  expect(await logged(stage)).toMatchObject([
    { level: 'error', fields: { region: 'us-1', details: expect.stringContaining('listing-log.test.ts') } },
    { level: 'warn', fields: { regions: 'ap-1', code: 'TimedOut', reason: 'No answer in 8000 ms' } },
  ]);
});

test('why the regions could not be learnt is in the log', async () => {
  const stage = setUp();
  stage.ec2.faults.add({ call: 'regions', error: awsError('UnauthorizedOperation', 403) });

  expect(await logged(stage)).toEqual([
    {
      level: 'warn',
      message: 'Regions could not be learnt',
      fields: {
        code: 'UnauthorizedOperation',
        requestId: 'req-1',
        status: 403,
        reason: 'Fake UnauthorizedOperation',
      },
    },
  ]);
});

test('regions that nobody waits for any longer are no failure to log', async () => {
  const stage = setUp();
  stage.ec2.faults.add({ call: 'listInstances', at: 'ap-1', hang: true });
  const controller = new AbortController();

  const reading = logged(stage, controller.signal);
  await stage.clock.advance(1_000);
  controller.abort(new RangeError('the person gave up'));

  expect(await reading).toEqual([]);
});
