import type { Messages } from '../messages/messages.ts';
import type { Head } from '../views.ts';
import { code, link, plain, username } from './escape.ts';

/** A typed line is shown in full up to here: 50 ids would fill the post. */
const TYPED_LIMIT = 300;

/**
 * The first line of every reply: the command as typed, who typed it, the region of a change that stays in one, and whether
 * the demo fleet is in use.
 */
export function renderHead(messages: Messages, head: Head, region?: string): string {
  const parts = [code(`〉${head.typed}`, { limit: TYPED_LIMIT })];
  if (head.username !== undefined) parts.push(username(head.username));
  if (region !== undefined) parts.push(plain(region));
  if (head.demo) {
    const demo = messages.format('head.demo');
    parts.push(head.settingsUrl === undefined ? demo : link(demo, head.settingsUrl));
  }
  return parts.join(messages.format('general.separator'));
}
