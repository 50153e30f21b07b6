/** The tracks of a plan: what is done one after another, side by side with the others. */
import { setTimeout as wait } from 'node:timers/promises';
import { arm } from './faults/cloud.ts';
import { blockFiles, jumpClock, restartDatabase } from './faults/host.ts';
import { killPlugin } from './faults/plugin.ts';
import { endServer } from './faults/server.ts';
import { saveSettings } from './faults/settings.ts';
import { hurtSidecar } from './faults/sidecar.ts';
import type { CloudStep, HostFault, HostStep, SaveStep } from './plan.ts';
import type { Stage } from './stage.ts';

/** A fault of a region waits so long for somebody to meet it; then it is tried again later. */
const MET_WITHIN_MS = 15_000;

/** One that was met goes on for so long at most. */
const LASTS_MS = 4_000;

const LOOK_EVERY_MS = 100;

/** A fault that could not be played is tried so often. */
const TRIES = 3;

/** Faults of the host over which the plugin works on. */
const LEAVES_IT_AT_WORK: ReadonlySet<HostFault> = new Set(['clock jumped', 'file store not writable']);

/** Told of what is done. */
export type Tell = (line: string) => void;

/** Plays the faults of the host, one after another, until all were played or the signal is aborted. */
export async function hostTrack(
  stage: Stage,
  steps: readonly HostStep[],
  tell: Tell,
  signal: AbortSignal,
): Promise<void> {
  for (const [index, step] of steps.entries()) {
    if (signal.aborted) return;
    await wait(step.restMs);
    const before = performance.now();
    stage.notes.write(`begin ${step.kind} ${String(step.variant)}`);
    stage.isDisturbed = !LEAVES_IT_AT_WORK.has(step.kind);
    const isPlayed = await attempt(stage, step);
    stage.isDisturbed = false;
    const took = ((performance.now() - before) / 1_000).toFixed(1);
    tell(`${String(index + 1)} of ${String(steps.length)}: ${step.kind}, ${took} s${isPlayed ? '' : ', not played'}`);
  }
}

async function attempt(stage: Stage, step: HostStep): Promise<boolean> {
  for (let tried = 1; tried <= TRIES; tried += 1) {
    try {
      if (await playHost(stage, step)) {
        stage.notes.fault(step.kind);
        return true;
      }
    } catch (error) {
      stage.notes.troubles.push(`${step.kind}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return false;
}

async function playHost(stage: Stage, { kind, variant }: HostStep): Promise<boolean> {
  switch (kind) {
    case 'server SIGKILL':
      return await endServer(stage, 'SIGKILL');
    case 'server SIGTERM':
      return await endServer(stage, 'SIGTERM');
    case 'plugin killed':
      return await killPlugin(stage, variant);
    case 'PostgreSQL restarted':
    case 'PostgreSQL away for long':
      return await restartDatabase(stage, variant, kind === 'PostgreSQL away for long');
    case 'clock jumped':
      return await jumpClock(stage, variant);
    case 'file store not writable':
      return await blockFiles(stage);
    default:
      return await hurtSidecar(stage, kind, variant);
  }
}

/** Plays the faults of one region, one after another, until all were met or the signal is aborted. */
export async function cloudTrack(
  stage: Stage,
  region: string,
  steps: readonly CloudStep[],
  signal: AbortSignal,
): Promise<void> {
  const left = [...steps];
  for (let step = left.shift(); step !== undefined && !signal.aborted; step = left.shift()) {
    await wait(step.restMs);
    const armed = arm(stage, region, step);
    const isMet = await until(() => armed.met() > 0, MET_WITHIN_MS, signal);
    if (isMet) await until(() => armed.met() >= step.times, LASTS_MS, signal);
    if (armed.disarm() > 0) stage.notes.fault(step.kind, region);
    else left.push(step);
  }
}

/** Saves settings, one save after another, until all were made or the signal is aborted. */
export async function saveTrack(stage: Stage, steps: readonly SaveStep[], signal: AbortSignal): Promise<void> {
  for (const step of steps) {
    await until(() => false, step.restMs, signal);
    while (!signal.aborted) {
      if (stage.isServerUp && (await saveSettings(stage, step))) {
        stage.notes.fault('settings saved');
        break;
      }
      await wait(500);
    }
  }
}

async function until(holds: () => boolean, withinMs: number, signal: AbortSignal): Promise<boolean> {
  const end = Date.now() + withinMs;
  while (Date.now() < end && !signal.aborted) {
    if (holds()) return true;
    await wait(LOOK_EVERY_MS);
  }
  return holds();
}
