/** What EC2 does in one region, as the two proxies in front of it play it. */
import type { Rule } from '../../aws/proxy.ts';
import type { Obstacle } from '../../aws/company-proxy.ts';
import type { CloudFault, CloudStep } from '../plan.ts';
import type { Stage } from '../stage.ts';

/** A fault that waits for a call, or is met by calls. */
export interface Armed {
  /** How many calls or connections have met it. */
  readonly met: () => number;
  /** Takes it away, and tells how many have met it. */
  readonly disarm: () => number;
}

const CHANGES = ['StartInstances', 'StopInstances', 'RebootInstances'] as const;

const NOT_XML = '<html><head><title>Welcome</title></head><body>Log in to the network</body></html>';

/** An answer that begins as EC2's does. */
const HALF_XML = '<?xml version="1.0" encoding="UTF-8"?>\n<DescribeInstancesResponse><reservationSet><item>';

/** At the first proxy: what the connection itself meets. */
const OBSTACLES: Partial<Record<CloudFault, Obstacle>> = { 'TLS refused': 'no-tls', 'name not found': 'no-name' };

/** Lays a fault out in a region. */
export function arm({ cloud, gate }: Stage, region: string, { kind, times }: CloudStep): Armed {
  const obstacle = OBSTACLES[kind];
  if (obstacle === undefined) {
    const added = cloud.proxy.addRules(...rulesOf(kind, region, times));
    return {
      met: () => added.played(),
      disarm: () => {
        added.withdraw();
        return added.played();
      },
    };
  }
  const there = gate.meet(`ec2.${region}.amazonaws.com`, obstacle);
  return { met: () => there.met(), disarm: () => there.remove() };
}

function rulesOf(kind: CloudFault, region: string, times: number): Rule[] {
  const ofAny = { region, times };
  const ofChanges = CHANGES.map((action) => ({ region, action, times: 1 }));
  switch (kind) {
    case 'dead':
      return [{ ...ofAny, do: 'drop', times: times * 3 }];
    case 'silent':
      return [{ ...ofAny, do: 'hang' }];
    case 'slow':
      return [{ ...ofAny, do: 'pass', delayMs: times * 1_500 }];
    case 'throttling':
      return [{ ...ofAny, do: 'refuse', status: 503, code: 'RequestLimitExceeded', times: times * 2 }];
    case 'change throttled':
      return ofChanges.map((rule) => ({ ...rule, do: 'refuse', status: 503, code: 'RequestLimitExceeded' }));
    case 'half an answer':
      return [{ ...ofAny, do: 'truncate' }];
    case 'stalled answer':
      return [{ ...ofAny, do: 'stall' }];
    case 'cut before it was taken':
      return ofChanges.map((rule) => ({ ...rule, do: 'drop' }));
    case 'reply lost':
      return ofChanges.map((rule) => ({ ...rule, do: 'applyThenDrop' }));
    case 'wrong XML':
      return [{ ...ofAny, do: 'answer', body: times === 1 ? NOT_XML : HALF_XML }];
    case 'request expired':
      return [{ ...ofAny, do: 'refuse', code: 'RequestExpired', message: 'Request has expired.' }];
    case 'token expired':
      return [
        {
          ...ofAny,
          do: 'refuse',
          code: 'ExpiredToken',
          message: 'The security token included in the request is expired',
        },
      ];
    case 'TLS refused':
    case 'name not found':
      return [];
  }
}
