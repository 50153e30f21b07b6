import type { Command } from 'commander';
import { createMessages } from '../messages/messages.ts';
import { argumentsHint } from './help-texts.ts';
import { buildTree } from './tree.ts';

/** The route by which Mattermost asks what may follow; relative, so that it stays below the plugin's own. */
const ROUTE = 'complete';

/** The word behind the slash. */
const TRIGGER = 'ec2ctl';

/** Whoever may use Mattermost sees the commands; guests and what each may do are another matter. */
const ROLE = 'system_user';

/** How many units (a word, or a flag with its value) of a line are completed. */
const POSITIONS = 8;

/** Mattermost's AutocompleteArg. */
interface AutocompleteArgument {
  readonly Name: string;
  readonly HelpText: string;
  readonly Type: 'DynamicList';
  readonly Required: boolean;
  readonly Data: { readonly FetchURL: string };
}

/** Mattermost's AutocompleteData: arguments or subcommands, never both. */
export interface AutocompleteData {
  readonly Trigger: string;
  readonly Hint: string;
  readonly HelpText: string;
  readonly RoleID: string;
  readonly Arguments: readonly AutocompleteArgument[];
  readonly SubCommands: readonly AutocompleteData[];
}

/** Mattermost's Command, as far as we register it. */
export interface CommandRegistration {
  readonly trigger: string;
  readonly auto_complete: boolean;
  readonly auto_complete_desc: string;
  readonly auto_complete_hint: string;
  readonly display_name: string;
  readonly description: string;
  readonly autocomplete_data: AutocompleteData;
  readonly autocomplete_icon_data?: string;
}

/**
 * What the bridge registers with Mattermost, from the command tree.
 *
 * @param locale the language of all that people read there
 * @param icon the text of an SVG picture to show beside the commands
 */
export function commandRegistrations(locale: string, icon?: string): CommandRegistration[] {
  const messages = createMessages(locale);
  const hint = messages.format('registration.hint');
  const description = messages.format('registration.description');
  return [
    {
      trigger: TRIGGER,
      auto_complete: true,
      auto_complete_desc: description,
      auto_complete_hint: hint,
      display_name: messages.format('registration.displayName'),
      description,
      autocomplete_data: {
        Trigger: TRIGGER,
        Hint: hint,
        HelpText: description,
        RoleID: ROLE,
        Arguments: [],
        SubCommands: buildTree(messages).commands.map(subCommand),
      },
      ...(icon === undefined
        ? {}
        : { autocomplete_icon_data: `data:image/svg+xml;base64,${Buffer.from(icon, 'utf8').toString('base64')}` }),
    },
  ];
}

/**
 * One command: a row of positional lists that all ask one route. A flag like `-r` cannot be a named argument, which is always
 * completed with two dashes. All are required: of optional ones Mattermost tries every combination, and shows rows twice.
 */
function subCommand(command: Command): AutocompleteData {
  const argument: AutocompleteArgument = {
    Name: '',
    HelpText: '',
    Type: 'DynamicList',
    Required: true,
    Data: { FetchURL: ROUTE },
  };
  return {
    Trigger: command.name(),
    Hint: argumentsHint(command),
    HelpText: command.summary(),
    RoleID: ROLE,
    Arguments: Array.from({ length: POSITIONS }, () => argument),
    SubCommands: [],
  };
}
