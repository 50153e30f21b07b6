/** Groups: an unlicensed server reads them, but has no way to make one, other than its database. */
import { randomBytes } from 'node:crypto';
import { query } from './database.ts';
import type { Person } from './person.ts';
import type { World } from './world.ts';

/** What lets ordinary users change who is in a custom group. */
const PERMISSION = 'manage_custom_group_members';

/**
 * Makes a group with these members, and returns its id.
 *
 * @param source `custom` for one of Mattermost's own, `ldap` for one of the company's directory
 */
export async function createGroup(
  world: World,
  name: string,
  source: 'custom' | 'ldap',
  members: readonly Person[],
): Promise<string> {
  const id = randomBytes(13).toString('hex');
  const now = Date.now();
  await query(
    world.server.database,
    `INSERT INTO usergroups (id, name, displayname, description, source, remoteid, createat, updateat, deleteat, allowreference)
     VALUES ($1, $2, $2, '', $3, $4, $5, $5, 0, true)`,
    [id, name, source, source === 'ldap' ? name : null, now],
  );
  for (const member of members) {
    await query(
      world.server.database,
      'INSERT INTO groupmembers (groupid, userid, createat, deleteat) VALUES ($1, $2, $3, 0)',
      [id, member.id, now],
    );
  }
  return id;
}

/** Lets ordinary users change the members of custom groups, or not: what only a licensed server lets an admin decide. */
export async function letUsersEditGroups(world: World, mayEdit: boolean): Promise<void> {
  const [role] = await query(world.server.database, "SELECT id, permissions FROM roles WHERE name = 'system_user'");
  const others = String(role?.['permissions'])
    .split(' ')
    .filter((permission) => permission !== '' && permission !== PERMISSION);
  const permissions = mayEdit ? [...others, PERMISSION] : others;
  await query(world.server.database, "UPDATE roles SET permissions = $1 WHERE name = 'system_user'", [
    permissions.join(' '),
  ]);
  // The server forgets what it knew of a role when that is saved, and saves it for another order, too.
  await world.root.client.patchRole(String(role?.['id']), { permissions: permissions.toReversed() });
}

/** Makes the server read its database anew, where a test has written to it. */
export async function forgetWhatIsCached(world: World): Promise<void> {
  await world.root.client.invalidateCaches();
}
