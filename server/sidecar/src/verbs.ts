/** What is done to an instance, in the order in which it is offered. */
export const VERBS = ['start', 'stop', 'reboot'] as const;

/** What is done to an instance. */
export type Verb = (typeof VERBS)[number];

/** What changes the state of an instance. */
export type SwitchVerb = Exclude<Verb, 'reboot'>;

/** A start or a stop as it is ordered. */
export interface Switch {
  readonly verb: SwitchVerb;
  /** For a stop alone: without giving the instance time to write what it has not written yet. */
  readonly force?: boolean | undefined;
  /** For a stop alone: what is in memory is kept on the root volume. AWS refuses it to what cannot hibernate. */
  readonly hibernate?: boolean | undefined;
}

/** What is to be done to instances. */
export type Order = Switch | { readonly verb: 'reboot'; readonly force?: undefined; readonly hibernate?: undefined };
