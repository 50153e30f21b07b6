import { randomUUID } from 'node:crypto';
import { CodedError } from '../errors.ts';
import type { Log } from '../ports.ts';
import { renderDefect } from '../render/refusal.ts';
import { type Asker, ownHead } from './asker.ts';
import type { Surroundings } from './surroundings.ts';

/** Something that failed for somebody, and that no sentence of its own tells. */
export interface FailedAnswer {
  /** What failed, for the log. */
  readonly what: string;
  readonly userId: string;
  readonly channelId: string;
  readonly error: unknown;
}

/** Logs what failed, and returns the reference under which the log has it: all that the person is told of it. */
export function logFailedAnswer(log: Log, { what, userId, channelId, error }: FailedAnswer): string {
  const reference = randomUUID();
  log('error', what, {
    reference,
    userId,
    channelId,
    error: error instanceof CodedError ? `${error.code}: ${error.message}` : String((error as Error).stack),
  });
  return reference;
}

/**
 * Logs what failed, and tells it to the asker alone. Returns whether that was told. Never rejects.
 *
 * @param failed.changing whether it may have changed something, so that the person is told to look first
 */
export async function tellDefect(
  around: Surroundings,
  asker: Asker,
  failed: Pick<FailedAnswer, 'what' | 'error'> & { readonly changing: boolean },
): Promise<boolean> {
  const { person, place, own } = asker;
  const reference = logFailedAnswer(around.log, { ...failed, userId: person.id, channelId: place.channelId });
  const message = renderDefect(own, ownHead(asker), reference, failed.changing);
  try {
    await around.posts.ephemeral(person.id, place, message);
    return true;
  } catch (failure) {
    around.log('error', 'a person could not be told of a failure', { reference, error: String(failure) });
    return false;
  }
}
