/** What all end-to-end specs of one run share: one PostgreSQL. Each spec has a server of its own. */
import { writeSync } from 'node:fs';
import { bundlePath } from './harness/bundle.ts';
import { Database } from './harness/database.ts';
import { serverBinary } from './harness/server-binary.ts';

let database: Database | undefined;

/** Runs once before all specs. */
export async function setUp(): Promise<void> {
  // Said at once when it is missing, not after the minutes that a server takes to build.
  bundlePath();
  await serverBinary((text) => {
    // Jest holds back what is logged; a build of minutes must be seen.
    writeSync(2, `${text}\n`);
  });
  database = await Database.start();
  database.share();
}

/** Runs once after all specs. */
export async function tearDown(): Promise<void> {
  await database?.stop();
}
