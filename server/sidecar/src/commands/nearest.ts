import { distance } from 'fastest-levenshtein';

/** More letters wrong than this, and it was another word. */
const MOST_WRONG = 2;

/**
 * A part of a word that is typed already counts as nearer than any word with a letter wrong; two neighbours that changed places
 * are one slip, or `sl` would be as far from `ls` as any two letters.
 */
function wrongness(word: string, candidate: string): number {
  if (candidate.startsWith(word)) return 0;
  return isSwapped(word, candidate) ? 1 : distance(word, candidate);
}

function isSwapped(word: string, candidate: string): boolean {
  const at = Array.from(word).findIndex((letter, index) => letter !== candidate.charAt(index));
  return word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2) === candidate;
}

function isNear(word: string, candidate: string): boolean {
  return (
    wrongness(word, candidate) <= MOST_WRONG && wrongness(word, candidate) < Math.max(word.length, candidate.length)
  );
}

/**
 * The one word nearest to what was typed. Undefined if none is near, or if two are as near: between `start` and `stop`
 * nobody guesses.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const typed = word.toLowerCase();
  const [best, second] = candidates
    .filter((candidate) => typed !== '' && isNear(typed, candidate))
    .map((candidate) => ({ candidate, wrong: wrongness(typed, candidate) }))
    .toSorted((a, b) => a.wrong - b.wrong);
  return best !== undefined && best.wrong !== second?.wrong ? best.candidate : undefined;
}

/**
 * The regions nearest to a name that is none, nearest first: those a few letters away, else those that begin or end alike
 * (`us`, `west-2`).
 *
 * @param known the regions that there are
 * @param most how many at most
 */
export function nearestRegions(word: string, known: readonly string[], most = 3): string[] {
  const typed = word.toLowerCase().replaceAll(/[\s_]+/g, '-');
  // A third of the letters may be wrong: `uswest2`, `us-wset-2`.
  const limit = Math.max(MOST_WRONG, Math.floor(typed.length / 3));
  const near = known
    .map((region) => ({ region, wrong: distance(typed, region) }))
    .filter(({ wrong }) => wrong <= limit)
    .toSorted((a, b) => a.wrong - b.wrong || (a.region < b.region ? -1 : 1))
    .map(({ region }) => region);
  const alike = known.filter((region) => typed.length > 1 && (region.startsWith(typed) || region.endsWith(typed)));
  return [...new Set([...near, ...alike.toSorted()])].slice(0, most);
}
