import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { claim, listen } from './claim.ts';

/** Ports from `first` to the one before `end`. */
interface Ports {
  readonly first: number;
  readonly end: number;
}

/** So many ports are looked at before it is given up. */
const LOOKS = 100;

/**
 * A TCP port on loopback that nobody listens on, and that is ours until this process ends. Whoever is to listen on it may
 * take its time, and may do so again.
 *
 * It is none of those that the kernel gives to whoever asks for any, and to every outgoing connection: such a port can be
 * gone a moment later. Among ourselves, in this copy of the tests and others beside it, it is given once.
 *
 * @throws Error when there is none
 */
export async function freePort({ first, end }: Ports = quietPorts()): Promise<number> {
  for (let looks = 0; looks < LOOKS; looks += 1) {
    const port = randomInt(first, end);
    const giveBack = await claim(`port-${String(port)}`);
    if (giveBack === undefined) {
      continue;
    }
    const probe = await listen({ host: '127.0.0.1', port });
    if (probe !== undefined) {
      await new Promise((resolve) => probe.close(resolve));
      return port;
    }
    giveBack();
  }
  throw new Error(`There is no free port from ${String(first)} to ${String(end - 1)}`);
}

/** The ports below those that the kernel gives; all of them where it gives nearly all. */
function quietPorts(): Ports {
  const [lowest = 0] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s/).map(Number);
  return lowest >= 12_000 ? { first: 10_000, end: lowest } : { first: 10_000, end: 65_536 };
}
