import type { Messages } from '../messages/messages.ts';
import type { Head, ListingLook } from '../views.ts';
import { link } from './escape.ts';
import { renderHead } from './head.ts';
import { WARNING } from './instance.ts';
import { joinSentences } from './sentences.ts';

/** A listing that is elsewhere. */
export interface InDirect {
  /** The address of its post; undefined while the site has none. */
  readonly url: string | undefined;
  /** Whether everyone was to see it, and the asker may not decide that. */
  readonly notPublic: boolean;
}

/** What a listing that fits one post says of its file. */
export function fileLines(messages: Messages, { csv, file }: ListingLook, count: number): string[] {
  switch (file?.kind) {
    case 'attached':
      return file.rows === count
        ? [messages.format('listing.file.whole', { count })]
        : [messages.format('listing.file.part', { rows: file.rows })];
    case 'follows':
      return csv === true ? [messages.format('listing.file.follows')] : [];
    case 'refused':
      return [messages.format('listing.file.refused')];
    case undefined:
      return [];
  }
}

/** What a listing that does not fit one post says of what is left out, and where that is. */
export function cutLines(
  messages: Messages,
  { file }: ListingLook,
  { shown, count }: { readonly shown: number; readonly count: number },
): string[] {
  const left = messages.format('listing.cut', { shown, count, left: count - shown });
  switch (file?.kind) {
    case 'attached':
      return file.rows === count
        ? [messages.format('listing.file.cut', { shown, count })]
        : [messages.format('listing.file.cut.part', { shown, count, rows: file.rows })];
    case 'follows':
      return [messages.format('listing.file.cut.follows', { shown, count })];
    case 'refused':
      return [left, messages.format('listing.file.refused')];
    case undefined:
      return [left];
  }
}

/** Where a listing with a file is, told where none can be. */
export function renderInDirect(messages: Messages, head: Head, { url, notPublic }: InDirect): string {
  const there = messages.format('listing.file.direct.place');
  const place = url === undefined ? there : link(there, url);
  return [
    renderHead(messages, head),
    messages.format('listing.file.direct', { place }),
    ...notPublicLine(messages, { notPublic }),
  ].join('\n');
}

/** That everyone was to see it, and the asker may not decide that. */
export function notPublicLine(messages: Messages, { notPublic }: Pick<ListingLook, 'notPublic'>): string[] {
  return notPublic === true ? [messages.format('listing.notPublic')] : [];
}

/** One line with the sentence about the regions, or lines of their own where something is a warning. */
export function aboutLines(honest: string, lines: readonly string[]): string[] {
  const [only, ...more] = lines;
  if (only === undefined) return [honest];
  if (more.length > 0 || [honest, only].some((line) => line.startsWith(WARNING))) return [honest, ...lines];
  return [joinSentences(only, honest)];
}
