/**
 * Lists, in a process of its own with the memory limits of the sidecar. Each way of listing has a process to itself, so
 * that none pays for the garbage of another.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { EC2Client, paginateDescribeInstances } from '@aws-sdk/client-ec2';
import { systemClock } from '../../server/sidecar/src/clock.ts';
import { openAws } from '../../server/sidecar/src/ec2/aws.ts';
import { launch } from '../../server/sidecar/src/launch.ts';
import { readListing } from '../../server/sidecar/src/operations/listing.ts';
import type { Ec2 } from '../../server/sidecar/src/ports.ts';
import { TEST_KEY } from '../aws/seed.ts';

/** What can be timed. Each takes a region, and tells how much it saw. */
const WAYS = {
  /** Our adapter. */
  ours: async (url: string, region: string) => (await oursAt(url).listInstances(region, never)).length,
  /** What `ls` does, over all regions. */
  all: async (url: string) => {
    let seen = 0;
    for await (const { listing } of readListing({ ec2: oursAt(url), clock: systemClock, log, signal: never })) {
      seen = listing.instances.length;
    }
    return seen;
  },
  /** The SDK as it comes. */
  stock: async (url: string, region: string) => {
    let seen = 0;
    for await (const page of paginateDescribeInstances({ client: stockAt(url, region) }, { MaxResults: 1_000 })) {
      for (const { Instances } of page.Reservations ?? []) seen += Instances?.length ?? 0;
    }
    return seen;
  },
  /** The bytes alone, all pages; what is seen are the pages. */
  download: async (url: string, region: string) => {
    let pages = 0;
    let token = '';
    do {
      const answer = (await post(url, region, token)).subarray(-200).toString();
      token = /<nextToken>(.*)<\/nextToken>/.exec(answer)?.[1] ?? '';
      pages += 1;
    } while (token !== '');
    return pages;
  },
} satisfies Record<string, (url: string, region: string) => Promise<number>>;

export type Way = keyof typeof WAYS;

interface Switch {
  readonly way: Way;
  readonly url: string;
  readonly region: string;
}

/** How long it took, and how much was seen. */
export interface Timed {
  readonly ms: number;
  readonly seen: number;
}

/** Asks such a process. */
export class Lister {
  readonly #child: ChildProcess;
  readonly #url: string;

  /** @param url of EC2 */
  constructor(url: string) {
    const memory = launch('').flags.filter((flag) => flag.startsWith('--max-'));
    this.#child = fork(import.meta.filename, { execArgv: [...process.execArgv, ...memory] });
    this.#url = url;
  }

  async time(way: Way, region: string): Promise<Timed> {
    const settled = new AbortController();
    const { signal } = settled;
    const died = once(this.#child, 'exit', { signal }).then(() => {
      throw new Error(`The process that lists (${way}) has ended`);
    });
    died.catch(() => undefined);
    try {
      const answered = once(this.#child, 'message', { signal });
      this.#child.send({ way, url: this.#url, region } satisfies Switch);
      return ((await Promise.race([answered, died])) as [Timed])[0];
    } finally {
      settled.abort();
    }
  }

  stop(): void {
    this.#child.disconnect();
  }
}

const never = new AbortController().signal;
const agent = new http.Agent({ keepAlive: true });
let ours: Ec2 | undefined;
let stock: EC2Client | undefined;

function log(): void {
  // What is logged is no part of what is measured.
}

function oursAt(url: string): Ec2 {
  ours ??= openAws({
    credentials: 'key',
    ...TEST_KEY,
    sessionToken: '',
    roleArn: '',
    externalId: '',
    homeRegion: 'us-east-1',
    regions: [],
    endpointUrl: url,
    log,
  });
  return ours;
}

function stockAt(url: string, region: string): EC2Client {
  stock ??= new EC2Client({ region, endpoint: url, credentials: TEST_KEY });
  return stock;
}

async function post(url: string, region: string, token: string): Promise<Buffer> {
  const headers = { Authorization: `AWS4-HMAC-SHA256 Credential=KEY/20260101/${region}/ec2/aws4_request` };
  const request = http.request(url, { method: 'POST', agent, headers });
  request.end(`Action=DescribeInstances&NextToken=${token}`);
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function work({ way, url, region }: Switch): Promise<Timed> {
  const before = performance.now();
  const seen = await WAYS[way](url, region);
  return { ms: performance.now() - before, seen };
}

if (process.argv[1] === import.meta.filename && process.send !== undefined) {
  const tell = process.send.bind(process);
  process.on('message', (order: Switch) => void work(order).then(tell));
  process.on('disconnect', () => {
    process.exit(0);
  });
}
