/** Runs once after all end-to-end specs. */
export default async function tearDown(): Promise<void> {
  await globalThis.ec2ctlTestDatabase?.stop();
}
