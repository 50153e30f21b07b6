import type { Change } from '../views.ts';

/**
 * Equal for two stages of a change between which nothing happened that is worth an edit of its post: time that has gone by
 * is no news, nor is an address before its instance has arrived, since EC2 gives and takes them on the way.
 */
export function newsOf({ verb, watchEnd, lines }: Change): string {
  return JSON.stringify([
    watchEnd,
    lines.map(({ instance, outcome, failure }) => [
      instance.state,
      outcome,
      failure?.code,
      ...(verb === 'start' && outcome === 'arrived' ? [instance.publicAddress, instance.privateAddress] : []),
    ]),
  ]);
}
