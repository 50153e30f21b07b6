/** The bot's posts, and the records of operations, as the database has them: seen whatever happens to server and plugin. */
import pg from 'pg';
import { PLUGIN_ID } from '../harness/world.ts';
import { OPERATION_PROP } from '../../server/sidecar/src/mattermost/posts.ts';

/** A post of the bot as it is stored now. */
export interface BoardPost {
  readonly id: string;
  readonly channelId: string;
  /** Empty for one that begins a thread. */
  readonly rootId: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly message: string;
  /** What ties it to an operation; undefined for listings, replies and the like. */
  readonly operationId: string | undefined;
  /** What can be pressed below it. */
  readonly actions: readonly { readonly id: string; readonly name: string }[];
}

interface Attachment {
  readonly actions?: readonly { readonly id: string; readonly name: string }[];
}

/** How often it is looked. */
const LOOK_EVERY_MS = 300;

/** Posts that were changed while a look went on are seen by the next. */
const OVERLAP_MS = 5_000;

/** All posts of the bot that there were, by their ids, kept up to date. */
export class Board {
  readonly #url: string;
  readonly #botId: string;
  readonly #posts = new Map<string, BoardPost>();
  #owners: ReadonlyMap<string, string> = new Map();
  readonly #closed = new AbortController();
  #client: pg.Client | undefined;
  #seenTo = 0;
  #seenAt = 0;
  #looking: Promise<void> = Promise.resolve();

  /** @param url of the server's database */
  constructor(url: string, botId: string) {
    this.#url = url;
    this.#botId = botId;
  }

  /** Begins to look. */
  open(): void {
    this.#looking = this.#lookAgainAndAgain();
  }

  /** All posts, oldest first. */
  all(): BoardPost[] {
    return [...this.#posts.values()].sort((a, b) => a.createdAt - b.createdAt);
  }

  /** A post as it was seen last. */
  post(id: string): BoardPost | undefined {
    return this.#posts.get(id);
  }

  /** When the database showed them last, in milliseconds since the epoch. */
  get seenAt(): number {
    return this.#seenAt;
  }

  /** Who has each operation under way, by its id: another text as soon as it is another, or has said again that it is the same. */
  get owners(): ReadonlyMap<string, string> {
    return this.#owners;
  }

  /** Looks once, now. Rejects while the database is not there. */
  async look(): Promise<void> {
    this.#client ??= await this.#connect();
    const { rows } = await this.#client.query<Record<string, unknown>>(
      `SELECT id, channelid, rootid, createat, updateat, message, props FROM posts
        WHERE userid = $1 AND originalid = '' AND deleteat = 0 AND updateat >= $2`,
      [this.#botId, this.#seenTo - OVERLAP_MS],
    );
    for (const row of rows) {
      const post = postOf(row);
      this.#posts.set(post.id, post);
      this.#seenTo = Math.max(this.#seenTo, post.updatedAt);
    }
    const records = await this.#client.query<Record<string, unknown>>(
      `SELECT pkey, convert_from(pvalue, 'UTF8') AS value FROM pluginkeyvaluestore WHERE pluginid = $1 AND pkey LIKE 'op/%'`,
      [PLUGIN_ID],
    );
    this.#owners = new Map(records.rows.map(({ pkey, value }) => [String(pkey).slice('op/'.length), ownerOf(value)]));
    this.#seenAt = Date.now();
  }

  /** Looks no more. */
  async close(): Promise<void> {
    this.#closed.abort();
    await this.#looking;
    await this.#client?.end().catch(() => undefined);
  }

  async #lookAgainAndAgain(): Promise<void> {
    while (!this.#closed.signal.aborted) {
      await this.look().catch(() => {
        // PostgreSQL is being restarted.
        this.#client?.end().catch(() => undefined);
        this.#client = undefined;
      });
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.#url });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }
}

function ownerOf(record: unknown): string {
  const { owner, beat } = JSON.parse(String(record)) as Record<string, unknown>;
  return `${String(owner)} ${String(beat)}`;
}

function postOf(row: Record<string, unknown>): BoardPost {
  const props = (row['props'] ?? {}) as Record<string, unknown>;
  const attachments = (props['attachments'] ?? []) as readonly Attachment[];
  const operationId = props[OPERATION_PROP];
  return {
    id: String(row['id']),
    channelId: String(row['channelid']),
    rootId: String(row['rootid']),
    createdAt: Number(row['createat']),
    updatedAt: Number(row['updateat']),
    message: String(row['message']),
    operationId: typeof operationId === 'string' ? operationId : undefined,
    actions: attachments.flatMap(({ actions = [] }) => actions.map(({ id, name }) => ({ id, name }))),
  };
}
