import type { Messages } from '../messages/messages.ts';
import type { Instance } from '../ports.ts';
import type { Change, Head } from '../views.ts';
import { renderChangeReply } from './change-reply.ts';
import { code, isShown, link, plain } from './escape.ts';

/** Up to so many instances are named; of more it is said how many in which region. */
const MOST_NAMED = 10;

/** What there is to tell of a change. */
export interface AuditInput {
  readonly head: Pick<Head, 'username' | 'demo'>;
  /** Shown where the name is not known. */
  readonly personId: string;
  /** As it ended. */
  readonly change: Change;
  /** Where the post of the change is; undefined where there is none, or no address of the site. */
  readonly postUrl: string | undefined;
}

/**
 * The line that the audit channel gets for a change: who, what, how it ended, which instances where, and a link. It
 * notifies nobody, and does not say where it was typed: not everyone who reads it may know that channel.
 */
export function renderAuditLine(messages: Messages, { head, personId, change, postUrl }: AuditInput): string {
  const acted = change.lines.filter(({ outcome }) => outcome !== 'already' && outcome !== 'unfit');
  const parts = [
    code(head.username ?? personId),
    code(orderTyped(change)),
    renderChangeReply(messages, { username: undefined, change: withoutAddresses(change) }),
    ...placesOf(
      messages,
      acted.map(({ instance }) => instance),
    ),
    ...(head.demo ? [messages.format('head.demo')] : []),
    // In words: below a bare address the server shows the whole post to those who may read it.
    ...(postUrl === undefined ? [] : [link(messages.format('audit.post'), postUrl)]),
  ];
  return parts.join(messages.format('general.separator'));
}

/** As it may be typed: the same in every language. */
function orderTyped({ verb, force, hibernate }: Change): string {
  return `${verb}${force === true ? ' --force' : ''}${hibernate === true ? ' --hibernate' : ''}`;
}

/** How an instance is reached is for those who asked. */
function withoutAddresses(change: Change): Change {
  const lines = change.lines.map((line) => ({
    ...line,
    instance: { ...line.instance, publicAddress: undefined, privateAddress: undefined },
  }));
  return { ...change, lines };
}

/** The instances by their regions, in the order in which they stand in the post. */
function placesOf(messages: Messages, instances: readonly Instance[]): string[] {
  const [only] = instances;
  return Array.from(
    Map.groupBy(instances, ({ region }) => region),
    ([name, inside]) => {
      const region = plain(name);
      if (instances.length > MOST_NAMED) return messages.format('audit.count', { count: inside.length, region });
      // The name of a single one stands in the result.
      const named = instances.length === 1 && only !== undefined ? [code(only.id)] : inside.map(nameAndId);
      return messages.format('audit.instances', { region, instances: messages.list(named) });
    },
  );
}

function nameAndId({ id, name }: Instance): string {
  return isShown(name) ? `${code(name)} ${code(id)}` : code(id);
}
