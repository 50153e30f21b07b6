import { isPattern, matcherOf } from './pattern.ts';
import type { Selection } from './selection.ts';

/** The region that was asked for is none of those that may be asked. */
export class UnknownRegionError extends Error {
  override readonly name = 'UnknownRegionError';
  readonly region: string;
  readonly known: readonly string[];

  constructor(region: string, known: readonly string[]) {
    super('Cannot read a region: it is unknown');
    this.region = region;
    this.known = known;
  }
}

/**
 * Picks the regions that a selection needs from those that there are; all of them where it names none.
 * @throws UnknownRegionError for a region, or a pattern of regions, that is none of them
 */
export function chooseRegions({ qualifiers }: Selection): (available: readonly string[]) => readonly string[] {
  const patterns = qualifiers.flatMap(({ kind, ...rest }) =>
    kind === 'region' && 'pattern' in rest ? [rest.pattern] : [],
  );
  return (available) => {
    if (patterns.length === 0) return available;
    const chosen = new Set<string>();
    for (const pattern of patterns) {
      const fitting = available.filter(
        isPattern(pattern) ? matcherOf(pattern) : (region) => region === pattern.toLowerCase(),
      );
      if (fitting.length === 0) throw new UnknownRegionError(pattern, available);
      for (const region of fitting) chosen.add(region);
    }
    return [...chosen];
  };
}
