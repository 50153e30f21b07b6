import type { Files, NewFile } from '../files.ts';
import type { Log } from '../ports.ts';
import { logDefect, reasonOf } from './failures.ts';

/** What an upload works with. */
export interface UploadPorts {
  readonly files: Files;
  readonly log: Log;
}

/** A file for a post that waits for it. */
export interface Upload {
  readonly file: NewFile;
  /** Of the post. */
  readonly channel: () => Promise<string>;
  /** Aborted when the process is ending: a post must say what it can before that. */
  readonly signal: AbortSignal;
}

/**
 * Uploads a file, and returns its id. Undefined where Mattermost has no such channel, does not take the file, or has not
 * taken it when the process ends: the post does without then. Never rejects.
 */
export async function uploadFile(
  { files, log }: UploadPorts,
  { file, channel, signal }: Upload,
): Promise<string | undefined> {
  const ended = Promise.withResolvers<undefined>();
  const onAbort = (): void => {
    ended.resolve(undefined);
  };
  if (signal.aborted) return undefined;
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([channel().then((id) => files.upload(id, file)), ended.promise]);
  } catch (error) {
    logDefect(log, error);
    log('warn', 'A file was not taken', { name: file.name, bytes: file.content.byteLength, ...reasonOf(error) });
    return undefined;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
