/** The end of the server's log: what came since a moment, without reading all of it again. */
import { open, stat } from 'node:fs/promises';
import type { LogEntry } from '../harness/server-log.ts';

/** What is logged from a moment on. */
export class LogTail {
  readonly #path: string;
  readonly #from: number;

  private constructor(path: string, from: number) {
    this.#path = path;
    this.#from = from;
  }

  /** From now on. */
  static async of(path: string): Promise<LogTail> {
    return new LogTail(path, (await stat(path)).size);
  }

  /** The entries so far, oldest first. */
  async entries(): Promise<LogEntry[]> {
    const file = await open(this.#path, 'r');
    try {
      const { size } = await file.stat();
      // A log that was begun anew is read from its beginning.
      const from = size < this.#from ? 0 : this.#from;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
      const text = buffer.toString('utf8', 0, bytesRead);
      return text
        .slice(0, text.lastIndexOf('\n') + 1)
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as LogEntry);
    } finally {
      await file.close();
    }
  }
}
