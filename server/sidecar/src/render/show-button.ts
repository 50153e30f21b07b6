import type { Attachment } from '../attachment.ts';
import type { Messages } from '../messages/messages.ts';

/** The button below a listing that one person sees alone, by which they show it to the channel. */
export function renderShowButton(messages: Messages, token: string): Attachment {
  const name = messages.format('card.show');
  return { color: '#1c58d9', fallback: name, actions: [{ type: 'button', name, context: { token, choice: 'show' } }] };
}
