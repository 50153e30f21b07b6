import type { ByPerson } from '../history-rows.ts';
import { createMessages, type Messages } from '../messages/messages.ts';
import { reasonOf } from '../operations/failures.ts';
import type { Request } from '../operations/change-log.ts';
import type { Order, Person, Place } from '../ports.ts';
import type { Head, Layout } from '../views.ts';
import type { Errand } from '../errands/errand.ts';
import type { OpenErrand } from '../errands/open-errand.ts';
import type { Surroundings } from './surroundings.ts';

/** Who asked, where, and how the answer is to look. */
export interface Asker {
  readonly person: Person;
  readonly place: Place;
  /** The command as typed, without its slash. */
  readonly typed: string;
  /** Lines in a thread, whose pane is as narrow as a phone, and on the phone itself; else a table. */
  readonly layout: Layout;
  /** Where an admin changes the settings; undefined when the asker is none, or the site has no address. */
  readonly settingsUrl: string | undefined;
  /** The language of what only this person reads. */
  readonly own: Messages;
  /** The language of what everybody in the channel reads. */
  readonly channel: Messages;
  /** What the next process is told of, should this one end before the answer. */
  readonly errand: OpenErrand;
}

/**
 * Who asks for what, where, and how it is drawn.
 *
 * @param by whether something may be changed by it, and of which card it is a press
 */
export function makeAsker(
  around: Surroundings,
  asked: Pick<Asker, 'person' | 'place' | 'typed' | 'layout'>,
  by: Pick<Errand, 'changing' | 'cardToken'> = { changing: false },
): Asker {
  const { person, place, typed } = asked;
  const head = { typed, username: person.username, demo: false, settingsUrl: undefined };
  return {
    ...asked,
    errand: around.errands.open({ personId: person.id, head, place, ...by }),
    settingsUrl: settingsUrl(around, asked.person),
    own: createMessages(asked.person.locale),
    channel: around.channelMessages(asked.place),
  };
}

function settingsUrl(around: Surroundings, person: Person): string | undefined {
  const site = around.siteUrl();
  return person.isSystemAdmin && site !== '' ? `${site}/admin_console/plugins/plugin_${around.pluginId()}` : undefined;
}

/** Whether a channel is read by one person alone, in whose language the bot answers there; false where that cannot be told. */
export async function isDirectWith({ posts, log }: Surroundings, channelId: string, userId: string): Promise<boolean> {
  try {
    return await posts.isDirect(channelId, userId);
  } catch (error) {
    log('debug', 'Language of a channel is not known', { channelId, ...reasonOf(error) });
    return false;
  }
}

/** What the phone app calls itself. */
const PHONE_APP = 'Mattermost Mobile/';

/** How an answer is drawn for somebody who asked in `place` with the client `userAgent`. */
export function layoutFor(place: Place, userAgent: string): Layout {
  return place.rootId !== '' || userAgent.includes(PHONE_APP) ? 'lines' : 'table';
}

/** The head line of a post, which everybody in the channel reads. */
export function postHead({ typed, person, settingsUrl }: Asker, demo: boolean): Head {
  return { typed, username: person.username, demo, settingsUrl };
}

/**
 * The head line of a reply to the asker alone, who need not be named.
 *
 * @param demo whether it tells of the demo fleet: who looks for a machine of AWS there must know
 */
export function ownHead({ typed, settingsUrl }: Asker, demo = false): Head {
  return { typed, username: undefined, demo, settingsUrl };
}

/** Who asked, and where, as the log and the history have it. */
export function byPerson({ person, place }: Pick<Asker, 'person' | 'place'>): ByPerson {
  return { personId: person.id, username: person.username, channelId: place.channelId };
}

/** What is asked for, as the log has it. */
export function requestOf({ person, place }: Asker, order: Order): Request {
  return { personId: person.id, head: { username: person.username }, place, ...order };
}
