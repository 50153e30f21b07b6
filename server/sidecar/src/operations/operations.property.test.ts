import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type InstanceState, INSTANCE_STATES, type Order, type SwitchVerb, type Verb } from '../ports.ts';
import type { Change } from '../views.ts';
import { judge } from './failures.ts';
import type { Ec2Call } from './testing/ec2-call.ts';
import { awsError, type Behaviour, lostAnswer } from './testing/fake-ec2.ts';
import { mattermostError } from './testing/fake-posts.ts';
import type { Fault } from './testing/faults.ts';
import { history, Stage } from './testing/stage.ts';

const REGIONS = ['eu-1', 'us-1', 'ap-1'];
const WANTED: Readonly<Record<SwitchVerb, InstanceState>> = { start: 'running', stop: 'stopped' };

const refusals = [
  awsError('OperationNotPermitted'),
  awsError('UnauthorizedOperation', 403),
  awsError('IncorrectInstanceState'),
  awsError('InsufficientInstanceCapacity', 500),
];
const failures = [...refusals, awsError('AuthFailure', 401), awsError('InternalError', 500), lostAnswer()];

const behaviour = fc.record<Behaviour>(
  {
    movesForMs: fc.integer({ min: 0, max: 700_000 }),
    endsIn: fc.constantFrom('running', 'stopped', 'terminated', 'shutting-down'),
    addressAfterMs: fc.constantFrom(0, 3_000, Infinity),
    staleForMs: fc.constantFrom(0, 2_000, 20_000),
    refusal: fc.constantFrom(...refusals),
  },
  { requiredKeys: ['movesForMs'] },
);

const machine = fc.record({
  region: fc.constantFrom(...REGIONS),
  state: fc.constantFrom(...INSTANCE_STATES.filter((state) => state !== 'terminated')),
  behaviour,
});

const timing = {
  after: fc.integer({ min: 0, max: 6 }),
  times: fc.integer({ min: 1, max: 5 }),
  delayMs: fc.integer({ min: 0, max: 12_000 }),
};

const ec2Fault = fc.record(
  {
    ...timing,
    call: fc.constantFrom('findInstances', 'change', 'reboot'),
    at: fc.constantFrom(...REGIONS),
    error: fc.constantFrom(...failures),
    hang: fc.boolean(),
    applied: fc.boolean(),
  },
  { requiredKeys: ['call'] },
);

const mattermostFault = fc.record(
  {
    ...timing,
    call: fc.constantFrom('insert', 'create', 'replace', 'edit', 'remove', 'make', 'find', 'target'),
    error: fc.constantFrom(mattermostError('DeadlineExceeded'), mattermostError('app.refused', 403)),
    applied: fc.boolean(),
  },
  { requiredKeys: ['call'] },
);

const scene = fc.record({
  order: fc.constantFrom<Order>({ verb: 'start' }, { verb: 'stop' }, { verb: 'stop', force: true }, { verb: 'reboot' }),
  machines: fc.array(machine, { minLength: 1, maxLength: 7 }),
  ec2Faults: fc.array(ec2Fault, { maxLength: 4 }),
  mattermostFaults: fc.array(mattermostFault, { maxLength: 3 }),
  endsAfterMs: fc.option(fc.integer({ min: 0, max: 60_000 })),
  /** Whether there is a second server on the same database. */
  isTwo: fc.boolean(),
});

function add(stage: Stage, faults: readonly Fault[], to: 'ec2' | 'mattermost'): void {
  for (const fault of faults) {
    if (to === 'ec2') stage.ec2.faults.add(fault);
    else for (const fake of [stage.posts, stage.replies, stage.audit, stage.records]) fake.faults.add(fault);
  }
}

/** The ids that were asked for again although an earlier call for them was not definitely refused. */
function askedTwice(calls: readonly Ec2Call[]): string[] {
  const open = new Set<string>();
  const twice: string[] = [];
  for (const call of calls) {
    for (const id of call.ids ?? []) {
      if (open.has(id)) twice.push(id);
      if (call.error === undefined || judge(call.error) === 'unknown') open.add(id);
    }
  }
  return twice;
}

/** The ids that a version claims to have arrived before a reading had shown it. */
function claimedTooSoon(stage: Stage, verb: Verb, version: Change, at: number): string[] {
  // EC2 shows nothing of a reboot.
  if (verb === 'reboot') return [];
  const shown = stage.ec2
    .callsOf('findInstances')
    .filter((call) => (call.answeredAt ?? Infinity) <= at)
    .flatMap((call) => call.shown ?? [])
    .filter((instance) => instance.state === WANTED[verb]);
  return version.lines
    .filter((line) => line.outcome === 'arrived' || line.outcome === 'already')
    .map((line) => line.instance.id)
    .filter((id) => !shown.some((instance) => instance.id === id));
}

test('whatever fails: no change is asked for twice, no arrival is claimed unseen, none is told twice, and everything ends', async () => {
  await fc.assert(
    fc.asyncProperty(scene, async ({ order, machines, ec2Faults, mattermostFaults, endsAfterMs, isTwo }) => {
      const stage = new Stage(REGIONS);
      stage.audit.goesTo = { kind: 'channel', id: 'audit' };
      const ids = machines.map((_, index) => `i-0000000${String(index)}`);
      for (const [index, { region, state, behaviour: how }] of machines.entries()) {
        stage.ec2.add({ id: ids[index] ?? '', region, state }, how);
      }
      add(stage, ec2Faults, 'ec2');
      add(stage, mattermostFaults, 'mattermost');

      const second = stage.processOf('bridge-2');
      if (isTwo) {
        for (const one of [stage.operations, second]) void one.watchOver(() => (work) => work(stage.ec2));
      }
      const { verb } = order;
      const asking = stage.begin(verb, ids, { order }).catch((error: unknown) => ({ error }));
      if (endsAfterMs !== null) {
        await stage.clock.advance(endsAfterMs);
        await stage.clock.until(stage.operations.shutdown(3_000), 3_000);
      }
      const answer = await stage.clock.until(asking, 100_000);
      await stage.clock.until(stage.operations.idle(), 700_000);
      if (isTwo) await stage.clock.advance(1_000_000);
      stage.newProcess();
      await stage.clock.until(
        stage.operations.resume((work) => work(stage.ec2)),
        700_000,
      );

      const changes = stage.ec2.callsOf(verb === 'reboot' ? 'reboot' : 'change');
      expect(askedTwice(changes)).toEqual([]);
      if (!('kind' in answer) || answer.kind !== 'begun') expect(changes).toEqual([]);
      for (const post of stage.posts.posts) {
        expect(post.versions.length - 1).toBeLessThanOrEqual(20);
        for (const [index, version] of history(post).entries()) {
          expect(claimedTooSoon(stage, verb, version, post.versions[index]?.at ?? 0)).toEqual([]);
        }
      }
      expect(stage.posts.posts.length).toBeLessThanOrEqual(1);
      expect(stage.replies.made.length).toBeLessThanOrEqual(1);
      expect(stage.audit.made.length).toBeLessThanOrEqual(1);
      // Whatever AWS was asked for is told, unless Mattermost is in the way.
      if (changes.length > 0 && mattermostFaults.length === 0) expect(stage.audit.made).toHaveLength(1);
      expect(stage.log.filter((line) => line.message === 'Defect in an operation')).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
