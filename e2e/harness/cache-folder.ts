import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where things are kept that are costly to make and can be made again: outside the repository. */
export function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'];
  return join(base?.startsWith('/') === true ? base : join(homedir(), '.cache'), 'ec2ctl');
}
