import { decodeAttachment, decodePost, decodeReading } from './stored-parts.ts';
import { decodeHead, decodePlace } from '../operations/record.ts';
import type { Order } from '../ports.ts';
import { type Fields, flag, list, number, object, oneOf, optional, readStored, text } from '../stored.ts';
import { decodeInstance, encodeInstance } from '../stored-instance.ts';
import { type Card, type CardSubject, type Ending, ENDINGS } from './card.ts';

/** The version written, and the only one understood. */
const RECORD_VERSION = 1;

/** Who took a card up comes to something within this long, or its process has ended. */
const TAKEN_MS = 30_000;

/** How far a card is: its buttons wait, or it was taken up at that moment. */
export interface CardRecord {
  readonly card: Card;
  /** Milliseconds since the epoch; undefined while its buttons wait. */
  readonly takenAt: number | undefined;
  /** Why it is being ended; undefined while its buttons wait, and where a press took it up. */
  readonly ending: Ending | undefined;
}

/** When a card is over: its time is up, or nothing will come any more of what took it up. Milliseconds since the epoch. */
export function overAt({ card, takenAt }: CardRecord): number {
  return takenAt === undefined ? card.expiresAt : takenAt + TAKEN_MS;
}

/** The record of a card as JSON can carry it. */
export function encodeCard({ card, takenAt, ending }: CardRecord): unknown {
  return {
    version: RECORD_VERSION,
    ...card,
    subject: encodeSubject(card.subject),
    ...(takenAt !== undefined && { takenAt }),
    ...(ending !== undefined && { ending }),
  };
}

/** Reads a stored record. Undefined for another version, and for anything that is no record of a card. */
export function decodeCard(stored: unknown): CardRecord | undefined {
  return readStored(() => {
    const fields = object(stored);
    if (fields['version'] !== RECORD_VERSION) return undefined;
    const face = object(fields['face']);
    const card: Card = {
      token: text(fields['token']),
      personId: text(fields['personId']),
      username: text(fields['username']),
      place: decodePlace(object(fields['place'])),
      head: decodeHead(object(fields['head'])),
      layout: oneOf(fields['layout'], ['table', 'lines'] as const),
      fingerprint: text(fields['fingerprint']),
      expiresAt: number(fields['expiresAt']),
      face: {
        message: text(face['message']),
        attachment: optional(face['attachment'], (attachment) => decodeAttachment(object(attachment))),
      },
      subject: decodeSubject(object(fields['subject'])),
      post: optional(fields['post'], (post) => decodePost(object(post))),
    };
    return {
      card,
      takenAt: optional(fields['takenAt'], number),
      ending: optional(fields['ending'], (ending) => oneOf(ending, ENDINGS)),
    };
  });
}

function encodeSubject(subject: CardSubject): unknown {
  switch (subject.kind) {
    case 'confirm':
      return { ...subject, instances: subject.instances.map(encodeInstance) };
    case 'choice':
      return {
        ...subject,
        instances: subject.instances.map(encodeInstance),
        others: subject.others.map(encodeInstance),
      };
    case 'info':
      return { ...subject, instance: encodeInstance(subject.instance) };
    case 'listing':
      return subject;
  }
}

function decodeSubject(fields: Fields): CardSubject {
  const instances = (value: unknown): ReturnType<typeof decodeInstance>[] =>
    list(value).map((instance) => decodeInstance(object(instance)));
  const kind = oneOf(fields['kind'], ['confirm', 'choice', 'info', 'listing'] as const);
  switch (kind) {
    case 'confirm':
      return {
        kind,
        order: decodeOrder(object(fields['order'])),
        instances: instances(fields['instances']),
        operationId: text(fields['operationId']),
      };
    case 'choice': {
      const order = object(fields['order']);
      return {
        kind,
        order: order['verb'] === 'info' ? { verb: 'info' } : decodeOrder(order),
        dryRun: flag(fields['dryRun']),
        word: text(fields['word']),
        why: oneOf(fields['why'], ['shared', 'beginning', 'several'] as const),
        instances: instances(fields['instances']),
        others: instances(fields['others']),
        exact: flag(fields['exact']),
        unread: list(fields['unread']).map((reading) => decodeReading(object(reading))),
      };
    }
    case 'info':
      return {
        kind,
        instance: decodeInstance(object(fields['instance'])),
        asks: optional(fields['asks'], (verb) => oneOf(verb, ['start', 'stop', 'reboot'] as const)),
      };
    case 'listing':
      return { kind };
  }
}

function decodeOrder(fields: Fields): Order {
  const verb = oneOf(fields['verb'], ['start', 'stop', 'reboot'] as const);
  if (verb === 'reboot') return { verb };
  const force = optional(fields['force'], flag);
  const hibernate = optional(fields['hibernate'], flag);
  return { verb, ...(force === true && { force }), ...(hibernate === true && { hibernate }) };
}
