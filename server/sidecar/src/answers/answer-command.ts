import { LISTS_AT_ONCE } from '../access/limits.ts';
import type { Permission } from '../commands/command.ts';
import { commandHelps } from '../commands/help-texts.ts';
import type { Parsed, ParsedHistory } from '../commands/parse.ts';
import { COMMANDS } from '../commands/tree.ts';
import { renderMistake, renderNotAllowed, renderTooManyLists, renderUnusable } from '../render/refusal.ts';
import { renderHelp, renderUsage } from '../render/usage.ts';
import type { Access, CommandHelp } from '../views.ts';
import { type Asker, byPerson, ownHead } from './asker.ts';
import { answerChange } from './change-instances.ts';
import { answerList } from './list-instances.ts';
import { logRefusal } from './log-refusal.ts';
import { answerInfo } from './show-info.ts';
import { answerHistory } from './show-history.ts';
import { versionText } from './show-version.ts';
import type { Surroundings } from './surroundings.ts';

/** What needs EC2, and so the right to use it. */
type Ec2Command = Extract<Parsed, { kind: 'ls' | 'info' | 'change' }>;

/** What needs a right. */
type Guarded = Ec2Command | ParsedHistory;

/** Whether a person may use a command, by what the command says it needs. */
function isAllowed(access: Access, command: Guarded): boolean {
  const called = command.kind === 'change' ? command.order.verb : command.kind;
  const needed = COMMANDS.find(({ name }) => name === called)?.permission;
  return ENOUGH[needed ?? 'change'].includes(access);
}

/** What a person must have of each right that a command needs. */
const ENOUGH: Readonly<Record<Permission, readonly Access[]>> = {
  none: ['none', 'look', 'change', 'admin'],
  look: ['look', 'change', 'admin'],
  change: ['change', 'admin'],
};

/** Answers one command that was typed. Rejects only for a defect or when Mattermost fails. */
export async function answerCommand(around: Surroundings, asker: Asker, parsed: Parsed): Promise<void> {
  const { own, person, place } = asker;
  const tell = (message: string): Promise<unknown> => around.posts.ephemeral(person.id, place, message);
  const helps = (): CommandHelp[] => commandHelps(own);
  const access = await around.access.rightsOf(person, place.channelId);
  switch (parsed.kind) {
    case 'usage':
      await tell(renderUsage(own, helps(), access));
      return;
    case 'help': {
      const help = helps().find((one) => one.name === parsed.command);
      await tell(help === undefined ? renderUsage(own, helps()) : renderHelp(own, ownHead(asker), help));
      return;
    }
    case 'mistake':
      await tell(renderMistake(own, ownHead(asker), parsed, helps()));
      return;
    case 'version':
      await tell(await versionText(around, asker, access));
      return;
    case 'ls':
    case 'info':
    case 'change':
    case 'history':
      await answerGuarded(around, asker, parsed, tell, access);
  }
}

async function answerGuarded(
  around: Surroundings,
  asker: Asker,
  parsed: Guarded,
  tell: (message: string) => Promise<unknown>,
  access: Access,
): Promise<void> {
  const changing = parsed.kind === 'change';
  const who = byPerson(asker);
  if (!isAllowed(access, parsed)) {
    logRefusal(around, who, parsed, 'no-right');
    await tell(renderNotAllowed(asker.own, ownHead(asker), changing, access !== 'none'));
    return;
  }
  /** As a listing, of which one person has so many at a time. */
  async function asListing(answer: () => Promise<void>): Promise<void> {
    const done = around.limits.listing(asker.person.id);
    if (done === undefined) {
      logRefusal(around, who, parsed, 'limit');
      await tell(renderTooManyLists(asker.own, ownHead(asker), LISTS_AT_ONCE));
      return;
    }
    await answer().finally(done);
  }
  // What was done is told also while the settings cannot be used.
  if (parsed.kind === 'history') {
    await asListing(() => answerHistory(around, asker, access, parsed));
    return;
  }
  const judgement = around.judgement();
  if (!judgement.usable) {
    logRefusal(around, who, parsed, 'settings-unusable');
    await tell(renderUnusable(asker.own, ownHead(asker), judgement.problem, changing, asker.person.isSystemAdmin));
    return;
  }
  switch (parsed.kind) {
    case 'ls':
      await asListing(() => answerList(around, asker, judgement.settings, access, parsed));
      return;
    case 'info':
      await answerInfo(around, asker, { settings: judgement.settings, access }, parsed.selection);
      return;
    case 'change':
      await answerChange(around, asker, judgement.settings, parsed);
  }
}
