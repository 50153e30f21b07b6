/**
 * A proxy in front of moto that plays what moto cannot: regions that hang, throttle, refuse or drop the connection,
 * broken answers, regions that are not opted in. It tells regions and keys apart by the signature's credential scope,
 * and keeps a list of all calls, so that tests can count them and look at their bytes.
 *
 * By itself: `node e2e/aws/proxy.ts <target url> [port]`.
 */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { errorXml, type OptInStatus, PROXY_REQUEST_ID, regionsXml } from './ec2-xml.ts';
import { type AddedRules, type Call, type Fault, meansAction, readCall, type Rule, RuleBook } from './proxy-rules.ts';

export type { OptInStatus } from './ec2-xml.ts';
export type { AddedRules, Call, Fault, Rule } from './proxy-rules.ts';

/** What a call must be; what is left out matches everything. */
export type CallFilter = Partial<Pick<Call, 'key' | 'region' | 'service' | 'action'>>;

/** A running proxy. */
export interface Proxy {
  /** `http://127.0.0.1:<port>`: the endpoint for AWS clients, in place of moto's. */
  readonly url: string;
  /** Adds rules behind those in force; the first that matches counts. */
  addRules(...rules: Rule[]): AddedRules;
  /** The calls so far, oldest first. `GetCallerIdentity`, which the plugin asks by itself, is left out unless it is named. */
  calls(filter?: CallFilter): Call[];
  /**
   * Resolves as soon as there were `count` such calls (1 when left out).
   * @throws after 20 s
   */
  waitForCalls(filter: CallFilter, count?: number): Promise<Call[]>;
  /**
   * From now on these are all regions there are: DescribeRegions names them, and a call to one that is not opted in, or
   * not among them, is refused with `AuthFailure` as EC2 does. `undefined` leaves regions to moto again.
   */
  setRegions(regions: Readonly<Record<string, OptInStatus>> | undefined): void;
  /** Forgets rules, calls and regions, and cuts connections that hang. */
  reset(): void;
  /** Closes all connections and the port. */
  stop(): Promise<void>;
}

/**
 * Starts a proxy in this process.
 * @param target where calls go, such as moto's `url`
 * @param port a free one when left out
 */
export async function startProxy(target: string, port = 0): Promise<Proxy> {
  const book = new RuleBook();
  const watchers = new Set<() => void>();
  const hanging = new Set<ServerResponse>();
  let calls: Call[] = [];
  let regions: Readonly<Record<string, OptInStatus>> | undefined;

  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  });

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await readBody(incoming);
    const call = readCall(incoming.headers, body);
    calls.push(call);
    for (const watcher of watchers) watcher();
    outgoing.on('finish', () => (call.status = outgoing.statusCode));

    const rule = book.match(call);
    if (rule?.delayMs !== undefined) await wait(rule.delayMs, undefined, { ref: false });
    if (rule !== undefined && rule.do !== 'pass') {
      call.fault = rule.do;
      await play(rule, incoming, outgoing, body);
      return;
    }
    const unusable = call.service === 'ec2' && regions !== undefined ? regionFault(regions, call) : undefined;
    if (unusable !== undefined) {
      call.fault = 'region';
      send(outgoing, unusable.status, unusable.body);
      return;
    }
    await pass(incoming, outgoing, body);
  }

  async function play(fault: Fault, incoming: IncomingMessage, outgoing: ServerResponse, body: string): Promise<void> {
    switch (fault.do) {
      case 'refuse':
        send(
          outgoing,
          fault.status ?? 400,
          errorXml(fault.code, fault.message ?? `Played by the proxy: ${fault.code}`),
        );
        return;
      case 'answer':
        send(outgoing, fault.status ?? 200, fault.body, fault.headers);
        return;
      case 'drop':
        outgoing.destroy();
        return;
      case 'hang':
        hanging.add(outgoing);
        outgoing.on('close', () => hanging.delete(outgoing));
        return;
      case 'applyThenDrop':
        await forward(incoming, body);
        outgoing.destroy();
        return;
      case 'truncate':
      case 'stall': {
        if (fault.do === 'stall') hanging.add(outgoing);
        const answer = await forward(incoming, body);
        if (outgoing.destroyed) return;
        outgoing.writeHead(answer.status, { ...answer.headers, 'content-length': String(answer.body.length) });
        outgoing.write(answer.body.subarray(0, answer.body.length / 2), () => {
          if (fault.do === 'truncate') outgoing.destroy();
        });
        return;
      }
      case 'pass':
        await pass(incoming, outgoing, body);
    }
  }

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse, body: string): Promise<void> {
    const answer = await forward(incoming, body);
    outgoing.writeHead(answer.status, { ...answer.headers, 'content-length': String(answer.body.length) });
    outgoing.end(answer.body);
  }

  /** Asks the target. The host header stays, so that signatures stay valid. */
  function forward(incoming: IncomingMessage, body: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const options = { method: incoming.method, headers: { ...incoming.headers, connection: 'close' } };
      const ask = request(new URL(incoming.url ?? '/', target), options, (reply) => {
        const parts: Buffer[] = [];
        reply.on('data', (part: Buffer) => parts.push(part));
        reply.on('error', reject);
        reply.on('end', () => {
          const { 'content-type': type = 'text/xml', 'x-amzn-requestid': id } = reply.headers;
          resolve({
            status: reply.statusCode ?? 502,
            headers: { 'content-type': type, ...(typeof id === 'string' ? { 'x-amzn-requestid': id } : {}) },
            body: Buffer.concat(parts),
          });
        });
      });
      ask.on('error', reject);
      ask.end(body);
    });
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });

  const matching = (filter: CallFilter): Call[] =>
    calls
      .filter((call) => meansAction(filter.action, call))
      .filter((call) => Object.entries(filter).every(([name, value]) => call[name as keyof CallFilter] === value));

  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    addRules: (...rules) => book.add(rules),
    calls: (filter = {}) => matching(filter),
    waitForCalls: (filter, count = 1) =>
      new Promise((resolve, reject) => {
        const limit = setTimeout(() => {
          watchers.delete(look);
          reject(
            new Error(`Saw ${String(matching(filter).length)} of ${String(count)} calls ${JSON.stringify(filter)}`),
          );
        }, 20_000);
        const look = (): void => {
          const seen = matching(filter);
          if (seen.length < count) return;
          clearTimeout(limit);
          watchers.delete(look);
          resolve(seen);
        };
        watchers.add(look);
        look();
      }),
    setRegions: (wanted) => (regions = wanted),
    reset: () => {
      book.clear();
      calls = [];
      regions = undefined;
      for (const outgoing of hanging) outgoing.destroy();
      hanging.clear();
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

function send(
  outgoing: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  outgoing.writeHead(status, {
    'content-type': 'text/xml;charset=UTF-8',
    'x-amzn-requestid': PROXY_REQUEST_ID,
    ...headers,
  });
  outgoing.end(body);
}

/** What the proxy answers in moto's place when regions are faked; undefined when moto may answer. */
function regionFault(
  regions: Readonly<Record<string, OptInStatus>>,
  call: Call,
): { status: number; body: string } | undefined {
  if (call.action === 'DescribeRegions') {
    return { status: 200, body: regionsXml(regions, new URLSearchParams(call.body)) };
  }
  const status = regions[call.region ?? ''];
  if (status !== undefined && status !== 'not-opted-in') return undefined;
  return { status: 401, body: errorXml('AuthFailure', 'AWS was not able to validate the provided access credentials') };
}

if (import.meta.main) {
  const [, , target, port] = process.argv;
  if (target === undefined) {
    process.stderr.write('Usage: node e2e/aws/proxy.ts <target url> [port]\n');
    process.exitCode = 2;
  } else {
    process.stdout.write(`${(await startProxy(target, Number(port ?? 0))).url}\n`);
  }
}
