import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OUT = fileURLToPath(new URL('../../out/bundle', import.meta.url));

/** The platform of this machine, in the words of Go and of the bundle's name. */
function platform(): string {
  return `linux-${process.arch === 'x64' ? 'amd64' : process.arch}`;
}

/**
 * The bundle to upload: the file that `EC2CTL_BUNDLE` names, else the newest one for this machine in `out/bundle`.
 *
 * @throws Error saying how to build it when there is none
 */
export function bundlePath(): string {
  const named = process.env['EC2CTL_BUNDLE'];
  if (named !== undefined && named !== '') {
    return named;
  }
  const newest = listed()
    .filter((name) => name.startsWith('ec2ctl-') && name.endsWith(`-${platform()}.tar.gz`))
    .map((name) => join(OUT, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
  if (newest === undefined) {
    throw new Error(`No bundle for ${platform()} in ${OUT}: run \`make bundle\` first`);
  }
  return newest;
}

function listed(): string[] {
  try {
    return readdirSync(OUT);
  } catch {
    return [];
  }
}
