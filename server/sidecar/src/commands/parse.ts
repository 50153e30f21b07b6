import { type Command, CommanderError } from 'commander';
import { createMessages } from '../messages/messages.ts';
import { text } from '../messages/text.ts';
import { code } from '../render/escape.ts';
import { releaseCommas, withoutHeld } from './held-commas.ts';
import { mistake } from './mistake.ts';
import { nearest } from './nearest.ts';
import { emptyFlag, isFlag, nearestFlag, unknownFlag, type UnknownFlag } from './flags.ts';
import { normaliseLine, normaliseTokens } from './normalise.ts';
import type { Mistake, Parsed } from './parsed.ts';
import { placeholderOf } from './placeholders.ts';
import { quote, tokenise } from './tokenise.ts';
import { buildTree, COMMANDS, PROGRAM } from './tree.ts';

export type { Mistake, Parsed, ParsedChange, ParsedHistory, ParsedLs } from './parsed.ts';

/** A corrected line longer than this is not offered: nobody would see what was corrected. */
const LONGEST_SUGGESTION = 300;

/**
 * A line longer than this, in UTF-16 code units, is not read: 50 ids need a third of it. Mattermost lets anybody send 300,000,
 * and reading them takes seconds in which nobody else is answered.
 */
const LONGEST_LINE = 4000;

/**
 * What a typed line asks for. Never throws and never prints, whatever is typed.
 *
 * @param line the whole command as Mattermost gives it, `/ec2ctl ls -r us-west-2`
 */
export function parseCommandLine(line: string): Parsed {
  if (line.length > LONGEST_LINE) return mistake(text('mistake.tooLong', { limit: LONGEST_LINE }), { changing: true });
  const tree = treeOfOneLine();
  return parseTokens(tokensOf(tree.program, line), tree);
}

/** The tree for one line, and what its command made of that. */
interface LineTree {
  readonly program: Command;
  readonly settled: () => Parsed | undefined;
}

function treeOfOneLine(): LineTree {
  let settled: Parsed | undefined;
  // The grammar is the same in every language; only texts differ, and none is read here.
  const program = buildTree(createMessages('en'), (parsed) => {
    settled ??= parsed;
  });
  return { program, settled: () => settled };
}

/** The words of a line behind the command, as the grammar takes them: what phones do to dashes and quotes is undone. */
function tokensOf({ commands }: Command, line: string): string[] {
  const rest = normaliseLine(withoutHeld(line))
    .trimStart()
    .replace(/^\/?ec2ctl(?=\s|$)/iu, '');
  const flags = commands.flatMap((command) => command.options.map((option) => option.long?.slice(2)));
  const known = new Set([...flags, 'help', 'version'].filter((name) => name !== undefined));
  const [first, ...others] = normaliseTokens(tokenise(rest), known);
  if (first === undefined) return [];
  const name = first.toLowerCase();
  return [commands.some((command) => command.name() === name) ? name : first, ...others];
}

function parseTokens(tokens: readonly string[], { program, settled } = treeOfOneLine()): Parsed {
  if (tokens.length === 0) return { kind: 'usage' };
  try {
    program.parse([...tokens], { from: 'user' });
  } catch (error) {
    // Anything else is a defect, and is told as one.
    if (!(error instanceof CommanderError)) throw error;
    return settled() ?? parsedError(error, program, tokens);
  }
  return settled() ?? { kind: 'usage' };
}

/** What commander threw, by its code. */
function parsedError(error: CommanderError, program: Command, tokens: readonly string[]): Parsed {
  const command = program.commands.find((candidate) => candidate.name() === tokens[0]);
  switch (error.code) {
    case 'commander.version':
      return { kind: 'version' };
    case 'commander.helpDisplayed':
    case 'commander.help':
      return command === undefined ? { kind: 'usage' } : { kind: 'help', command: command.name() };
    case 'commander.unknownCommand':
      return unknownCommand(program, tokens);
    default:
      return command === undefined ? unknownProgramFlag(program, tokens) : commandMistake(error.code, command, tokens);
  }
}

function unknownCommand(program: Command, [typed = '', ...rest]: readonly string[]): Mistake {
  const names = program.commands.map((command) => command.name());
  const near = nearest(typed, names);
  const suggestion = near === undefined ? undefined : corrected([near, ...rest]);
  return mistake(text('mistake.unknownCommand', { command: typedCode(typed) }), { suggestion });
}

function unknownProgramFlag(program: Command, [flag = '', ...rest]: readonly string[]): Mistake {
  const near = nearestFlag(program, flag);
  const suggestion = near === undefined ? undefined : corrected([near, ...rest]);
  return mistake(text('mistake.unknownFlag', { command: code(PROGRAM), flag: typedCode(flag) }), { suggestion });
}

function commandMistake(errorCode: string, command: Command, tokens: readonly string[]): Mistake {
  const name = command.name();
  const about = {
    command: name,
    changing: COMMANDS.some((known) => known.name === name && known.permission === 'change'),
  };
  const words = tokens.slice(1);
  // Commander looks for what is missing before it looks at what is too much.
  const unknown = unknownFlag(command, words);
  if (unknown !== undefined) return flagMistake(command, words, unknown, about);
  const empty = emptyFlag(command, words);
  if (empty !== undefined) {
    const values = { flag: typedCode(empty.flag) };
    const isId = placeholderOf(empty.option) === 'id';
    return mistake(isId ? text('mistake.id.empty', values) : text('mistake.flag.value', values), about);
  }
  switch (errorCode) {
    case 'commander.missingArgument':
      return mistake(text('mistake.what.missing'), about);
    case 'commander.excessArguments':
      return surplus(command, words, about);
    case 'commander.invalidArgument':
      return wrongChoice(command, words, about);
    default:
      return mistake(text('mistake.notUnderstood'), about);
  }
}

function flagMistake(
  command: Command,
  words: readonly string[],
  { index, flag }: UnknownFlag,
  about: { command: string; changing: boolean },
): Mistake {
  const name = command.name();
  const near = nearestFlag(command, flag);
  const replaced = near === undefined ? undefined : near + (words[index] ?? '').slice(flag.length);
  const suggestion = replaced === undefined ? undefined : corrected([name, ...words.with(index, replaced)]);
  return mistake(text('mistake.unknownFlag', { command: code(name), flag: typedCode(flag) }), { ...about, suggestion });
}

/** A flag that takes one of a few words, with another. */
function wrongChoice(
  command: Command,
  words: readonly string[],
  about: { command: string; changing: boolean },
): Mistake {
  for (const option of command.options) {
    const choices = option.argChoices ?? [];
    const at = words.findIndex((word) => isFlag(option, word.split('=')[0] ?? ''));
    const attached = words[at]?.split('=')[1];
    const value = attached ?? words[at + 1] ?? '';
    if (choices.length === 0 || at < 0 || choices.includes(value)) continue;
    const near = nearest(value, choices);
    const flag = option.long ?? '';
    const mended = attached === undefined ? words.with(at + 1, near ?? '') : words.with(at, `${flag}=${near ?? ''}`);
    const suggestion = near === undefined ? undefined : corrected([command.name(), ...mended]);
    const known = choices.map((choice) => code(choice));
    return mistake(text('mistake.flag.choice', { flag: code(flag), value: typedCode(value), known }), {
      ...about,
      suggestion,
    });
  }
  return mistake(text('mistake.notUnderstood'), about);
}

function surplus(command: Command, words: readonly string[], about: { command: string; changing: boolean }): Mistake {
  const name = command.name();
  if (command.options.length === 0 && command.registeredArguments.length === 0) {
    return mistake(text('mistake.surplus.none', { command: code(name) }), {
      ...about,
      suggestion: `${PROGRAM} ${name}`,
    });
  }
  const { operands } = command.parseOptions([...words]);
  const word = operands[command.registeredArguments.length] ?? '';
  return mistake(text('mistake.surplus', { command: code(name), word: typedCode(word) }), about);
}

/** A word of the line, as it was typed. */
function typedCode(word: string): string {
  return code(releaseCommas(word));
}

/**
 * A whole line to copy. If it has a mistake of its own that can be corrected, that is corrected as well. Undefined if it is
 * too long to be shown in full.
 */
function corrected(tokens: readonly string[]): string | undefined {
  const line = [PROGRAM, ...tokens.map(quote)].join(' ');
  if (line.length > LONGEST_SUGGESTION) return undefined;
  const again = parseTokens(tokens);
  return again.kind === 'mistake' ? (again.suggestion ?? line) : line;
}
