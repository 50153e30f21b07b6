/** Operations as they outlive processes: what of them is in the server's database, and what they have posted. */
import { expect } from '@jest/globals';
import type { Post } from '@mattermost/types/posts';
import { OPERATION_PROP } from '../../server/sidecar/src/mattermost/posts.ts';
import { query } from './database.ts';
import { eventually } from './eventually.ts';
import type { Person } from './person.ts';
import { PLUGIN_ID, type World } from './world.ts';

/** A post of an operation that is under way or over. */
export interface OperationPost {
  readonly channelId: string;
  readonly postId: string;
}

/** The records of operations under way, by their keys, as JSON. */
export async function operationRecords({ server }: World): Promise<{ key: string; value: string }[]> {
  const sql = `SELECT pkey AS key, convert_from(pvalue, 'UTF8') AS value FROM pluginkeyvaluestore
    WHERE pluginid = $1 AND pkey LIKE 'op/%'`;
  const rows = await query(server.database, sql, [PLUGIN_ID]);
  return rows.map(({ key, value }) => ({ key: String(key), value: String(value) }));
}

/** Puts a record there, in the place of what is there. */
export async function storeOperationRecord({ server }: World, key: string, value: string): Promise<void> {
  const sql = `INSERT INTO pluginkeyvaluestore (pluginid, pkey, pvalue, expireat)
    VALUES ($1, $2, convert_to($3, 'UTF8'), $4) ON CONFLICT (pluginid, pkey) DO UPDATE SET pvalue = excluded.pvalue`;
  await query(server.database, sql, [PLUGIN_ID, key, value, Date.now() + 3_600_000]);
}

/**
 * Waits until the operation of a post is over, so that nothing more is told of it, and holds that it has told everything once: the
 * post, and its end by one reply.
 */
export async function toldOnce(world: World, person: Person, { channelId, postId }: OperationPost): Promise<void> {
  await eventually(async () => (await operationRecords(world)).every(({ value }) => !value.includes(postId)), {
    what: 'the end of the operation',
    timeout: 60_000,
    interval: 200,
  });
  const all = await person.posts(channelId);
  const operationId: unknown = all.find(({ id }) => id === postId)?.props[OPERATION_PROP];
  const isOfIt = ({ id, root_id: root, props }: Post): boolean =>
    id === postId || root === postId || props[OPERATION_PROP] === operationId;
  const told = all.filter(isOfIt).reverse();
  expect(operationId).toMatch(/^[0-9a-f]{32}$/);
  expect(
    told.map(({ id, root_id: root }) => (id === postId ? 'the post' : root === postId ? 'a reply' : 'another')),
  ).toEqual(['the post', 'a reply']);
}
