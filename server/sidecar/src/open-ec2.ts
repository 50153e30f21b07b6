import { systemClock } from './clock.ts';
import type { Ec2, Log } from './ports.ts';
import type { Ec2Settings } from './settings.ts';

/** About what AWS takes for a small answer, so that the demo feels like the real thing. */
const DEMO_LATENCY_MS = 80;

/** Opens the EC2 that the settings ask for: the demo fleet, or AWS, whose SDK is loaded on first use. */
export async function openEc2(settings: Ec2Settings, log: Log): Promise<Ec2> {
  if (settings.credentials === 'demo') {
    const { createDemoFleet } = await import(/* webpackChunkName: "demo" */ './ec2/demo.ts');
    return createDemoFleet({ clock: systemClock, regions: settings.regions, latencyMs: DEMO_LATENCY_MS });
  }
  const { openAws } = await import(/* webpackChunkName: "aws" */ './ec2/aws.ts');
  return openAws({ ...settings, credentials: settings.credentials, log });
}
