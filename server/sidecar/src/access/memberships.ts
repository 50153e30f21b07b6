import type { Directory } from '../ports.ts';
import type { Named } from './entry.ts';

/** What one person is a member of, for one decision: what its questions have in common is asked once. */
export class Memberships {
  readonly #directory: Directory;
  readonly #userId: string;
  readonly #asked = new Map<'group' | 'team', Promise<ReadonlySet<string>>>();
  readonly #known = new Map<'group' | 'team', ReadonlySet<string>>();

  constructor(directory: Directory, userId: string) {
    this.#directory = directory;
    this.#userId = userId;
  }

  /** Whether it is known by now, without a question, that the person is no member. */
  isKnownOutside(kind: Named['kind'], id: string): boolean {
    if (kind === 'person' || kind === 'channel') return false;
    return this.#known.get(kind)?.has(id) === false;
  }

  /** Whether the person is a member now. */
  async has(kind: 'group' | 'team' | 'channel', id: string): Promise<boolean> {
    if (kind === 'channel') return await this.#directory.isInChannel(id, this.#userId);
    const asked = this.#asked.get(kind) ?? this.#directory.membershipsOf(kind, this.#userId);
    this.#asked.set(kind, asked);
    const ids = await asked;
    this.#known.set(kind, ids);
    return ids.has(id);
  }
}
