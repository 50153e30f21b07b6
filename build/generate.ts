import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleFiles } from '../server/sidecar/src/bundle-files.ts';
import { ROOT } from './repository.ts';

/**
 * The small files that tell the bridge what it must know of this plugin, made from the sidecar's sources.
 *
 * @param late the names of the files beside `sidecar.js` that it reads later
 * @returns the contents by file name, such as `launch.json`
 */
export function generateBundleFiles(buildVersion: string, late: readonly string[]): Record<string, Buffer> {
  const icon = readFileSync(join(ROOT, 'assets', 'icon.svg'), 'utf8');
  const files = Object.entries(bundleFiles(buildVersion, icon, late));
  return Object.fromEntries(files.map(([name, value]) => [name, Buffer.from(`${JSON.stringify(value, null, 2)}\n`)]));
}
