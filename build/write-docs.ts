/** Writes the pages that are generated from the sources. A test fails when one of them is not as it would be written. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandsMarkdown } from '../server/sidecar/src/commands/docs.ts';
import { troubleshootingMarkdown } from '../server/sidecar/src/render/troubleshooting.ts';
import { ROOT } from './repository.ts';

for (const [name, markdown] of [
  ['commands.md', commandsMarkdown()],
  ['troubleshooting.md', troubleshootingMarkdown()],
] as const) {
  writeFileSync(join(ROOT, 'docs', name), markdown);
  console.log(`Written: docs/${name}`);
}
