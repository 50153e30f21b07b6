/**
 * What AWS says about a refusal by a policy: in the words of the error, and in the encoded message, which STS decodes.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html for the words
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
 */
import type { Denial } from '../ports.ts';

/** The encoded message stands at the end of the words. STS takes 10,240 characters. */
const ENCODED = /\s?Encoded authorization failure message:\s*([\w+/=.-]*)\s*/i;
const ENCODED_LIMIT = 10_240;

const ARN = /^arn:[\w-]{1,40}:[\w-]{0,60}:[\w-]{0,40}:\w{0,20}:[\x21-\x7e]{1,512}$/;
const ACTION = /^[\w-]{1,60}:[\w*]{1,120}$/;
const STATEMENT = /^[\w.-]{1,128}$/;

/** The kinds of policies that AWS names in its words, as it names them. */
const POLICY = [
  'identity-based policy',
  'resource-based policy',
  'service control policy',
  'resource control policy',
  'permissions boundary',
  'session policy',
  'VPC endpoint policy',
];

/** The words of a refusal without its encoded message, and that message, if it has one. */
export function takeOutEncoded(words: string): { readonly words: string; readonly encoded: string | undefined } {
  const found = ENCODED.exec(words);
  if (found === null) return { words, encoded: undefined };
  const [, encoded = ''] = found;
  const usable = encoded !== '' && encoded.length <= ENCODED_LIMIT;
  return { words: words.replace(ENCODED, ' ').trim(), encoded: usable ? encoded : undefined };
}

/** What the words of a refusal tell. Undefined when they tell nothing. */
export function denialIn(words: string): Denial | undefined {
  const explicit = /with an explicit deny/i.test(words);
  const denial: Denial = {
    explicit,
    action: fits(ACTION, /not authorized to perform: (\S+?)[.,]?(?:\s|$)/i.exec(words)?.[1]),
    resource: fits(ARN, /on resource: (\S+?)[.,]?(?:\s|$)/i.exec(words)?.[1]),
    principal: fits(ARN, /User: (\S+)/i.exec(words)?.[1]),
    policy: POLICY.find((kind) => new RegExp(`(?:explicit deny in an? |because no )${kind}`, 'i').test(words)),
    statement: undefined,
  };
  const { action, resource, principal, policy } = denial;
  return explicit || [action, resource, principal, policy].some((fact) => fact !== undefined) ? denial : undefined;
}

/**
 * Reads what STS decoded. Of all that is in it only these few facts go any further.
 * @returns undefined when it is no such message
 */
export function readDecoded(decoded: string | undefined): Denial | undefined {
  const message = object(parse(decoded));
  const context = object(message['context']);
  const [matched] = items(message['matchedStatements']);
  const { explicitDeny } = message;
  if (typeof explicitDeny !== 'boolean') return undefined;
  return {
    explicit: explicitDeny,
    action: fits(ACTION, context['action']),
    resource: fits(ARN, context['resource']),
    principal: fits(ARN, object(context['principal'])['arn']),
    policy: POLICY.find((kind) => kind === object(matched)['policyType']),
    statement: explicitDeny ? fits(STATEMENT, object(matched)['statementId']) : undefined,
  };
}

type Fields = Readonly<Record<string, unknown>>;

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

function object(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** AWS wraps each list: `{"items": […]}`. */
function items(value: unknown): readonly unknown[] {
  const list = object(value)['items'];
  return Array.isArray(list) ? (list as unknown[]) : [];
}

function fits(form: RegExp, value: unknown): string | undefined {
  return typeof value === 'string' && form.test(value) ? value : undefined;
}
