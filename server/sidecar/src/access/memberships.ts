import type { Directory, Found } from '../ports.ts';

/** What one person is a member of, for one decision: what its questions have in common is asked once. */
export class Memberships {
  readonly #directory: Directory;
  readonly #userId: string;
  #teams: Promise<readonly Found[]> | undefined;
  #groups: Promise<ReadonlySet<string>> | undefined;
  #knownGroups: ReadonlySet<string> | undefined;

  constructor(directory: Directory, userId: string) {
    this.#directory = directory;
    this.#userId = userId;
  }

  /** The team, if the person is a member of it now. */
  async team(id: string): Promise<Found | undefined> {
    this.#teams ??= this.#directory.teamsOf(this.#userId);
    return (await this.#teams).find((team) => team.id === id);
  }

  /** Whether it is known by now, without a question, that the person is not in the group. */
  isKnownOutside(groupId: string): boolean {
    return this.#knownGroups?.has(groupId) === false;
  }

  /** Whether the person is in the group now. */
  async isInGroup(id: string): Promise<boolean> {
    this.#groups ??= this.#directory.groupsOf(this.#userId);
    this.#knownGroups = await this.#groups;
    return this.#knownGroups.has(id);
  }

  /** Whether the person is a member of the channel now. */
  async isInChannel(id: string): Promise<boolean> {
    return await this.#directory.isInChannel(id, this.#userId);
  }
}
