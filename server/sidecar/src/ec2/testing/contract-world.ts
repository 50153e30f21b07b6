import { expect } from '@jest/globals';
import type { Ec2, Instance } from '../../ports.ts';

/** An EC2 to be held against the port's contract, with what the contract needs to be in it. */
export interface ContractWorld {
  readonly ec2: Ec2;
  readonly region: string;
  /** An enabled region without instances. */
  readonly emptyRegion: string;
  /** Every call to it is denied. */
  readonly refusingRegion: string;
  /** Running, named `name`, has a public address. */
  readonly running: string;
  readonly name: string;
  /** All tags of it. */
  readonly tags: Readonly<Record<string, string>>;
  /** Instances of which there is something to tell that most have not, and that. */
  readonly special: readonly Special[];
  /** Stopped; gets a public address when it runs. In the same region, as the next. */
  readonly stopped: string;
  /** Running, with stop protection, in `protectedRegion`. */
  readonly protectedId: string;
  readonly protectedRegion: string;
  /** Running, and can hibernate. */
  readonly hibernating: { readonly id: string; readonly region: string };
  /** Lets every change under way arrive. Until it is called, none does. */
  arrive(): Promise<void>;
}

/** An instance, and what it has that most have not. */
export interface Special {
  readonly id: string;
  readonly region: string;
  readonly has: Partial<Instance>;
}

/** An id that no instance of any world has. */
export const NOBODY = 'i-0123456789abcdef0';

/** The one instance with this id, as EC2 shows it now. */
export async function look({ ec2, region: usual }: ContractWorld, id: string, region = usual): Promise<Instance> {
  const found = await ec2.findInstances(region, [id], new AbortController().signal);
  expect(found).toHaveLength(1);
  return found[0] as Instance;
}
