import type { Text } from '../messages/text.ts';

/** What a typed line asks for. */
export type Parsed =
  | { readonly kind: 'usage' }
  /** Help for one command, by its name. */
  | { readonly kind: 'help'; readonly command: string }
  | { readonly kind: 'version' }
  /** `region` is a word in lower case that may or may not name a region; undefined means all. */
  | { readonly kind: 'ls'; readonly region: string | undefined }
  /** 1 to 50 words, each once; whether they are ids is not checked. */
  | { readonly kind: 'start' | 'stop'; readonly ids: readonly string[] }
  | Mistake;

/** A line that asks for nothing that there is. */
export interface Mistake {
  readonly kind: 'mistake';
  readonly text: Text;
  /** The whole line as it may have been meant, to be copied. */
  readonly suggestion: string | undefined;
  /** The command that was meant, if one can be told. */
  readonly command: string | undefined;
  /** Whether that command would have changed something. */
  readonly changing: boolean;
}
