import { decodeAttachment, decodePost, decodeReading } from './stored-parts.ts';
import { decodeHead, decodePlace } from '../operations/record.ts';
import { type Order, VERBS } from '../ports.ts';
import { type Fields, flag, list, number, object, oneOf, optional, readStored, text } from '../stored.ts';
import { decodeInstance, encodeInstance } from '../stored-instance.ts';
import { type Card, type CardSubject, type Ending, ENDINGS } from './card.ts';

/** The version written. */
const RECORD_VERSION = 2;

/** How far a card is. */
export type CardState =
  | { readonly kind: 'waiting' }
  /** By a press that is looked into. `mark` is another one each time that this is written. */
  | { readonly kind: 'taken'; readonly by: string; readonly mark: string }
  /** Its buttons are being taken away. */
  | { readonly kind: 'ending'; readonly why: Ending; readonly mark: string }
  /** By a press, and whether the person knows by the card, or a post, what came of it. Kept while its buttons may be pressed again. */
  | { readonly kind: 'answered'; readonly by: string; readonly isTold: boolean };

/** A card, and how far it is. */
export interface CardRecord {
  readonly card: Card;
  readonly state: CardState;
}

export const WAITING: CardState = { kind: 'waiting' };

/** The record of a card as JSON can carry it. */
export function encodeCard({ card, state }: CardRecord): unknown {
  return { version: RECORD_VERSION, ...card, subject: encodeSubject(card.subject), state };
}

/** Reads a stored record. Undefined for another version, and for anything that is no record of a card. */
export function decodeCard(stored: unknown): CardRecord | undefined {
  return readStored(() => {
    const fields = object(stored);
    const version = fields['version'];
    if (version !== RECORD_VERSION && version !== 1) return undefined;
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
    return { card, state: version === 1 ? decodeFirstState(fields) : decodeState(object(fields['state'])) };
  });
}

function decodeState(fields: Fields): CardState {
  const kind = oneOf(fields['kind'], ['waiting', 'taken', 'ending', 'answered'] as const);
  switch (kind) {
    case 'waiting':
      return WAITING;
    case 'taken':
      return { kind, by: text(fields['by']), mark: text(fields['mark']) };
    case 'ending':
      return { kind, why: oneOf(fields['why'], ENDINGS), mark: text(fields['mark']) };
    case 'answered':
      return { kind, by: text(fields['by']), isTold: flag(fields['isTold']) };
  }
}

/** Version 1 had the moment at which a card was taken up, by whom it did not say. */
function decodeFirstState(fields: Fields): CardState {
  const takenAt = optional(fields['takenAt'], number);
  if (takenAt === undefined) return WAITING;
  const why = optional(fields['ending'], (ending) => oneOf(ending, ENDINGS));
  const mark = String(takenAt);
  return why === undefined ? { kind: 'taken', by: '', mark } : { kind: 'ending', why, mark };
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
        asks: optional(fields['asks'], (verb) => oneOf(verb, VERBS)),
      };
    case 'listing':
      return { kind };
  }
}

function decodeOrder(fields: Fields): Order {
  const verb = oneOf(fields['verb'], VERBS);
  if (verb === 'reboot') return { verb };
  const force = optional(fields['force'], flag);
  const hibernate = optional(fields['hibernate'], flag);
  return { verb, ...(force === true && { force }), ...(hibernate === true && { hibernate }) };
}
