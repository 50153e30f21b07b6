import type { Order } from './ports.ts';
import type { Change } from './views.ts';

/** The order that a change carries out. */
export function orderOf({ verb, force, hibernate }: Pick<Change, 'verb' | 'force' | 'hibernate'>): Order {
  if (verb === 'reboot') return { verb };
  return { verb, ...(force === true && { force }), ...(hibernate === true && { hibernate }) };
}
