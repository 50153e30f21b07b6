import type { AutocompleteData } from '../registration.ts';
import type { CompletionRow } from '../completion.ts';

/** One row as a client gets it. */
export interface Suggestion {
  /** The whole line after choosing it. */
  readonly complete: string;
  readonly suggestion: string;
  readonly hint: string;
  readonly description: string;
}

/** Answers our route, as the sidecar does. */
export type Fetch = (userInput: string, parsed: string) => readonly CompletionRow[];

/** What a walk came to. */
export interface Walk {
  readonly suggestions: readonly Suggestion[];
  /** How often our route was asked. */
  readonly calls: number;
}

/**
 * A model of how Mattermost's server (11.9) walks registered commands for a line typed so far: subcommands by their trigger,
 * then required positional lists one after another. It speaks of nothing but what we register.
 *
 * @param line as it is typed, without the slash
 */
export function walk(data: AutocompleteData, line: string, fetch: Fetch): Walk {
  const counted = { calls: 0 };
  const suggestions = fromCommands([data], '', line, (userInput, parsed) => {
    counted.calls++;
    return fetch(userInput, parsed);
  });
  return { suggestions, calls: counted.calls };
}

function fromCommands(commands: readonly AutocompleteData[], parsed: string, rest: string, fetch: Fetch): Suggestion[] {
  const blank = rest.indexOf(' ');
  if (blank < 0) {
    return commands
      .filter((command) => command.Trigger.startsWith(rest.toLowerCase()))
      .map((command) => ({
        complete: parsed + command.Trigger,
        suggestion: command.Trigger,
        hint: command.Hint,
        description: command.HelpText,
      }));
  }
  return commands
    .filter((command) => command.Trigger === rest.slice(0, blank).toLowerCase())
    .flatMap((command) => {
      const before = parsed + rest.slice(0, blank + 1);
      const after = rest.slice(blank + 1);
      return command.Arguments.length === 0
        ? fromCommands(command.SubCommands, before, after, fetch)
        : fromLists(command.Arguments.length, before, after, fetch);
    });
}

function fromLists(positions: number, parsed: string, rest: string, fetch: Fetch): Suggestion[] {
  if (positions === 0) return [];
  const rows = fetch(parsed + rest, parsed);
  const typed = rest.startsWith(' ') ? rest.slice(1) : rest;
  const [longest] = rows
    .map((row) => `${row.Item} `)
    .filter((item) => typed.toLowerCase().startsWith(item.toLowerCase()))
    .toSorted((a, b) => b.length - a.length);
  if (longest !== undefined) {
    return fromLists(positions - 1, parsed + typed.slice(0, longest.length), typed.slice(longest.length), fetch);
  }
  return rows
    .filter((row) => row.Item.toLowerCase().startsWith(typed.toLowerCase()))
    .map((row) => ({
      complete: parsed + row.Item,
      suggestion: row.Item,
      hint: row.Hint,
      description: row.HelpText,
    }));
}
