import type { Post } from '@mattermost/types/posts';
import type { World } from '../harness/world.ts';
import { drawMarkdown } from './markdown.ts';

/** How a post stands in the terminal: who and how, then the text. */
export function drawPost(post: Post, names: Names, colours: boolean): string[] {
  const marks = [
    post.type === 'system_ephemeral' ? 'only you see this' : '',
    post.edit_at > 0 ? 'edited' : '',
    post.root_id === '' ? '' : 'in a thread',
  ].filter((mark) => mark !== '');
  const author = names.get(post.user_id) ?? 'somebody';
  const heading = `**@${author}**${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`;
  return [...drawMarkdown(heading, colours), ...drawMarkdown(post.message, colours).map((line) => `  ${line}`), ''];
}

/** The user names of those who post here, by their ids. */
export type Names = ReadonlyMap<string, string>;

/** Who posts in the demo. */
export async function namesIn(world: World): Promise<Names> {
  return new Map([
    [world.root.id, world.root.username],
    [world.bob.id, world.bob.username],
    [await world.botId(), 'ec2ctl'],
  ]);
}
