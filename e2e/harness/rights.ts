import type { Person, Whereabouts } from './person.ts';

/** What somebody may do, as `version` tells them. */
export type Right = 'none' | 'look' | 'change';

const LINES: Readonly<Record<Right, RegExp>> = {
  none: /^You may not look\. Ask a system admin to add you to \*\*Viewers\*\*/m,
  look: /^You may look\. To start and stop, ask a system admin to add you to \*\*Operators\*\*/m,
  change: /^You may look, start, stop and reboot\.$/m,
};

/** What a person may do in a place, as they are told. Costs a command. */
export async function rightOf(person: Person, place: Whereabouts): Promise<Right> {
  const { message } = await (await person.command(place, '/ec2ctl version')).ephemeral();
  const right = (Object.keys(LINES) as Right[]).find((one) => LINES[one].test(message));
  if (right === undefined) throw new Error(`Nothing is said of what ${person.username} may do:\n${message}`);
  return right;
}
