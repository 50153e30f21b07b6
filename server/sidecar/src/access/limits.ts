/** How much one person may ask of one node: enough for anybody who types, too little to tire AWS or the server out. */
import type { Clock } from '../clock.ts';

/** Within a minute. */
export const COMMANDS_A_MINUTE = 20;
export const CHANGES_A_MINUTE = 10;
/** Under way at the same time. */
export const LISTS_AT_ONCE = 2;
/** Within a second. */
export const COMPLETIONS_A_SECOND = 20;

/** Of the commands turned away within a minute the log has so many. */
const LOGGED_A_MINUTE = 1;

const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;

/** Which limit was met, and after how many milliseconds there is room again. */
export interface Excess {
  readonly limit: 'commands' | 'changes';
  readonly waitMs: number;
}

/** Counts what each person asks. What is turned away does not count. */
export interface Limits {
  /** Counts a command; undefined if there is room for it. */
  command(userId: string, changing: boolean): Excess | undefined;
  /** Counts a command that was turned away; false when the log has that already. */
  turnedAway(userId: string): boolean;
  /** Counts a question of completion; false when there is no room for it. */
  completion(userId: string): boolean;
  /** Takes a place for a listing under way; undefined when there is none. What is returned gives it back. */
  listing(userId: string): (() => void) | undefined;
}

/** Limits for each person alone, on this node alone. */
export function createLimits(clock: Clock): Limits {
  const commands = createWindow(clock, COMMANDS_A_MINUTE, MINUTE_MS);
  const changes = createWindow(clock, CHANGES_A_MINUTE, MINUTE_MS);
  const logged = createWindow(clock, LOGGED_A_MINUTE, MINUTE_MS);
  const completions = createWindow(clock, COMPLETIONS_A_SECOND, SECOND_MS);
  const listings = new Map<string, number>();
  return {
    command(userId, changing) {
      const full = commands.waitOf(userId);
      if (full > 0) return { limit: 'commands', waitMs: full };
      const changesFull = changing ? changes.waitOf(userId) : 0;
      if (changesFull > 0) return { limit: 'changes', waitMs: changesFull };
      commands.add(userId);
      if (changing) changes.add(userId);
      return undefined;
    },
    turnedAway(userId) {
      if (logged.waitOf(userId) > 0) return false;
      logged.add(userId);
      return true;
    },
    completion(userId) {
      if (completions.waitOf(userId) > 0) return false;
      completions.add(userId);
      return true;
    },
    listing(userId) {
      const underWay = listings.get(userId) ?? 0;
      if (underWay >= LISTS_AT_ONCE) return undefined;
      listings.set(userId, underWay + 1);
      return () => {
        const left = (listings.get(userId) ?? 1) - 1;
        if (left === 0) listings.delete(userId);
        else listings.set(userId, left);
      };
    },
  };
}

interface Window {
  /** Milliseconds until there is room; 0 when there is. */
  waitOf(userId: string): number;
  add(userId: string): void;
}

/** So many within so many milliseconds that go by. */
function createWindow(clock: Clock, most: number, lengthMs: number): Window {
  const moments = new Map<string, number[]>();

  function recent(userId: string): number[] {
    // A clock that was set back must not shut anybody out.
    const since = clock.now() - lengthMs;
    const left = (moments.get(userId) ?? []).filter((moment) => moment > since && moment <= clock.now());
    if (left.length === 0) moments.delete(userId);
    else moments.set(userId, left);
    return left;
  }

  return {
    waitOf(userId) {
      const left = recent(userId);
      const [first] = left.slice(-most);
      return left.length < most || first === undefined ? 0 : first + lengthMs - clock.now();
    },
    add(userId) {
      // Whoever has gone quiet is forgotten, so that the map does not grow with the years.
      for (const [other, last] of moments) if ((last.at(-1) ?? 0) <= clock.now() - lengthMs) moments.delete(other);
      moments.set(userId, [...recent(userId), clock.now()]);
    },
  };
}
