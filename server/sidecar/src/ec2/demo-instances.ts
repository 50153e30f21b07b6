/** The demo fleet as it stands at the start. */
import type { InstanceState } from '../ports.ts';

/** One instance of the demo fleet. Ids never change, so that a command can be repeated after a restart. */
export interface DemoInstance {
  readonly id: string;
  readonly name: string | undefined;
  readonly type: string;
  readonly region: string;
  readonly state: Extract<InstanceState, 'running' | 'stopped'>;
  /** The Availability Zone, in its region. */
  readonly zone: string;
  /** Besides the name. */
  readonly tags: Readonly<Record<string, string>>;
  readonly isSpot: boolean;
  readonly canHibernate: boolean;
  /** Whether it may not be stopped. */
  readonly protected: boolean;
  /** Whether it gets a public address when it runs. */
  readonly public: boolean;
}

/**
 * Refuses everything, so that one sees what that looks like. Only the setting for regions brings it in: a name acts at once
 * only where every region was read.
 */
export const REFUSING_REGION = 'ap-east-1';

/** All regions of the demo account; most of them are empty, as in most accounts. */
export const DEMO_REGIONS: readonly string[] = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
];

const API = { Env: 'prod', Team: 'api', Owner: 'carol' };
const DATA = { Env: 'prod', Team: 'data', Owner: 'dave' };
const TOOLS = { Env: 'tools', Team: 'platform', Owner: 'erin' };
const WEB = { Env: 'prod', Team: 'web', Owner: 'alice' };

/**
 * The instances. `db-primary` has stop protection, `batch` a schedule, `web-3` an Auto Scaling group that would replace it,
 * `api-2` runs on spare capacity, `jenkins` can hibernate; there are two called `jump`; the last one has no name.
 */
export const DEMO_INSTANCES: readonly DemoInstance[] = [
  instance('i-0b7d19e4c2a5f8036', 'api-1', 't3.micro', 'ap-northeast-1a', 'running', { tags: API }),
  instance('i-0e61fa83d94b2c750', 'api-2', 't3.micro', 'ap-northeast-1c', 'running', { tags: API, isSpot: true }),
  instance('i-02c95d7be1a4f8631', 'batch', 'c7g.2xlarge', 'ap-northeast-1a', 'stopped', {
    tags: { ...DATA, Schedule: 'tokyo-nights' },
    public: false,
  }),
  instance('i-0f4a7c1d8e3b69250', 'db-primary', 'r6i.xlarge', 'eu-west-1a', 'running', {
    tags: DATA,
    public: false,
    protected: true,
  }),
  instance('i-08d3e6b1f7c2a4950', 'db-replica', 'r6i.xlarge', 'eu-west-1b', 'running', { tags: DATA, public: false }),
  instance('i-06a9f2c7d5e1b8340', 'jenkins', 'm6i.large', 'us-east-1a', 'running', { tags: TOOLS, canHibernate: true }),
  instance('i-01e8b4d6c3f7a2950', 'jump', 't3.nano', 'us-east-1b', 'stopped', { tags: TOOLS }),
  instance('i-03e5d9b8c7a6f4112', 'jump', 't3.nano', 'eu-west-1a', 'stopped', { tags: TOOLS }),
  instance('i-0a1f39c5d2e84b7f6', 'web-1', 't3.small', 'us-west-2a', 'running', { tags: WEB }),
  instance('i-04c2be71f90d3a58e', 'web-2', 't3.small', 'us-west-2b', 'running', { tags: WEB }),
  instance('i-0d87e6a1b5c3f2940', 'web-3', 't3.small', 'us-west-2c', 'running', {
    tags: { ...WEB, 'aws:autoscaling:groupName': 'asg-web' },
  }),
  instance('i-09f3a7c4e1b2d8560', 'web-4', 't3.small', 'us-west-2a', 'stopped', { tags: { ...WEB, Env: 'staging' } }),
  instance('i-0c5b2e9d7f1a83460', undefined, 'm5.large', 'us-west-2b', 'stopped', { tags: { Owner: 'bob' } }),
];

function instance(
  id: string,
  name: string | undefined,
  type: string,
  zone: string,
  state: DemoInstance['state'],
  rest: Pick<DemoInstance, 'tags'> & Partial<DemoInstance>,
): DemoInstance {
  const region = zone.slice(0, -1);
  const usual = { isSpot: false, canHibernate: false, protected: false, public: true };
  return { id, name, type, zone, region, state, ...usual, ...rest };
}
