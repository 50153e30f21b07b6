import { writeSync } from 'node:fs';
import { bundlePath } from './harness/bundle.ts';
import { Database } from './harness/database.ts';
import { serverBinary } from './harness/server-binary.ts';

declare global {
  /** The PostgreSQL of this run: from the setup to the teardown. */
  // A global of the process is what Jest offers to hand something from one to the other.
  var ec2ctlTestDatabase: Database | undefined;
}

/** Runs once before all end-to-end specs: what they share is one PostgreSQL; each has a server of its own. */
export default async function setUp(): Promise<void> {
  bundlePath();
  await serverBinary((text) => {
    // Jest holds back what is logged; a build of minutes must be seen.
    writeSync(2, `${text}\n`);
  });
  const database = await Database.start();
  database.share();
  globalThis.ec2ctlTestDatabase = database;
}
