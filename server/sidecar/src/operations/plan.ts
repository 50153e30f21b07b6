import type { Instance, InstanceState, Order } from '../ports.ts';
import type { Confirmation, YesIgnored } from '../card-views.ts';
import type { ChangeLine, NotActed } from '../views.ts';
import type { Naming } from './find.ts';
import { firstLines } from './first-lines.ts';

/** A start of more than these is asked for first; of the other verbs everything above one. */
const STARTS_UNASKED = 5;

/** What the settings allow. */
export interface ChangeLimits {
  /** The most instances that one command may change. */
  readonly atOnce: number;
  /** The most instances for which `--yes` counts. */
  readonly confirmAbove: number;
}

/** What is to be done, and how it was said. */
export interface Wish extends Naming {
  readonly order: Order;
  readonly instances: readonly Instance[];
  readonly yes: boolean;
}

/** What comes of a wish: it is done at once, it is asked for first, or it cannot be. */
export type Plan =
  | { readonly kind: 'go' }
  | { readonly kind: 'ask'; readonly confirmation: Confirmation }
  | { readonly kind: 'not-acted'; readonly notActed: NotActed };

/**
 * Judges a wish: how many are too many, what must be asked first, and whether `--yes` counts. Nothing is asked where there is
 * nothing to do.
 */
export function planFor(wish: Wish, limits: ChangeLimits): Plan {
  const { order, instances, unread } = wish;
  const refusal = { verb: order.verb, malformed: [], notFound: [], terminated: [], regions: [] };
  if (instances.length > limits.atOnce) {
    const inState = new Map<InstanceState, number>();
    for (const { state } of instances) inState.set(state, (inState.get(state) ?? 0) + 1);
    const tooMany = { count: instances.length, most: limits.atOnce, inState };
    return { kind: 'not-acted', notActed: { ...refusal, tooMany } };
  }
  const lines = firstLines(order.verb, instances);
  const asked = lines.filter(({ outcome }) => outcome === 'asked');
  const cannotHibernate = order.hibernate === true ? unable(asked) : [];
  if (cannotHibernate.length > 0) return { kind: 'not-acted', notActed: { ...refusal, cannotHibernate } };
  if (asked.length === 0 || !isAsked(wish, asked.length)) return { kind: 'go' };
  const yesIgnored = wish.yes ? whyIgnored(wish, asked.length, limits) : undefined;
  if (wish.yes && yesIgnored === undefined) return { kind: 'go' };
  return { kind: 'ask', confirmation: { order, lines, unread, yesIgnored } };
}

function unable(lines: readonly ChangeLine[]): Instance[] {
  return lines.flatMap(({ instance }) => (instance.canHibernate ? [] : [instance]));
}

function isAsked({ order, exact, unread }: Wish, count: number): boolean {
  if (!exact || unread.length > 0 || order.force === true) return true;
  return count > (order.verb === 'start' ? STARTS_UNASKED : 1);
}

function whyIgnored({ order, exact, unread }: Wish, count: number, limits: ChangeLimits): YesIgnored | undefined {
  if (limits.confirmAbove === 0) return { why: 'off' };
  if (order.force === true) return { why: 'force' };
  if (!exact) return { why: 'chosen' };
  if (unread.length > 0) return { why: 'unread' };
  return count > limits.confirmAbove ? { why: 'count', most: limits.confirmAbove } : undefined;
}
