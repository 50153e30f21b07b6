import type { Post } from '@mattermost/types/posts';
import { Exchange } from './exchange.ts';
import type { Person } from './person.ts';

/** A button or a menu, as a client gets it. */
export interface ClientAction {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly style?: string;
  readonly options?: readonly { readonly text: string; readonly value: string }[];
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
 * Presses a button as a client does. Resolves when the server has answered, with what comes of it.
 *
 * @param name of the button or menu
 * @param value what is chosen of a menu
 * @throws ClientError when the server refuses
 */
export async function press(person: Person, post: Post, name: string, value = ''): Promise<Exchange> {
  const action = actionsOf(post).find((one) => one.name === name);
  if (action === undefined) throw new Error(`No button ${name}: ${buttonsOf(post).join(', ')}`);
  const since = person.inbox.length;
  const sentAt = Date.now();
  await person.client.doPostActionWithCookie(post.id, action.id, action.cookie ?? '', value);
  return new Exchange(person.inbox, since, sentAt, Date.now());
}
