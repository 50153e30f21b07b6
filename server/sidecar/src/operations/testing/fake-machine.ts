import type { InstanceDetails } from '../../instance-details.ts';
import type { InstanceState, ListedInstance } from '../../ports.ts';
import type { UpstreamError } from '../../errors.ts';

/** How an instance behaves when it is changed. */
export interface Behaviour {
  /** How long it stays on its way; 5 s when left out. */
  readonly movesForMs?: number;
  /** The state it ends in instead of the wanted one. */
  readonly endsIn?: InstanceState;
  /** After arriving: how long until its public address is shown; at once when left out, never for `Infinity`. */
  readonly addressAfterMs?: number;
  /** How long readings still show the old state after a change was accepted. */
  readonly staleForMs?: number;
  /** What AWS says to a change of it. Others of the same request are changed nevertheless. */
  readonly refusal?: UpstreamError;
  /** What is told of it alone; what is left out, nobody knows. */
  readonly details?: Partial<InstanceDetails>;
}

/** An instance of the fake. */
export interface Machine {
  readonly instance: ListedInstance;
  behaviour: Behaviour;
  /** The states it goes through, each from a moment on. */
  timeline: { readonly from: number; readonly state: InstanceState; readonly publicAddress: string | undefined }[];
}
