import type { Post } from '@mattermost/types/posts';
import { Exchange } from './exchange.ts';
import type { Person } from './person.ts';

/** A button or a menu, as a client gets it. */
export interface ClientAction {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly style?: string;
  /** Of a menu. */
  readonly options?: readonly { readonly text: string; readonly value: string }[] | null;
  /** Stands for what the server knows of an action whose post is in no table; sealed by the server. */
  readonly cookie?: string;
}

/** What stands below a post, as a client gets it. */
export interface ClientAttachment {
  readonly color?: string;
  readonly fallback?: string;
  readonly footer?: string;
  readonly fields?: readonly { readonly title: string; readonly value: string }[];
  readonly actions?: readonly ClientAction[];
}

/** What stands below a post; undefined for nothing. */
export function attachmentOf(post: Post): ClientAttachment | undefined {
  return (post.props as { attachments?: ClientAttachment[] }).attachments?.[0];
}

/** The buttons and menus below a post. */
export function actionsOf(post: Post): readonly ClientAction[] {
  return attachmentOf(post)?.actions ?? [];
}

/** The names of the buttons, and the texts of what a menu offers. */
export function buttonsOf(post: Post): string[] {
  return actionsOf(post).flatMap(({ name, options }) => options?.map(({ text }) => text) ?? [name]);
}

/**
 * Presses a button, or chooses from a menu, as a client does. Resolves when the server has answered, with what comes of it.
 *
 * @param name of the button or menu, or the text of an option of a menu
 * @param value what is chosen of a menu; the option with this text when left out
 * @throws Error when the post has nothing of that name, and a ClientError when the server refuses
 */
export async function press(person: Person, post: Post, name: string, value?: string): Promise<Exchange> {
  const since = person.inbox.length;
  const sentAt = Date.now();
  for (const { id, cookie = '', name: label, options } of actionsOf(post)) {
    const chosen = options?.find(({ text }) => text === name)?.value;
    if (label !== name && chosen === undefined) continue;
    await person.client.doPostActionWithCookie(post.id, id, cookie, value ?? chosen ?? '');
    return new Exchange(person.inbox, since, sentAt, Date.now());
  }
  throw new Error(`The post has no button ${name}, but: ${buttonsOf(post).join(', ') || 'none'}`);
}
