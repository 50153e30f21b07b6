import type { Person } from '../../ports.ts';
import { type AccessControl, createAccess } from '../access.ts';
import { FakeDirectory, idOf } from './fake-directory.ts';
import { FakeStore } from './fake-store.ts';

/** Our bot's user id. */
export const BOT = 'bot';

/** Access control with everything around it in memory. */
export interface Stage {
  readonly access: AccessControl;
  readonly directory: FakeDirectory;
  readonly store: FakeStore;
  readonly logged: { message: string; [field: string]: unknown }[];
}

/**
 * Access control over a town: the people alice, bob and carol, the team sre with its private channel sre/deploys and its
 * public one sre/square. Alice is a member of all of them.
 *
 * @param store of an earlier process, if one is played
 */
export function createStage(store = new FakeStore(), directory = createTown()): Stage {
  const logged: Stage['logged'] = [];
  const access = createAccess({
    directory,
    records: store,
    log: (_level, message, fields) => logged.push({ message, ...fields }),
    isBot: (userId) => userId === BOT,
  });
  return { access, directory, store, logged };
}

function createTown(): FakeDirectory {
  const town = new FakeDirectory();
  for (const name of ['alice', 'bob', 'carol']) town.add('person', name);
  const team = town.add('team', 'sre');
  const channels = [town.addChannel('sre/deploys'), town.addChannel('sre/square', { isOpen: true })];
  town.join(idOf('person', 'alice'), team, ...channels);
  return town;
}

/** A person of the town as Mattermost has them. */
export function person(name: string, facts: Partial<Person> = {}): Person {
  return { id: idOf('person', name), username: name, locale: 'en', isSystemAdmin: false, isOutsider: false, ...facts };
}
