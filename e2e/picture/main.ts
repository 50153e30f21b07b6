/**
 * `make picture`: holds a conversation on a real Mattermost server with the plugin and its demo fleet, and draws what came into
 * docs/conversation.svg, or the file that is named. A test has it do so, and fails when another picture comes of it.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../build/repository.ts';
import { bundlePath } from '../harness/bundle.ts';
import { closeAll } from '../harness/open-resources.ts';
import { World } from '../harness/world.ts';
import { converse } from './conversation.ts';
import { pictureOf } from './picture.ts';

/** What a shell makes of a program that Ctrl-C has ended: 128 and the signal's number. */
const INTERRUPTED = 130;

const [, , path = join(ROOT, 'docs', 'conversation.svg')] = process.argv;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function leave(code: number): Promise<never> {
  await closeAll();
  process.exit(code);
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(name, () => void leave(INTERRUPTED));
}

try {
  const world = await World.start({ bundle: bundlePath(), progress: print });
  print('Holding the conversation.');
  await writeFile(path, pictureOf('machines', await converse(world)));
  print(`Written: ${path}`);
  await leave(0);
} catch (error) {
  process.stderr.write(`No picture was drawn: ${error instanceof Error ? error.message : String(error)}\n`);
  await leave(1);
}
