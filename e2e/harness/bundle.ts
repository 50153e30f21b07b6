import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bundleName, hostArchitecture, OUT } from '../../build/repository.ts';

/**
 * The bundle to upload: the file that `EC2CTL_BUNDLE` names, else the one that `make bundle` makes for this machine.
 *
 * @throws Error saying how to build it when there is none
 */
export function bundlePath(): string {
  const named = process.env['EC2CTL_BUNDLE'] ?? '';
  if (named !== '') {
    return named;
  }
  const made = join(OUT, 'bundle', bundleName(hostArchitecture()));
  if (!existsSync(made)) {
    throw new Error(`There is no ${made}: run \`make bundle\` first`);
  }
  return made;
}
