/**
 * Takes stdout for the protocol before anything else can print to it. `main.ts` imports this first: a
 * stray `console.log` of any library would otherwise break the stream (it goes to stderr instead).
 */

const write = process.stdout.write.bind(process.stdout);

/** The bytes of the protocol: what the bridge sends us and what we send it. */
export const protocolStreams = {
  input: process.stdin,
  /** Writes protocol bytes; `done` is called when they have left the process. */
  write: (chunk: Uint8Array, done: (error?: Error | null) => void): boolean => write(chunk, done),
  output: process.stdout,
};

process.stdout.write = process.stderr.write.bind(process.stderr);

/** Writes one line to stderr, which the bridge reads as the log. */
export function writeLogLine(line: string): void {
  process.stderr.write(`${line}\n`);
}
