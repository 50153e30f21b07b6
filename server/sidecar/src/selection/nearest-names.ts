import { distance } from 'fastest-levenshtein';
import type { Instance } from '../ports.ts';

/** How many are named at most. */
const MOST = 3;

/** Instances whose names are nearest to a word that is no name: a few letters away, or with the word in them. Nearest first. */
export function nearestNames<Found extends Instance>(word: string, instances: readonly Found[]): Found[] {
  const typed = word.toLowerCase();
  // A third of the letters may be wrong, and two neighbours that changed places are two: `wbe-1`, `databsae`.
  const limit = Math.max(typed.length > 3 ? 2 : 1, Math.floor(typed.length / 3));
  const near: { instance: Found; wrong: number }[] = [];
  for (const instance of instances) {
    const name = instance.name?.toLowerCase();
    if (name === undefined || instance.state === 'terminated') continue;
    // Longer by more than that is further away in any case.
    const wrong = Math.abs(name.length - typed.length) > limit ? Infinity : distance(typed, name);
    if (wrong <= limit) near.push({ instance, wrong });
    else if (typed.length > 1 && name.includes(typed)) near.push({ instance, wrong: limit + 1 });
  }
  return near
    .toSorted((a, b) => a.wrong - b.wrong || byText(a.instance.name, b.instance.name))
    .slice(0, MOST)
    .map(({ instance }) => instance);
}

function byText(a = '', b = ''): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
