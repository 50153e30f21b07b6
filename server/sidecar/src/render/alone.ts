import type { Messages } from '../messages/messages.ts';
import type { Head } from '../views.ts';
import { renderHead } from './head.ts';
import { joinLines } from './limit.ts';

/**
 * What one person alone reads: below the command that it is about, since other answers may come between. They know who they
 * are, so it has no name.
 */
export function renderAlone(messages: Messages, head: Head, lines: readonly string[]): string {
  return joinLines(messages, [renderHead(messages, { ...head, username: undefined }), ...lines]);
}
