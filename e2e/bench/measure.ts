/** Measuring things that are compared: in turn, so that whatever else the machine does meets all of them. */

/** What is measured, by name; each gives one sample. */
export type Ways<Name extends string> = Readonly<Record<Name, (round: number) => Promise<number>>>;

/**
 * Takes samples of each way in turn: A B, A B, …
 * @param warmUp rounds before the first that counts
 */
export async function interleave<Name extends string>(
  ways: Ways<Name>,
  { rounds, warmUp = 0 }: { rounds: number; warmUp?: number },
): Promise<Record<Name, number[]>> {
  const names = Object.keys(ways) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const name of names) {
      const sample = await ways[name](round);
      if (round >= 0) samples[name].push(sample);
    }
  }
  return samples;
}

/** The sample below which `share` percent of them are. */
export function percentile(samples: readonly number[], share: number): number {
  if (samples.length === 0) throw new Error('There are no samples');
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.round(((sorted.length - 1) * share) / 100)] ?? 0;
}

/** The one in the middle. */
export function median(samples: readonly number[]): number {
  return percentile(samples, 50);
}

/** How long something takes, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}
