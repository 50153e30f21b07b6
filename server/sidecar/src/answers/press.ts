import type { HeldCard } from '../cards/card-records.ts';

/** A press of a button or a choice from a menu, as far as we read it. */
export interface Press {
  readonly token: string;
  /** What the button stands for; of a menu, what was chosen. */
  readonly choice: string;
  readonly channelId: string;
  readonly postId: string;
}

/** A press, and the card it belongs to. */
export interface Pressed {
  readonly held: HeldCard;
  readonly press: Press;
}

/** What a menu's own button says; what was chosen stands beside it. */
const MENU = 'menu';

/**
 * Reads the body of a press: Mattermost's PostActionIntegrationRequest. Undefined for what is none.
 *
 * @param body base64
 */
export function readPress(body: string): Press | undefined {
  const fields = objectOf(parsed(Buffer.from(body, 'base64').toString('utf8')));
  const context = objectOf(fields?.['context']);
  const token = context?.['token'];
  const said = context?.['choice'];
  const choice = said === MENU ? context?.['selected_option'] : said;
  const channelId = fields?.['channel_id'];
  const postId = fields?.['post_id'];
  const isWhole = [token, choice, channelId, postId].every((value) => typeof value === 'string');
  return isWhole ? ({ token, choice, channelId, postId } as Press) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Readonly<Record<string, unknown>>) : undefined;
}
