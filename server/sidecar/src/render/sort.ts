import type { Instance } from '../ports.ts';
import { isShown } from './escape.ts';

let collator: Intl.Collator | undefined;

/** Numbers in a name count as numbers: `web-2` before `web-10`. */
function names(): Intl.Collator {
  // Made at its first use, as what it loads is worth a tenth of an idle process.
  return (collator ??= new Intl.Collator('en', { numeric: true }));
}

/** Instances by region, then name, then id; those without a name come last in their region. */
export function inOrder(instances: readonly Instance[]): Instance[] {
  return instances.toSorted((a, b) => byText(a.region, b.region) || byName(a.name, b.name) || byText(a.id, b.id));
}

function byName(a: string | undefined, b: string | undefined): number {
  if (!isShown(a) || !isShown(b)) return Number(!isShown(a)) - Number(!isShown(b));
  return names().compare(a, b) || byText(a, b);
}

/** By code units, so that the order is the same everywhere. */
function byText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
