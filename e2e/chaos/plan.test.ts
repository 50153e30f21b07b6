/** A seed gives one plan, with all that is asked for in it, and none that the bridge or the server gives up in. */
import { describe, expect, test } from '@jest/globals';
import { CLOUD_FAULTS, type HostStep, LONG, planOf, SHORT, SIDECAR_FAULTS } from './plan.ts';

const REGIONS = ['eu-west-1', 'us-east-1', 'us-west-2'];
const SEEDS = [1, 2, 3, 4, 5];

function countOf(steps: readonly { readonly kind: string }[], kind: string): number {
  return steps.filter((step) => step.kind === kind).length;
}

function isOfSidecar({ kind }: HostStep): boolean {
  return SIDECAR_FAULTS.some((one) => one === kind);
}

test('equal seeds give equal plans, and others another', () => {
  expect(planOf(7, LONG, REGIONS)).toEqual(planOf(7, LONG, REGIONS));
  expect(planOf(7, LONG, REGIONS)).not.toEqual(planOf(8, LONG, REGIONS));
});

describe.each(SEEDS)('seed %d', (seed) => {
  const { host, cloud, saves } = planOf(seed, LONG, REGIONS);

  test('has at least a thousand faults, of each kind as many as are asked for', () => {
    const regions = Object.values(cloud).flat();
    expect(host.length + regions.length + saves.length).toBeGreaterThanOrEqual(1_000);
    expect(countOf(host, 'server SIGTERM')).toBe(10);
    expect(countOf(host, 'server SIGKILL')).toBe(10);
    expect(countOf(host, 'plugin killed')).toBe(6);
    expect(countOf(host, 'PostgreSQL restarted')).toBe(5);
    expect(countOf(host, 'PostgreSQL away for long')).toBe(3);
    expect(host.filter(isOfSidecar)).toHaveLength(100);
    expect(saves).toHaveLength(50);
    for (const kind of [...SIDECAR_FAULTS, 'clock jumped', 'file store not writable']) {
      expect({ kind, count: countOf(host, kind) }).not.toEqual({ kind, count: 0 });
    }
    for (const kind of CLOUD_FAULTS) expect(countOf(regions, kind)).toBeGreaterThan(30);
    for (const region of REGIONS) expect(cloud[region]?.length).toBeGreaterThan(250);
  });

  test('kills the plugin in threes, with no end of the server between', () => {
    const ends = host.map(({ kind }) => (kind === 'plugin killed' ? 'p' : kind.startsWith('server') ? 's' : ''));
    expect(ends.join('').match(/p+/g)).toEqual(['ppp', 'ppp']);
  });

  test('rests after six ends of server or plugin for long enough to see that what was under way goes on', () => {
    const long = host.flatMap(({ restMs }, at) => (restMs > 30_000 ? [host[at - 1]?.kind] : []));
    expect(long).toHaveLength(6);
    for (const kind of long) expect(kind).toMatch(/^server|^plugin killed$/);
  });

  test('lets the sidecar work for a while after four faults in a row', () => {
    let inARow = 0;
    for (const step of host) {
      if (isOfSidecar(step)) inARow = step.restMs > 10_000 ? 1 : inARow + 1;
      else if (step.kind.startsWith('server') || step.kind === 'plugin killed') inARow = 0;
      expect(inARow).toBeLessThanOrEqual(4);
    }
  });
});

test('the short plan has something of all of it', () => {
  const { host, cloud, saves } = planOf(1, SHORT, REGIONS);
  expect(new Set(host.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(9);
  expect(new Set(Object.values(cloud).flatMap((steps) => steps.map(({ kind }) => kind)))).toEqual(
    new Set(CLOUD_FAULTS),
  );
  expect(saves.length).toBeGreaterThan(0);
});
