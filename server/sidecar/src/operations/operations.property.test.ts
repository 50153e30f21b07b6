import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type InstanceState, INSTANCE_STATES, type Order, type SwitchVerb, type Verb } from '../ports.ts';
import type { Change, ChangeLine } from '../views.ts';
import { isRefusedEdit, judge } from './failures.ts';
import type { Ec2Call } from './testing/ec2-call.ts';
import { awsError, lostAnswer } from './testing/fake-ec2.ts';
import type { Behaviour } from './testing/fake-machine.ts';
import { mattermostError } from './testing/fake-posts.ts';
import type { Fault } from './testing/faults.ts';
import { SeverableRecords } from './testing/severable-records.ts';
import { history, lastSaid, Stage } from './testing/stage.ts';

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
    call: fc.constantFrom('findInstances', 'send', 'change', 'reboot'),
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
  /** When the first does not reach the store. */
  cutOff: fc.option(
    fc.record({ afterMs: fc.integer({ min: 0, max: 60_000 }), forMs: fc.integer({ min: 0, max: 90_000 }) }),
  ),
  /** How long a change waits for its turn. */
  waitMs: fc.constantFrom(0, 0, 10_000, 55_000),
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

/** The ids that AWS was asked for after a post had said that nothing came of it. */
function askedAfterTold(stage: Stage, calls: readonly Ec2Call[]): string[] {
  const told = stage.posts.posts.flatMap((post) =>
    history(post).flatMap(({ lines }, index) =>
      lines
        .filter(({ outcome }) => outcome === 'failed')
        .map(({ instance }) => ({ id: instance.id, at: post.versions[index]?.at ?? 0 })),
    ),
  );
  return told.filter(({ id, at }) => calls.some((call) => call.ids?.includes(id) && call.at > at)).map(({ id }) => id);
}

async function sever(
  { clock }: Stage,
  records: SeverableRecords,
  { afterMs, forMs }: { readonly afterMs: number; readonly forMs: number },
): Promise<void> {
  await clock.sleep(afterMs);
  records.isCutOff = true;
  await clock.sleep(forMs);
  records.isCutOff = false;
}

/** What a post says of itself that nobody asked AWS. */
const NOT_ASKED: ReadonlySet<string | undefined> = new Set(['NotAsked', 'NotSent', 'NotRecorded']);

/** The ids of which a post that nobody edits any longer says no end, or that AWS was not asked although it was. */
function untrueEnds({ lines, watchEnd }: Change, calls: readonly Ec2Call[]): string[] {
  const asked = new Set(calls.flatMap(({ ids }) => ids ?? []));
  const isUntrue = ({ outcome, failure, instance: { id } }: ChangeLine): boolean => {
    if (outcome === 'asked' || outcome === 'moving') return watchEnd !== 'limit';
    return NOT_ASKED.has(failure?.code) && asked.has(id);
  };
  return lines.filter(isUntrue).map(({ instance }) => instance.id);
}

test('whatever fails: no change is asked for twice, no arrival is claimed unseen, none is told twice, and everything ends', async () => {
  await fc.assert(
    fc.asyncProperty(scene, async (scene) => {
      const { order, machines, ec2Faults, mattermostFaults, endsAfterMs, isTwo, cutOff, waitMs } = scene;
      const stage = new Stage(REGIONS);
      const records = new SeverableRecords(stage.records);
      stage.operations = stage.processOf('bridge-1', records);
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
      if (waitMs > 0) stage.ec2.faults.add({ call: 'send', delayMs: waitMs });
      if (cutOff !== null) void sever(stage, records, cutOff);
      const asking = stage.begin(verb, ids, { order }).catch((error: unknown) => ({ error }));
      if (endsAfterMs !== null) {
        await stage.clock.advance(endsAfterMs);
        await stage.clock.until(stage.operations.shutdown(3_000), 3_000);
      }
      const answer = await stage.clock.until(asking, 100_000);
      await stage.clock.advance(700_000);
      for (const fake of [stage.posts, stage.replies, stage.audit, stage.records]) fake.faults.clear();
      if (endsAfterMs === null) await stage.clock.until(stage.operations.idle(), 700_000);
      if (isTwo) await stage.clock.advance(1_000_000);
      stage.newProcess();
      await stage.clock.until(
        stage.operations.resume((work) => work(stage.ec2)),
        700_000,
      );

      const changes = stage.ec2.callsOf(verb === 'reboot' ? 'reboot' : 'change');
      expect(askedTwice(changes)).toEqual([]);
      expect(askedAfterTold(stage, changes)).toEqual([]);
      if (!('kind' in answer) || answer.kind !== 'begun') expect(changes).toEqual([]);
      for (const post of stage.posts.posts) {
        expect(post.versions.length - 1).toBeLessThanOrEqual(20);
        for (const [index, version] of history(post).entries()) {
          expect(claimedTooSoon(stage, verb, version, post.versions[index]?.at ?? 0)).toEqual([]);
        }
      }
      // A process that nothing follows leaves what it could not remove to its time.
      if (isTwo && endsAfterMs === null) expect([...stage.records.stored.keys()]).toEqual([]);
      // What Mattermost refuses to edit stays as it is; the person is told alone.
      if (mattermostFaults.every(({ error }) => !isRefusedEdit(error))) {
        for (const post of stage.posts.posts) expect(untrueEnds(lastSaid(post), changes)).toEqual([]);
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
