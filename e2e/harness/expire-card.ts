import { expect } from '@jest/globals';
import { query } from './database.ts';
import { PLUGIN_ID, type World } from './world.ts';

/** Lets the time of a card be up, in its record. */
export async function expireCard({ server }: World, token: string): Promise<void> {
  // Its text stays as it is otherwise: the record is taken by comparing it.
  const sql =
    `UPDATE pluginkeyvaluestore SET pvalue = convert_to(regexp_replace(convert_from(pvalue, 'UTF8'), ` +
    `'"expiresAt":[0-9]+', $3), 'UTF8') WHERE pluginid = $1 AND pkey = $2 RETURNING pkey`;
  const over = `"expiresAt":${String(Date.now() - 1)}`;
  expect(await query(server.database, sql, [PLUGIN_ID, `card/${token}`, over])).toHaveLength(1);
}
