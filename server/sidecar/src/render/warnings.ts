import type { Messages } from '../messages/messages.ts';
import type { Instance, Order } from '../ports.ts';
import { code } from './escape.ts';
import { nameInLine, WARNING } from './instance.ts';

/** Names in one warning, at most; the others are counted. */
const MOST_NAMED = 10;

/** What an order may do to instances that nobody meant: a line for each kind, with the names of those that it is about. */
export function warningLines(
  messages: Messages,
  order: Order,
  instances: readonly Instance[],
  shared: ReadonlySet<string>,
): string[] {
  const about = (some: readonly Instance[]): { count: number; names: string } => ({
    count: some.length,
    names: namesOf(messages, some, shared),
  });
  const stops = order.verb === 'stop';
  const groups = stops ? groupedBy(instances, ({ autoScalingGroup }) => autoScalingGroup) : [];
  const schedules = order.verb === 'reboot' ? [] : groupedBy(instances, ({ schedule }) => schedule);
  const spot = stops ? instances.filter(({ isSpot }) => isSpot) : [];
  const onHost = stops ? instances.filter(({ rootDevice }) => rootDevice === 'instance-store') : [];
  const sentences = [
    ...(order.force === true ? [messages.format('warning.force')] : []),
    ...groups.map(([group, members]) => messages.format('warning.scaling', { ...about(members), group: code(group) })),
    ...schedules.map(([schedule, followers]) =>
      messages.format(stops ? 'warning.schedule.stop' : 'warning.schedule.start', {
        ...about(followers),
        schedule: code(schedule),
      }),
    ),
    ...(spot.length > 0 ? [messages.format('warning.spot', about(spot))] : []),
    ...(onHost.length > 0 ? [messages.format('warning.instanceStore', about(onHost))] : []),
  ];
  return sentences.map((sentence) => `${WARNING} ${sentence}`);
}

/** Names one after another; of many the first, and how many more. */
export function namesOf(messages: Messages, instances: readonly Instance[], shared: ReadonlySet<string>): string {
  const named = instances.slice(0, MOST_NAMED).map((instance) => nameInLine(instance, shared));
  const names = messages.list(named);
  const more = instances.length - named.length;
  return more === 0 ? names : messages.format('general.andMore', { names, count: more });
}

function groupedBy(
  instances: readonly Instance[],
  key: (instance: Instance) => string | undefined,
): [string, readonly Instance[]][] {
  const groups = new Map<string, Instance[]>();
  for (const instance of instances) {
    const value = key(instance);
    if (value !== undefined) groups.set(value, [...(groups.get(value) ?? []), instance]);
  }
  return [...groups];
}
