/**
 * EC2 as the benchmarks meet it: answers that were written beforehand, over HTTP with kept connections, after a latency
 * if one is wished. moto needs a minute and a half for a listing of 10,000; here sending is all there is to do.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type CannedFleet, createCannedFleet, type Which } from './canned-fleet.ts';
import { instanceName, instancesXml, plainName, regionsXml } from './canned-xml.ts';

/** The most instances of a page; EC2's own limit. */
const PAGE = 1_000;

/** What there is. */
export interface Fleet {
  /** How many instances each region has. */
  readonly regions: Readonly<Record<string, number>>;
  /**
   * Whether each instance has a plain name and an id of its own, as in an account; otherwise each region begins anew, and the
   * names are hard to print.
   */
  readonly plain?: boolean;
  /** Whether instances can be started and stopped; their names are plain then, and no region has more than a page of them. */
  readonly moves?: boolean;
  /** How long every answer is held back, in milliseconds; not at all when left out. */
  readonly latencyMs?: number;
}

/** What was asked. */
export interface Asked {
  /** Calls by action. */
  readonly calls: Readonly<Record<string, number>>;
  /** The most DescribeInstances of one region, for all of it or by name, that were under way at once. */
  readonly readingsAtOnce: number;
}

/** A canned EC2 on 127.0.0.1. It judges neither keys nor signatures. */
export interface CannedEc2 {
  readonly url: string;
  /** From now on there is this. All of it is written before this returns. */
  play(fleet: Fleet): void;
  /** What it was asked since `play`. */
  asked(): Asked;
  stop(): Promise<void>;
}

/** Starts one on a free port, without any instance. */
export async function startCannedEc2(): Promise<CannedEc2> {
  let answers = new Map<string, Buffer>();
  let latencyMs = 0;
  let moving: CannedFleet | undefined;
  let tally = new Tally();

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await text(incoming));
    const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(incoming.headers.authorization ?? '')?.[1] ?? '';
    const action = form.get('Action') ?? '';
    const ids = valuesOf(form, action === 'DescribeInstances' ? 'Filter.1.Value' : 'InstanceId');
    const by = form.get('Filter.1.Name') === 'tag:Name' ? 'name' : 'id';
    const mine = tally;
    const reads = action === 'DescribeInstances' && (ids.length === 0 || by === 'name');
    mine.begin(action, reads ? region : undefined);
    if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
    const body =
      moved(action, region, { by, values: ids }) ?? answers.get(keyOf(action, region, form.get('NextToken') ?? ''));
    if (reads) mine.end(region);
    if (body === undefined) outgoing.writeHead(404).end();
    else outgoing.writeHead(200, { 'Content-Type': 'text/xml', 'Content-Length': body.length }).end(body);
  }

  function moved(action: string, region: string, which: Which): Buffer | undefined {
    if (moving === undefined) return undefined;
    switch (action) {
      case 'DescribeInstances':
        return Buffer.from(moving.describe(region, which.values.length === 0 ? undefined : which));
      case 'StartInstances':
      case 'StopInstances':
        return Buffer.from(moving.change(action, region, which.values));
      default:
        return undefined;
    }
  }

  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch((error: unknown) => outgoing.destroy(error as Error));
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    play(fleet) {
      answers = writeAnswers(fleet);
      latencyMs = fleet.latencyMs ?? 0;
      moving = fleet.moves === true ? createCannedFleet(fleet.regions) : undefined;
      tally = new Tally();
    },
    asked: () => tally.asked(),
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Counts what is asked. */
class Tally {
  readonly #calls = new Map<string, number>();
  readonly #underWay = new Map<string, number>();
  #most = 0;

  /** @param region when it is read, by whatever but ids */
  begin(action: string, region: string | undefined): void {
    this.#calls.set(action, (this.#calls.get(action) ?? 0) + 1);
    if (region === undefined) return;
    const underWay = (this.#underWay.get(region) ?? 0) + 1;
    this.#underWay.set(region, underWay);
    this.#most = Math.max(this.#most, underWay);
  }

  end(region: string): void {
    this.#underWay.set(region, (this.#underWay.get(region) ?? 1) - 1);
  }

  asked(): Asked {
    return { calls: Object.fromEntries(this.#calls), readingsAtOnce: this.#most };
  }
}

/** The values of a list in a request: `InstanceId.1`, `InstanceId.2`, … */
function valuesOf(form: URLSearchParams, name: string): string[] {
  return [...form].flatMap(([key, value]) => (key.startsWith(`${name}.`) ? [value] : []));
}

function writeAnswers({ regions, plain = false }: Fleet): Map<string, Buffer> {
  const answers = new Map<string, Buffer>();
  const nameOf = plain ? plainName : instanceName;
  let before = 0;
  for (const [region, count] of Object.entries(regions)) {
    answers.set(keyOf('DescribeRegions', region, ''), Buffer.from(regionsXml(Object.keys(regions))));
    let first = 0;
    do {
      const end = Math.min(first + PAGE, count);
      const some = { first: before + first, count: end - first };
      const page = instancesXml(region, some, end < count ? tokenOf(end) : '', nameOf);
      answers.set(keyOf('DescribeInstances', region, tokenOf(first)), Buffer.from(page));
      first = end;
    } while (first < count);
    if (plain) before += count;
  }
  return answers;
}

function tokenOf(first: number): string {
  return first === 0 ? '' : `from-${String(first)}`;
}

function keyOf(action: string, region: string, token: string): string {
  return `${action} ${region} ${token}`;
}
