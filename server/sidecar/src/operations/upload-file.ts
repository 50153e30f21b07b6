import type { Files, NewFile } from '../files.ts';
import type { Log } from '../ports.ts';
import { logDefect, reasonOf } from './failures.ts';

/** What an upload works with. */
export interface UploadPorts {
  readonly files: Files;
  readonly log: Log;
}

/**
 * Uploads a file for a post of this channel, and returns its id. Undefined where Mattermost has no such channel or does not
 * take it: the post does without then.
 */
export async function uploadFile(
  { files, log }: UploadPorts,
  channel: () => Promise<string>,
  file: NewFile,
): Promise<string | undefined> {
  try {
    return await files.upload(await channel(), file);
  } catch (error) {
    logDefect(log, error);
    log('warn', 'A file was not taken', { name: file.name, bytes: file.content.byteLength, ...reasonOf(error) });
    return undefined;
  }
}
