import { expect } from '@jest/globals';
import { query } from './database.ts';
import type { World } from './world.ts';

/** What a press of a button brings, as Mattermost keeps it: clients are not told it. */
export interface StoredPress {
  readonly token: string;
  readonly choice: string;
}

/** What the first button of a post in the channel would send, read where no attacker reads: in the database. */
export async function storedPress({ server }: World, postId: string): Promise<StoredPress> {
  const [row] = await query(server.database, 'SELECT props FROM posts WHERE id = $1', [postId]);
  const props = row?.['props'] as { attachments: { actions: { integration: { context: StoredPress } }[] }[] };
  const context = props.attachments[0]?.actions[0]?.integration.context;
  expect(context).toMatchObject({ token: expect.stringMatching(/^[0-9a-f]{32}$/) });
  return context as StoredPress;
}
