/** What the fault proxy does to which calls: rules, and the matching of calls to them. */
import type { IncomingHttpHeaders } from 'node:http';

/** One call as it was seen on the wire. */
export interface Call {
  /** The access key that signed; undefined for an unsigned call. */
  readonly key: string | undefined;
  /** From the signature's credential scope; undefined for an unsigned call. */
  readonly region: string | undefined;
  /** `ec2`, `sts`, … */
  readonly service: string | undefined;
  /** `DescribeInstances`, … */
  readonly action: string | undefined;
  /** Instance ids, given as such or by the `instance-id` filter. */
  readonly ids: readonly string[];
  /** The form as it was sent, to look at the very bytes. */
  readonly body: string;
  /** As they were sent, names in lower case, to look for what must not be there. */
  readonly headers: IncomingHttpHeaders;
  /** When it came, in milliseconds since the epoch. */
  readonly at: number;
  /** The fault that was played, undefined if none. */
  fault: Fault['do'] | 'region' | undefined;
  /** The status that was answered; undefined while there is no answer, and when there never was one. */
  status: number | undefined;
}

/** What happens to a call. */
export type Fault =
  /** Answers an error as EC2 would, without asking moto. */
  | { readonly do: 'refuse'; readonly status?: number; readonly code: string; readonly message?: string }
  /** Answers this body, without asking moto. */
  | {
      readonly do: 'answer';
      readonly status?: number;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Closes the connection, without asking moto. */
  | { readonly do: 'drop' }
  /** Takes the call and never answers. */
  | { readonly do: 'hang' }
  /** Sends half of moto's answer, then closes the connection. */
  | { readonly do: 'truncate' }
  /** Sends half of moto's answer, then nothing more. */
  | { readonly do: 'stall' }
  /** Lets moto do it, then closes the connection without an answer. */
  | { readonly do: 'applyThenDrop' }
  /** Lets moto answer; of use with `delayMs`. */
  | { readonly do: 'pass' };

/** A fault for the calls that match; what is left out matches everything. */
export type Rule = Fault & {
  readonly region?: string;
  readonly action?: string;
  readonly key?: string;
  readonly service?: string;
  /** Only calls that name this instance. */
  readonly id?: string;
  /** Lets so many matching calls through before it begins. */
  readonly after?: number;
  /** Ends after so many calls. */
  readonly times?: number;
  /** Waits before anything else. */
  readonly delayMs?: number;
};

/**
 * What the plugin asks by itself, some time after it was used. Only rules and filters that name it see it: a test that
 * counts calls counts those that it has caused.
 */
const IN_THE_BACKGROUND = 'GetCallerIdentity';

/** Whether something that names this action, or none, means the call. */
export function meansAction(action: string | undefined, call: Call): boolean {
  return action === undefined ? call.action !== IN_THE_BACKGROUND : action === call.action;
}

/** Rules that were added together. */
export interface AddedRules {
  /** With how many calls one of them was played so far. */
  played(): number;
  /** Takes them out again. */
  withdraw(): void;
}

/** A rule in force. */
interface Entry {
  readonly rule: Rule;
  /** How many calls it has matched, and with how many it was played. */
  matched: number;
  played: number;
}

/** The rules in force. */
export class RuleBook {
  #rules: Entry[] = [];

  add(rules: readonly Rule[]): AddedRules {
    const added = rules.map((rule): Entry => ({ rule, matched: 0, played: 0 }));
    this.#rules.push(...added);
    return {
      played: () => added.reduce((sum, { played }) => sum + played, 0),
      withdraw: () => (this.#rules = this.#rules.filter((entry) => !added.includes(entry))),
    };
  }

  clear(): void {
    this.#rules = [];
  }

  /** The first rule that matches and is in force; counts the call for every rule before it that matches as well. */
  match(call: Call): Rule | undefined {
    for (const entry of this.#rules) {
      if (!applies(entry.rule, call)) continue;
      entry.matched += 1;
      const begun = entry.matched > (entry.rule.after ?? 0);
      const over = entry.matched > (entry.rule.after ?? 0) + (entry.rule.times ?? Infinity);
      if (begun && !over) {
        entry.played += 1;
        return entry.rule;
      }
    }
    return undefined;
  }
}

function applies(rule: Rule, call: Call): boolean {
  return (
    (rule.region === undefined || rule.region === call.region) &&
    meansAction(rule.action, call) &&
    (rule.key === undefined || rule.key === call.key) &&
    (rule.service === undefined || rule.service === call.service) &&
    (rule.id === undefined || call.ids.includes(rule.id))
  );
}

/** Reads a call from its headers, `Authorization` (Signature Version 4) among them, and its form body. */
export function readCall(headers: IncomingHttpHeaders, body: string): Call {
  const scope = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? '');
  const form = new URLSearchParams(body);
  const idFilters = [...form].flatMap(([name, value]) =>
    /^Filter\.\d+\.Name$/.test(name) && value === 'instance-id' ? [name.replace(/Name$/, 'Value.')] : [],
  );
  const ids = [...form].flatMap(([name, value]) =>
    /^InstanceId\.\d+$/.test(name) || idFilters.some((filter) => name.startsWith(filter)) ? [value] : [],
  );
  return {
    key: scope?.[1],
    region: scope?.[2],
    service: scope?.[3],
    action: form.get('Action') ?? undefined,
    ids,
    body,
    headers,
    at: Date.now(),
    fault: undefined,
    status: undefined,
  };
}
