import type { CardPost } from '../cards/card.ts';
import { decodePost } from '../cards/stored-parts.ts';
import { decodeHead, decodePlace } from '../operations/record.ts';
import type { Recorded, RecordKind } from '../operations/record-kind.ts';
import type { Place } from '../ports.ts';
import { flag, list, number, object, optional, readStored, text } from '../stored.ts';
import type { Head } from '../views.ts';

/** The version written, and the only one understood. */
const ERRAND_VERSION = 1;

/**
 * What another process must know of a command or a press that was taken and is not answered yet, to say so. A change is an
 * errand until it has a record and a post of its own.
 */
export interface Errand extends Recorded {
  readonly personId: string;
  /** The line as typed, without its slash; with a name for a post that everybody reads. */
  readonly head: Head;
  readonly place: Place;
  /** Whether it may change something. */
  readonly changing: boolean;
  /** Of the card of which it is a press; undefined for a command. */
  readonly cardToken?: string | undefined;
  /** What says already what will be; undefined until something does. */
  readonly post: CardPost | undefined;
  /** What that says when it is interrupted: all that it has, without what will be. There is one before there is a post. */
  readonly ending: string | undefined;
  /** The files that it has then, where those are others than it has. */
  readonly fileIds?: readonly string[] | undefined;
  /** Whether the person was told that the command failed: then only what waits is to be ended. */
  readonly told?: boolean | undefined;
}

/** Records of errands. */
export const ERRANDS: RecordKind<Errand> = {
  prefix: 'errand/',
  // Of a command of yesterday nobody waits for a word.
  lifeMs: 3_600_000,
  encode: (errand) => ({ version: ERRAND_VERSION, ...errand }),
  decode: (stored) =>
    readStored(() => {
      const fields = object(stored);
      if (fields['version'] !== ERRAND_VERSION) return undefined;
      return {
        operationId: text(fields['operationId']),
        startedAt: number(fields['startedAt']),
        personId: text(fields['personId']),
        head: decodeHead(object(fields['head'])),
        place: decodePlace(object(fields['place'])),
        changing: flag(fields['changing']),
        cardToken: optional(fields['cardToken'], text),
        post: optional(fields['post'], (post) => decodePost(object(post))),
        ending: optional(fields['ending'], text),
        fileIds: optional(fields['fileIds'], (ids) => list(ids).map(text)),
        told: optional(fields['told'], flag),
      };
    }),
};
