import type { ListedInstance } from '../../ports.ts';
import { plainInstance } from '../../testing/plain-instance.ts';

let count = 0;

/** For tests: an instance to select from, running in us-west-2, with an id of its own. */
export function listed(
  name: string | undefined,
  { tags = {}, ...rest }: Partial<Omit<ListedInstance, 'tags'>> & { tags?: Readonly<Record<string, string>> } = {},
): ListedInstance {
  count += 1;
  const plain = plainInstance(`i-${count.toString(16).padStart(17, '0')}`, 'us-west-2', 'running');
  return { ...plain, name, zone: 'us-west-2a', tags: new Map(Object.entries(tags)), ...rest };
}
