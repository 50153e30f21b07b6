import type { Instance } from '../ports.ts';
import type { SortKey } from '../views.ts';
import { isShown } from './escape.ts';
import { LISTED_STATES } from './instance.ts';

let collator: Intl.Collator | undefined;

/** Numbers in a name count as numbers: `web-2` before `web-10`. */
function names(): Intl.Collator {
  // Made at its first use, as what it loads is worth a tenth of an idle process.
  return (collator ??= new Intl.Collator('en', { numeric: true }));
}

type Compare = (a: Instance, b: Instance) => number;

/** What stands first by each key. Machines that run come first, and those that were launched last. */
const BY: Readonly<Record<SortKey, Compare>> = {
  region: (a, b) => byText(a.region, b.region),
  name: (a, b) => byName(a.name, b.name),
  type: (a, b) => names().compare(a.type, b.type),
  state: (a, b) => LISTED_STATES.indexOf(a.state) - LISTED_STATES.indexOf(b.state),
  launched: (a, b) => (b.launchedAt ?? 0) - (a.launchedAt ?? 0),
};

/** Instances by a key, what is alike by region, then name, then id; those without a name come last. */
export function inOrder<Some extends Instance>(instances: readonly Some[], key: SortKey = 'region'): Some[] {
  const keys = [BY[key], BY.region, BY.name];
  return instances.toSorted((a, b) => {
    for (const compare of keys) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    return byText(a.id, b.id);
  });
}

function byName(a: string | undefined, b: string | undefined): number {
  if (!isShown(a) || !isShown(b)) return Number(!isShown(a)) - Number(!isShown(b));
  return names().compare(a, b) || byText(a, b);
}

/** By code units, so that the order is the same everywhere. */
function byText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
