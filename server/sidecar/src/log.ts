import type { Log } from './ports.ts';

/**
 * The log as Mattermost gets it: one JSON object a line on stderr, which the bridge hands on at its level.
 * JSON keeps every value on its line, so that a name with a newline cannot forge an entry.
 */
export function createLog(writeLine: (line: string) => void): Log {
  return (level, message, fields = {}) => {
    writeLine(JSON.stringify({ level, message, fields }));
  };
}
