/** What a command can come to whatever AWS says: the plugin is stopped, Mattermost fails, an instance goes its own way. */
import { systemClock } from '../../src/clock.ts';
import { LIMITS } from '../../src/ec2/budget.ts';
import { UpstreamError } from '../../src/errors.ts';
import type { RowName } from '../../src/failures/row.ts';
import { createMessages } from '../../src/messages/messages.ts';
import { failureReason, failureSentence } from '../../src/render/failure.ts';
import type { AwsWorld } from './aws-world.ts';
import { accepted, CANNED_ID, DESCRIBED_NONE, describedAs } from './canned-ec2.ts';
import { FailureStage, type Outcome, REGION } from './failure-stage.ts';
import type { WayCase } from './way-case.ts';
import { until } from './web-server.ts';

const START = `/ec2ctl start -i ${CANNED_ID}`;

/** Starts, on a quick clock, while DescribeInstances answers these, one after another, and the last one from then on. */
function startSeeing(...answers: readonly string[]): WayCase['provoke'] {
  return (world) => {
    world.proxy.addRules({ do: 'answer', action: 'StartInstances', body: accepted('stopped', 'pending') });
    for (const [index, body] of answers.entries()) {
      const times = index === answers.length - 1 ? {} : { times: 1 };
      world.proxy.addRules({ do: 'answer', action: 'DescribeInstances', body, ...times });
    }
    return new FailureStage(world, {}, 40).type(START);
  };
}

/** A region that the admin's list does not have is refused before any request; nobody can type so far. */
async function askUnlisted(world: AwsWorld): Promise<Outcome> {
  const messages = createMessages('en');
  const ec2 = world.open({ regions: ['us-east-1'] });
  const error: unknown = await ec2
    .listInstances(REGION, new AbortController().signal)
    .catch((caught: unknown) => caught);
  if (!(error instanceof UpstreamError) || world.proxy.calls().length > 0) throw new Error('It was asked');
  const failure = { code: error.code, requestId: error.requestId };
  const sentence = failureSentence(messages, failure, 'instances');
  return { channel: `${sentence} (${failureReason(messages, failure, 0)})`, admin: [] };
}

async function stopWhileReading(world: AwsWorld): Promise<Outcome> {
  world.proxy.addRules({ do: 'hang' });
  const stage = new FailureStage(world, {}, 10);
  await stage.bridge.initialize();
  const posted = stage.bridge.nextPost();
  await stage.bridge.type('alice', `/ec2ctl ls -r ${REGION}`);
  await posted;
  await stage.bridge.shutdown();
  return stage.outcome();
}

async function stopBeforeAsking(world: AwsWorld): Promise<Outcome> {
  world.proxy.addRules({ do: 'answer', action: 'DescribeInstances', body: describedAs('stopped') });
  const stage = new FailureStage(world);
  const { host } = stage.bridge;
  const keep = host.KVSetWithOptions.bind(host);
  let ending: Promise<void> | undefined;
  host.KVSetWithOptions = async (key, value, options) => {
    // The second time, when the post stands, and AWS would be asked next.
    if (host.posts.size > 0) ending ??= stage.bridge.shutdown();
    return await keep(key, value, options);
  };
  await stage.bridge.initialize();
  await stage.bridge.type('alice', START);
  await until(() => ending !== undefined);
  await ending;
  if (world.proxy.calls({ action: 'StartInstances' }).length > 0) throw new Error('AWS was asked');
  return stage.outcome();
}

async function loseRecord(world: AwsWorld): Promise<Outcome> {
  world.proxy.addRules({ do: 'answer', action: 'DescribeInstances', body: describedAs('stopped') });
  const stage = new FailureStage(world, {}, 20);
  const { host } = stage.bridge;
  const keep = host.KVSetWithOptions.bind(host);
  host.KVSetWithOptions = async (key, value, options) => {
    if (host.posts.size > 0) throw new UpstreamError('mattermost', 'app.plugin.store', 'Refused', { status: 500 });
    return await keep(key, value, options);
  };
  const outcome = await stage.type(START);
  if (world.proxy.calls({ action: 'StartInstances' }).length > 0) throw new Error('AWS was asked');
  return outcome;
}

/** The budget has nothing for changes, and looks go on. */
async function useUpBudget(world: AwsWorld): Promise<Outcome> {
  world.proxy.addRules({ do: 'answer', action: 'DescribeInstances', body: describedAs('stopped') });
  const rates = { ...LIMITS.rates, change: { burst: 0, perSecond: 0.001 } };
  const options = { clock: systemClock, limits: { ...LIMITS, rates, waitMs: 100 } };
  const outcome = await new FailureStage(world, options).type(START);
  if (world.proxy.calls({ action: 'StartInstances' }).length > 0) throw new Error('AWS was asked');
  return outcome;
}

async function interrupt(world: AwsWorld): Promise<Outcome> {
  world.proxy.addRules(
    { do: 'hang', action: 'StartInstances' },
    { do: 'answer', action: 'DescribeInstances', body: describedAs('stopped') },
  );
  const first = new FailureStage(world);
  await first.bridge.initialize();
  await first.bridge.type('alice', START);
  await world.proxy.waitForCalls({ action: 'StartInstances' });
  await first.bridge.shutdown();
  // The next process finds the record, and an instance that has not moved.
  const second = new FailureStage(world, {}, 40, first.bridge.host.survivor());
  const { host } = second.bridge;
  await second.bridge.initialize();
  // Its record goes when its post says how it ended.
  await until(() => ![...host.store.keys()].some((key) => key.startsWith('op/')), 20_000);
  return second.outcome();
}

/** By the row. */
export const OF_THE_PLUGIN = {
  notListed: {
    provoke: askUnlisted,
    channel: 'the region is not in the setting Regions of ec2ctl. Tell a system admin. (not in the setting Regions)',
  },
  stopped: {
    provoke: stopWhileReading,
    channel: '**No region could be read:** the plugin was interrupted.',
    reason: /\(the plugin was interrupted\)/,
  },
  notAsked: {
    provoke: stopBeforeAsking,
    channel: '**`web-1` still stopped**: ec2ctl was interrupted before AWS was asked. Nothing was changed.',
  },
  notSent: {
    provoke: useUpBudget,
    channel:
      '**`web-1` still stopped**: too many requests of ec2ctl were waiting, so AWS was not asked. Nothing was changed. Try again in a minute.',
    admin: ['**`web-1` did not start.** Nothing was changed.', 'who changes how much at once.'],
  },
  notRecorded: {
    provoke: loseRecord,
    channel: '**`web-1` still stopped**: Mattermost did not keep the record of this change, so AWS was not asked.',
  },
  interrupted: {
    provoke: interrupt,
    channel:
      '**`web-1` still stopped**: the plugin was interrupted, and whether AWS was asked is not known. As far as EC2 shows, nothing was changed.',
  },
  notMoved: {
    provoke: startSeeing(describedAs('stopped')),
    channel: '**`web-1` still stopped**: AWS accepted, but the instance did not move. Look at it in the AWS console.',
    admin: ['**`web-1` did not start.**', 'State transition message'],
  },
  wentElsewhere: {
    provoke: startSeeing(describedAs('stopped'), describedAs('pending'), describedAs('stopped')),
    channel: '**`web-1` still stopped**: it was on its way and came to another end. The AWS console may show why.',
    admin: ['**`web-1` did not start.**', 'CloudTrail who else asked for something.'],
  },
  gone: {
    provoke: startSeeing(describedAs('stopped'), DESCRIBED_NONE),
    channel: '**`web-1` last seen pending**: EC2 does not show it any longer. Look with `/ec2ctl ls`.',
  },
} satisfies Partial<Record<RowName, WayCase>>;
