import { readFileSync } from 'node:fs';

/** What a process holds in memory now, or has held at most, in MiB. */
export function mebibytes(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  const kibibytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  if (kibibytes === undefined) throw new Error(`Process ${String(pid)} has no ${field}`);
  return Number(kibibytes) / 1_024;
}
