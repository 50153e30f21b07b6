import type { Post } from '@mattermost/types/posts';
import type { Delivery } from '../harness/inbox.ts';
import type { World } from '../harness/world.ts';
import { drawMarkdown } from './markdown.ts';

/** How posts are drawn. */
export interface Drawing {
  readonly colours: boolean;
  /** The lines of the buttons below a post. */
  readonly buttons: (post: Post) => string[];
}

/** How a post stands in the terminal: who and how, then the text. */
export function drawPost(post: Post, names: Names, { colours, buttons }: Drawing): string[] {
  const marks = [
    isPrivate(post) ? 'only you see this' : '',
    post.edit_at > 0 ? 'edited' : '',
    post.root_id === '' ? '' : 'in a thread',
  ].filter((mark) => mark !== '');
  // Mattermost sends what a hook answers in the asker's own name, and its clients call that "System".
  const author =
    isPrivate(post) && names.get(post.user_id) !== 'ec2ctl' ? 'System' : (names.get(post.user_id) ?? 'somebody');
  const heading = `**@${author}**${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`;
  const text = [post.message, ...fieldsOf(post).map(({ title, value }) => `${title}: ${value}`)].join('\n');
  const body = [...drawMarkdown(text, colours), ...filesOf(post), ...buttons(post)];
  return [...drawMarkdown(heading, colours), ...body.map((line) => `  ${line}`), ''];
}

function isPrivate(post: Post): boolean {
  return post.type === 'system_ephemeral';
}

/** Whether a delivery is to be shown: what the reader wrote stands on the screen already. */
export function isNews({ kind, post }: Delivery, readerId: string): boolean {
  return kind !== 'deleted' && (post.user_id !== readerId || kind !== 'posted');
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

/** A line for each file of a post, as clients have one to download it by. */
function filesOf({ metadata }: Post): string[] {
  const { files } = metadata as { files?: readonly { name: string; size: number }[] | null };
  return (files ?? []).map(({ name, size }) => `📎 ${name} (${size.toLocaleString('en')} bytes)`);
}

/** The fields below a post's text, which a client draws in two columns. */
function fieldsOf({ props }: Post): readonly { readonly title: string; readonly value: string }[] {
  const { attachments = [] } = props as { attachments?: { fields?: { title: string; value: string }[] | null }[] };
  return attachments.flatMap(({ fields }) => fields ?? []);
}
