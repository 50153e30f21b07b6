import type { Clock } from '../../clock.ts';
import { UpstreamError } from '../../errors.ts';
import { refuseIfTooLate } from '../../ec2/may-send.ts';
import type { InstanceDetails } from '../../instance-details.ts';
import type {
  Caller,
  Denial,
  DryRun,
  Ec2,
  Instance,
  InstanceState,
  ListedInstance,
  MaySend,
  Switch,
  Requester,
  StateChange,
  Verb,
} from '../../ports.ts';
import { plainDetails, plainInstance } from '../../testing/plain-instance.ts';
import type { Ec2Call } from './ec2-call.ts';
import type { Behaviour, Machine } from './fake-machine.ts';
import { Faults } from './faults.ts';

/**
 * An EC2 in memory for tests: regions with instances that move on the clock, faults by script, and a log of calls. A
 * refused request of several changes those that may be changed and then fails, which EC2 is free to do.
 */
export class FakeEc2 implements Ec2 {
  fingerprint = 'fake';
  readonly demo = false;
  readonly calls: Ec2Call[] = [];
  /** Struck by method and region. */
  readonly faults: Faults;
  closed = false;
  /** Who AWS has said that we are. */
  knownCaller: Caller | undefined;
  readonly #clock: Clock;
  readonly #regions = new Map<string, Map<string, Machine>>();

  constructor(clock: Clock, regions: readonly string[]) {
    this.#clock = clock;
    this.faults = new Faults(clock);
    for (const region of regions) this.#regions.set(region, new Map());
  }

  /** Puts an instance into a region. */
  add(instance: Pick<Instance, 'id' | 'region' | 'state'> & Partial<ListedInstance>, behaviour: Behaviour = {}): void {
    const { region, id, state, name } = instance;
    const whole: ListedInstance = {
      ...plainInstance(id, region, state),
      publicAddress: state === 'running' ? '203.0.113.1' : undefined,
      privateAddress: '10.0.0.1',
      tags: new Map(name === undefined ? [] : [['Name', name]]),
      ...instance,
    };
    const timeline = [{ from: this.#clock.now(), state, publicAddress: whole.publicAddress }];
    this.#region(region).set(id, { instance: whole, behaviour, timeline });
  }

  /** Makes `other` show the same instances, as they are and as they will move; calls and faults are its own. */
  moveTo(other: FakeEc2): void {
    for (const [region, machines] of this.#regions) {
      const copies = new Map<string, Machine>();
      for (const [id, machine] of machines) copies.set(id, { ...machine, timeline: [...machine.timeline] });
      other.#regions.set(region, copies);
    }
  }

  /** Takes an instance out, as if it had never been. */
  remove(id: string): void {
    for (const machines of this.#regions.values()) machines.delete(id);
  }

  /** Sets the state of an instance from now on, by nobody's request. */
  become(id: string, state: InstanceState): void {
    const machine = this.#machine(id);
    machine.timeline = [{ from: this.#clock.now(), state, publicAddress: machine.instance.publicAddress }];
  }

  /** The true state of an instance now. */
  state(id: string): InstanceState {
    return this.#show(this.#machine(id), this.#clock.now()).state;
  }

  /** The calls of one method. */
  callsOf(call: Ec2Call['call']): Ec2Call[] {
    return this.calls.filter((made) => made.call === call);
  }

  async regions(signal: AbortSignal): Promise<readonly string[]> {
    return await this.#call({ call: 'regions', region: '', at: this.#clock.now() }, signal, () => [
      ...this.#regions.keys(),
    ]);
  }

  knownRegions(): readonly string[] {
    return [...this.#regions.keys()];
  }

  async listInstances(region: string, signal: AbortSignal): Promise<readonly ListedInstance[]> {
    const call: Ec2Call = { call: 'listInstances', region, at: this.#clock.now() };
    return await this.#call(call, signal, () => this.#read(call, [...this.#region(region).keys()]));
  }

  async listNamed(region: string, names: readonly string[], signal: AbortSignal): Promise<readonly ListedInstance[]> {
    const call: Ec2Call = { call: 'listNamed', region, names, at: this.#clock.now() };
    const bears = ({ instance: { name = '' } }: Machine): boolean => names.includes(name);
    return await this.#call(call, signal, () =>
      this.#read(
        call,
        [...this.#region(region)].flatMap(([id, machine]) => (bears(machine) ? [id] : [])),
      ),
    );
  }

  async findInstances(region: string, ids: readonly string[], signal: AbortSignal): Promise<readonly Instance[]> {
    const call: Ec2Call = { call: 'findInstances', region, ids, at: this.#clock.now() };
    return await this.#call(call, signal, () => this.#read(call, ids).map(withoutTags));
  }

  async change(
    order: Switch,
    region: string,
    ids: readonly string[],
    requester: Requester,
    signal: AbortSignal,
    maySend?: MaySend,
  ): Promise<readonly StateChange[]> {
    const { verb } = order;
    await this.#send(region, signal, maySend);
    const call: Ec2Call = { call: 'change', region, verb, order, ids, requester, at: this.#clock.now() };
    return await this.#call(call, signal, () => this.#change(verb, region, ids));
  }

  async details(region: string, id: string, signal: AbortSignal): Promise<InstanceDetails | undefined> {
    const call: Ec2Call = { call: 'details', region, ids: [id], at: this.#clock.now() };
    return await this.#call(call, signal, () => {
      const [shown] = this.#read(call, [id]);
      return shown && { ...plainDetails(shown), ...this.#machine(id, region).behaviour.details };
    });
  }

  async reboot(
    region: string,
    ids: readonly string[],
    requester: Requester,
    signal: AbortSignal,
    maySend?: MaySend,
  ): Promise<string> {
    await this.#send(region, signal, maySend);
    const call: Ec2Call = { call: 'reboot', region, verb: 'reboot', ids, requester, at: this.#clock.now() };
    return await this.#call(call, signal, () => {
      for (const { refusal } of ids.map((id) => this.#machine(id, region).behaviour)) {
        if (refusal !== undefined) throw refusal;
      }
      return `request-${String(this.calls.length)}`;
    });
  }

  async dryRun(
    order: Switch,
    region: string,
    ids: readonly string[],
    requester: Requester,
    signal: AbortSignal,
  ): Promise<readonly DryRun[]> {
    const { verb } = order;
    const call: Ec2Call = { call: 'dryRun', region, verb, order, ids, requester, at: this.#clock.now() };
    return await this.#call(call, signal, () =>
      ids.map((id) => ({ id, refusal: this.#machine(id, region).behaviour.refusal })),
    );
  }

  caller(): Caller | undefined {
    return this.knownCaller;
  }

  /** What the decoding of a refusal answers; it is refused while there is nothing. */
  denial: Denial | undefined;
  /** The encoded messages that were to be decoded. */
  readonly decoded: string[] = [];

  async decodeDenial(encoded: string, signal: AbortSignal): Promise<Denial> {
    this.decoded.push(encoded);
    return await this.faults.play('decodeDenial', '', signal, () => {
      if (this.denial === undefined) throw awsError('AccessDenied', 403);
      return this.denial;
    });
  }

  close(): void {
    this.closed = true;
  }

  async #call<T>(call: Ec2Call, signal: AbortSignal, work: () => T): Promise<T> {
    this.calls.push(call);
    try {
      const answer = await this.faults.play(call.call, call.region, signal, work);
      call.answeredAt = this.#clock.now();
      return answer;
    } catch (error) {
      call.error = error;
      throw error;
    }
  }

  #read(call: Ec2Call, ids: readonly string[]): ListedInstance[] {
    const machines = ids.flatMap((id) => this.#region(call.region).get(id) ?? []);
    const shown = machines.map((machine) =>
      this.#show(machine, this.#clock.now() - (machine.behaviour.staleForMs ?? 0)),
    );
    call.shown = shown;
    return shown;
  }

  /** What a change may have to wait for before it is sent: a fault at `send`. */
  async #send(region: string, signal: AbortSignal, maySend: MaySend | undefined): Promise<void> {
    await this.faults.play('send', region, signal, () => undefined);
    await refuseIfTooLate(maySend);
  }

  #change(verb: Verb, region: string, ids: readonly string[]): StateChange[] {
    const machines = ids.map((id) => this.#machine(id, region));
    const changes = machines
      .filter((machine) => machine.behaviour.refusal === undefined)
      .map((machine) => ({ ...this.#move(machine, verb), requestId: `request-${String(this.calls.length)}` }));
    const refusal = machines.find((machine) => machine.behaviour.refusal !== undefined)?.behaviour.refusal;
    if (refusal !== undefined) throw refusal;
    return changes;
  }

  #move(machine: Machine, verb: Verb): StateChange {
    const now = this.#clock.now();
    const { id } = machine.instance;
    const { movesForMs = 5_000, endsIn, addressAfterMs = 0 } = machine.behaviour;
    const previous = this.#show(machine, now).state;
    const wanted = verb === 'start' ? 'running' : 'stopped';
    const current = verb === 'start' ? 'pending' : 'stopping';
    if (previous === wanted || previous === current) return { id, previous, current: previous };
    const ends = endsIn ?? wanted;
    machine.timeline.push({ from: now, state: current, publicAddress: undefined });
    machine.timeline.push({ from: now + movesForMs, state: ends, publicAddress: undefined });
    const address = machine.instance.publicAddress ?? '203.0.113.2';
    if (ends === 'running' && addressAfterMs !== Infinity) {
      machine.timeline.push({ from: now + movesForMs + addressAfterMs, state: ends, publicAddress: address });
    }
    return { id, previous, current };
  }

  #show(machine: Machine, at: number): ListedInstance {
    const step = machine.timeline.findLast(({ from }) => from <= at) ?? machine.timeline[0];
    return step === undefined
      ? machine.instance
      : { ...machine.instance, state: step.state, publicAddress: step.publicAddress };
  }

  #region(region: string): Map<string, Machine> {
    const machines = this.#regions.get(region);
    if (machines === undefined) throw new Error(`No such region in the fake: ${region}`);
    return machines;
  }

  #machine(id: string, region?: string): Machine {
    for (const [name, machines] of this.#regions) {
      const machine = machines.get(id);
      if (machine !== undefined && (region ?? name) === name) return machine;
    }
    throw new UpstreamError('aws', 'InvalidInstanceID.NotFound', `No such instance: ${id}`, { status: 400 });
  }
}

function withoutTags(listed: ListedInstance): Instance {
  const instance = { ...listed };
  Reflect.deleteProperty(instance, 'tags');
  return instance;
}

/** An error as AWS answers it: a code, and a status that says whose fault it is (400 when left out). */
export function awsError(code: string, status = 400): UpstreamError {
  return new UpstreamError('aws', code, `Fake ${code}`, { requestId: 'req-1', status });
}

/** An answer that was lost on its way. */
export function lostAnswer(): UpstreamError {
  return new UpstreamError('aws', 'Unreachable', 'Fake lost answer');
}
