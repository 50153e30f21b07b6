import type { Directory, Found, NamedKind, Readers } from '../../ports.ts';

/** People, groups, teams and channels in memory. Ids are the names with a mark, padded to the length of real ones. */
export class FakeDirectory implements Directory {
  /** By kind and id. */
  readonly things = new Map<string, Found>();
  /** `<id of what> <id of the user>` */
  readonly members = new Set<string>();
  readonly channelReaders = new Map<string, Readers>();
  /** What is asked fails from now on. */
  failure: Error | undefined;
  /** Questions asked, `byName person alice`. */
  readonly asked: string[] = [];

  /** Adds or replaces one, and returns its id. */
  add(kind: NamedKind, name: string, facts: Partial<Found> = {}): string {
    const id = facts.id ?? idOf(kind, name);
    this.things.set(`${kind} ${id}`, { id, name, gone: undefined, isOpen: false, teamId: undefined, ...facts });
    return id;
  }

  /** Adds a private channel of a team that is there. */
  addChannel(name: string, facts: Partial<Found> = {}): string {
    return this.add('channel', name, { teamId: idOf('team', name.split('/')[0] ?? ''), ...facts });
  }

  join(userId: string, ...ids: readonly string[]): void {
    for (const id of ids) this.members.add(`${id} ${userId}`);
  }

  leave(userId: string, id: string): void {
    this.members.delete(`${id} ${userId}`);
  }

  async byId(kind: NamedKind, id: string): Promise<Found | undefined> {
    return await this.#answer(`byId ${kind} ${id}`, () => this.things.get(`${kind} ${id}`));
  }

  async byName(kind: NamedKind, name: string): Promise<readonly Found[]> {
    return await this.#answer(`byName ${kind} ${name}`, () =>
      this.#all(kind).filter((one) => one.name === name || (kind === 'channel' && one.name.endsWith(`/${name}`))),
    );
  }

  async similar(kind: NamedKind, name: string): Promise<readonly string[]> {
    return await this.#answer(`similar ${kind} ${name}`, () => this.#all(kind).map((one) => one.name));
  }

  async teamsOf(userId: string): Promise<readonly Found[]> {
    return await this.#answer(`teamsOf ${userId}`, () =>
      this.#all('team').filter(({ id, gone }) => gone === undefined && this.members.has(`${id} ${userId}`)),
    );
  }

  async groupsOf(userId: string): Promise<ReadonlySet<string>> {
    const groups = this.#all('group').filter(({ id }) => this.members.has(`${id} ${userId}`));
    return await this.#answer(`groupsOf ${userId}`, () => new Set(groups.map(({ id }) => id)));
  }

  async isInChannel(channelId: string, userId: string): Promise<boolean> {
    return await this.#answer(`isInChannel ${channelId} ${userId}`, () => this.members.has(`${channelId} ${userId}`));
  }

  async readers(channelId: string): Promise<Readers | undefined> {
    return await this.#answer(`readers ${channelId}`, () => this.channelReaders.get(channelId));
  }

  #all(kind: NamedKind): Found[] {
    return [...this.things].filter(([key]) => key.startsWith(`${kind} `)).map(([, found]) => found);
  }

  async #answer<T>(question: string, give: () => T): Promise<T> {
    this.asked.push(question);
    await Promise.resolve();
    if (this.failure !== undefined) throw this.failure;
    return give();
  }
}

/** The id that the fake gives. */
export function idOf(kind: NamedKind, name: string): string {
  return `${kind}${name.replaceAll(/[^a-z0-9]/g, '')}`.padEnd(26, '0').slice(0, 26);
}
