import { readFileSync } from 'node:fs';
import { eventually } from './eventually.ts';

/** One line of the server's log: its own fields, and those that were logged with the message. */
export interface LogEntry {
  readonly timestamp: string;
  readonly level: string;
  readonly msg: string;
  readonly plugin_id?: string;
  readonly [field: string]: unknown;
}

/** The server's log file, one JSON object a line. */
export class ServerLog {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Every entry so far, oldest first. */
  entries(): LogEntry[] {
    const text = this.text();
    // The last line may be half written.
    return text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as LogEntry);
  }

  /** The whole file as it is; empty when there is none yet. */
  text(): string {
    try {
      return readFileSync(this.path, 'utf8');
    } catch {
      return '';
    }
  }

  /** Waits for an entry. `since` entries are passed over: take `entries().length` before what should log it. */
  async wait(what: string, matches: (entry: LogEntry) => boolean, since = 0, timeout = 10_000): Promise<LogEntry> {
    return eventually(() => this.entries().slice(since).find(matches), { what: `a log entry: ${what}`, timeout });
  }

  /** The last few errors, for a message to a person. */
  lastErrors(): string {
    return this.entries()
      .filter(({ level }) => level === 'error' || level === 'fatal' || level === 'panic' || level === 'critical')
      .slice(-3)
      .map((entry) => `\n${JSON.stringify(entry)}`)
      .join('');
  }
}
