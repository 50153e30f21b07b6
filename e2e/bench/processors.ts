import { readFileSync } from 'node:fs';

/** What the processors of this machine have done since it started, in ticks. */
export interface ProcessorTime {
  readonly all: number;
  /** Ticks in which they had work, and the host let others work: `steal` of proc(5). */
  readonly stolen: number;
}

/** @param stat the text of /proc/stat, whose first line is the sum over all processors */
export function processorTime(stat = readFileSync('/proc/stat', 'utf8')): ProcessorTime {
  const [sum = ''] = stat.split('\n', 1);
  // user nice system idle iowait irq softirq steal; what follows, time of guests, is in user already.
  const ticks = sum.split(/\s+/).slice(1, 9).map(Number);
  return { all: ticks.reduce((total, one) => total + one, 0), stolen: ticks[7] ?? 0 };
}

/** The share of the time between two moments in which the host took the processors away, in percent. */
export function stolenPercent(before: ProcessorTime, after: ProcessorTime): number {
  const all = after.all - before.all;
  return all === 0 ? 0 : (100 * (after.stolen - before.stolen)) / all;
}
