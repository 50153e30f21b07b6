/** Writes the pages that are generated from the sources. A test fails when one of them is not as it would be written. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandsMarkdown } from '../server/sidecar/src/commands/docs.ts';
import { ROOT } from './repository.ts';

writeFileSync(join(ROOT, 'docs', 'commands.md'), commandsMarkdown());
console.log('Written: docs/commands.md');
