import { decodeFailure } from '../operations/record.ts';
import { type Fields, flag, list, number, object, oneOf, optional, text } from '../stored.ts';
import type { RegionReading } from '../views.ts';
import type { CardFace, CardPost } from './card.ts';

/** What stands below a card besides its buttons, as it was stored. */
export function decodeAttachment(fields: Fields): NonNullable<CardFace['attachment']> {
  const shown = optional(fields['fields'], (stored) =>
    list(stored).map((one) => {
      const field = object(one);
      return { title: text(field['title']), value: text(field['value']), short: flag(field['short']) };
    }),
  );
  return {
    color: text(fields['color']),
    fallback: text(fields['fallback']),
    ...(shown !== undefined && { fields: shown }),
  };
}

/** How far a region was read, as it was stored. */
export function decodeReading(fields: Fields): RegionReading {
  const region = text(fields['region']);
  if (fields['status'] !== 'failed') return { region, status: fields['status'] === 'read' ? 'read' : 'waiting' };
  return { region, status: 'failed', failure: decodeFailure(object(fields['failure'])) };
}

/** Where something of ours stands, as it was stored. */
export function decodePost(fields: Fields): CardPost {
  if (fields['kind'] === 'post') return { kind: 'post', id: text(fields['id']) };
  const post = object(fields['post']);
  return {
    kind: oneOf(fields['kind'], ['ephemeral'] as const),
    post: {
      id: text(post['id']),
      createdAt: number(post['createdAt']),
      channelId: text(post['channelId']),
      rootId: text(post['rootId']),
    },
  };
}
