/**
 * `make demo`: a real Mattermost server on loopback with the plugin and its demo fleet. With a terminal it opens a small
 * chat; without one it plays a short tour, and ends with 0 only if everything came that should come.
 */
import { loginOf } from '../harness/admin.ts';
import { bundlePath } from '../harness/bundle.ts';
import { closeAll } from '../harness/open-resources.ts';
import { elapsed } from '../harness/progress.ts';
import { World } from '../harness/world.ts';
import { chat } from './chat.ts';
import { tour } from './tour.ts';

/** All who are here may look, so that listings are seen by all; only the admin may change anything. */
const SETTINGS = { viewers: 'everyone' };

/** What a shell makes of a program that Ctrl-C has ended: 128 and the signal's number. */
const INTERRUPTED = 130;

/** Set once it is decided that and how we end: a signal in the middle of the start makes the start fail as well. */
const end: { code?: number } = {};

/** Gives everything back, whatever stage we are at, and ends. */
async function leave(code: number): Promise<void> {
  if (end.code === undefined) {
    end.code = code;
    await closeAll();
    process.exit(code);
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function introduce(world: World): void {
  const { username, password } = loginOf(world.root.username);
  print('');
  print(`Mattermost ${world.server.url}`);
  print(
    `Login      ${username} / ${password}   (a plain user: ${loginOf(world.bob.username).username}, same password)`,
  );
  print('           for @mattermost/client, curl or a web client of your own: this server has the API alone');
  print(`Log        ${world.server.log.path}`);
  print('');
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(name, () => void leave(INTERRUPTED));
}

try {
  const started = Date.now();
  const world = await World.start({ bundle: bundlePath(), progress: print, settings: SETTINGS });
  print(`Ready after ${elapsed(Date.now() - started)}.`);
  introduce(world);
  if (process.stdin.isTTY && process.stdout.isTTY) {
    await chat(world, process.stdout);
    print('\nEnding.');
  } else {
    await tour(world, print);
    print('The tour went as it should.');
  }
  await leave(0);
} catch (error) {
  if (end.code === undefined) {
    process.stderr.write(`The demo failed: ${error instanceof Error ? error.message : String(error)}\n`);
    await leave(1);
  }
}
