import type { Text } from '../messages/text.ts';
import type { Mistake } from './parsed.ts';

/** What is known beside the sentence. */
export interface MistakeDetails {
  readonly suggestion?: string | undefined;
  readonly command?: string | undefined;
  readonly changing?: boolean;
}

/** A line that asks for nothing that there is, as a result. */
export function mistake(text: Text, details: MistakeDetails = {}): Mistake {
  const { suggestion, command, changing = false } = details;
  return { kind: 'mistake', text, suggestion, command, changing };
}
