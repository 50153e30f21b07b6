import type { Post } from '@mattermost/types/posts';
import type { Person } from './person.ts';

/** A button or a menu below a post, as a client is told of it. */
export interface ShownAction {
  readonly id: string;
  readonly name: string;
  readonly style?: string;
  /** Of a post that is stored nowhere: what Mattermost needs to know of it again. */
  readonly cookie?: string;
  /** Of a menu. */
  readonly options?: readonly { readonly text: string; readonly value: string }[] | null;
}

/** The buttons and menus below a post. */
export function actionsOf({ props }: Post): readonly ShownAction[] {
  const { attachments = [] } = props as { attachments?: readonly { actions?: readonly ShownAction[] | null }[] };
  return attachments.flatMap(({ actions }) => actions ?? []);
}

/**
 * Presses a button, or chooses from a menu by the text of an option, as a client does.
 *
 * @param name of the button, or the text of the option
 * @throws Error when the post has nothing of that name, and a ClientError when the server refuses
 */
export async function press(person: Person, post: Post, name: string): Promise<void> {
  for (const { id, name: label, cookie = '', options } of actionsOf(post)) {
    const chosen = options?.find(({ text }) => text === name);
    const isMeant = chosen !== undefined || ((options ?? []).length === 0 && label === name);
    if (isMeant) {
      await person.client.doPostActionWithCookie(post.id, id, cookie, chosen?.value ?? '');
      return;
    }
  }
  const there = actionsOf(post).flatMap(({ name: label, options }) => options?.map(({ text }) => text) ?? [label]);
  throw new Error(`The post has no button "${name}", but: ${there.join(', ') || 'none'}`);
}
