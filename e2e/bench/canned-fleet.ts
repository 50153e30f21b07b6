/** Canned instances that can be started and stopped, as EC2 does it: on their way for a while, then there. */
import {
  type CannedState,
  changesXml,
  describedXml,
  firstState,
  instanceId,
  plainName,
  reservationXml,
} from './canned-xml.ts';

/** How long an instance is on its way, in milliseconds. */
const MOVES_MS = 2_000;

/** An instance, with its part of an answer as long as that is true. */
interface Machine {
  readonly number: number;
  state: CannedState;
  movedAt: number;
  written: { readonly state: CannedState; readonly xml: string } | undefined;
}

/** Instances that are asked for. */
export interface Which {
  readonly by: 'id' | 'name';
  readonly values: readonly string[];
}

/** A fleet with plain names. */
export interface CannedFleet {
  /** DescribeInstances' answer: of these, or of all when left out. */
  describe(region: string, which?: Which): string;
  /** The answer of StartInstances or StopInstances. */
  change(action: 'StartInstances' | 'StopInstances', region: string, ids: readonly string[]): string;
}

/** So many instances in each region, numbered through. */
export function createCannedFleet(regions: Readonly<Record<string, number>>): CannedFleet {
  const byRegion = new Map<string, Map<string, Machine>>();
  const idsByName = new Map<string, string>();
  let number = 0;
  for (const [region, count] of Object.entries(regions)) {
    const machines = new Map<string, Machine>();
    for (const end = number + count; number < end; number += 1) {
      idsByName.set(plainName(number), instanceId(number));
      machines.set(instanceId(number), { number, state: firstState(number), movedAt: -Infinity, written: undefined });
    }
    byRegion.set(region, machines);
  }

  function chosen(region: string, which: Which | undefined): [string, Machine][] {
    const machines = byRegion.get(region) ?? new Map<string, Machine>();
    if (which === undefined) return [...machines];
    const { by, values } = which;
    const ids = by === 'id' ? values : values.map((name) => idsByName.get(name) ?? '');
    return ids.flatMap((id): [string, Machine][] => {
      const machine = machines.get(id);
      return machine === undefined ? [] : [[id, machine]];
    });
  }

  return {
    describe(region, which) {
      return describedXml(chosen(region, which).map(([, machine]) => writtenOf(region, machine)));
    },
    change(action, region, ids) {
      const changes = chosen(region, { by: 'id', values: ids }).map(([id, machine]) => {
        const before = stateOf(machine);
        const wanted = action === 'StartInstances' ? 'running' : 'stopped';
        if (before !== wanted) {
          machine.state = wanted;
          machine.movedAt = performance.now();
        }
        return { id, before, after: stateOf(machine) };
      });
      return changesXml(action, changes);
    },
  };
}

function stateOf({ state, movedAt }: Machine): CannedState {
  if (performance.now() - movedAt >= MOVES_MS) return state;
  return state === 'running' ? 'pending' : 'stopping';
}

function writtenOf(region: string, machine: Machine): string {
  const { number, written } = machine;
  const state = stateOf(machine);
  if (written?.state === state) return written.xml;
  const xml = reservationXml(region, { number, name: plainName(number), state });
  machine.written = { state, xml };
  return xml;
}
