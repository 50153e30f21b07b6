import { Client4 } from '@mattermost/client';
import type { AutocompleteSuggestion } from '@mattermost/types/integrations';
import type { Post } from '@mattermost/types/posts';
import { Exchange } from './exchange.ts';
import { Inbox } from './inbox.ts';

/** Where a person is when they type: a channel, and perhaps a thread in it. */
export interface Whereabouts {
  readonly channelId: string;
  readonly rootId?: string;
  /** Left empty in direct and group messages, as the web app does outside of a team. */
  readonly teamId?: string;
}

/** Who someone is, to log in. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/** One person at a client: logged in over REST, connected to the websocket. */
export class Person {
  readonly id: string;
  readonly username: string;
  readonly client: Client4;
  readonly #url: string;
  #inbox: Inbox;

  private constructor(url: string, client: Client4, id: string, username: string, inbox: Inbox) {
    this.#url = url;
    this.client = client;
    this.id = id;
    this.username = username;
    this.#inbox = inbox;
  }

  /** Logs in and connects. */
  static async login(url: string, { username, password }: Login): Promise<Person> {
    const client = new Client4();
    client.setUrl(url);
    const profile = await client.login(username, password);
    return new Person(url, client, profile.id, profile.username, await Inbox.open(url, client.getToken()));
  }

  /** Connects with a token that somebody has already, as bots do. */
  static async withToken(url: string, token: string): Promise<Person> {
    const client = new Client4();
    client.setUrl(url);
    client.setToken(token);
    const profile = await client.getMe();
    return new Person(url, client, profile.id, profile.username, await Inbox.open(url, token));
  }

  /** Everything that was pushed to this person since the login or `reconnect`. */
  get inbox(): Inbox {
    return this.#inbox;
  }

  /** The token of the session, for requests that no client would make. */
  get token(): string {
    return this.client.getToken();
  }

  /** Connects to the websocket again, after the server was away; the inbox begins anew. */
  async reconnect(): Promise<void> {
    this.#inbox.close();
    this.#inbox = await Inbox.open(this.#url, this.token);
  }

  /**
   * Types a slash command and sends it. Resolves when the server has answered the request.
   *
   * @param userAgent of the client, when it is not the usual one
   * @throws ClientError when the server refuses
   */
  async command(place: Whereabouts, text: string, { userAgent = '' } = {}): Promise<Exchange> {
    const since = this.#inbox.length;
    const sentAt = Date.now();
    this.client.setUserAgent(userAgent);
    await this.client.executeCommand(text, {
      channel_id: place.channelId,
      root_id: place.rootId ?? '',
      team_id: place.teamId ?? '',
    });
    return new Exchange(this.#inbox, since, sentAt, Date.now());
  }

  /** Writes an ordinary post, and returns it. */
  async write(place: Whereabouts, message: string): Promise<Post> {
    return this.client.createPost({ channel_id: place.channelId, root_id: place.rootId ?? '', message });
  }

  /** Fulfilled when this client was told of a post of somebody else: what comes from then on is no longer that. */
  async sees({ id }: Post): Promise<void> {
    await this.inbox.wait('a post of somebody else', ({ post }) => post.id === id);
  }

  /** What the server offers to complete a line typed so far, which begins with a slash. */
  async complete(place: Whereabouts & { readonly teamId: string }, line: string): Promise<AutocompleteSuggestion[]> {
    return this.client.getCommandAutocompleteSuggestionsList(line, place.teamId, {
      channel_id: place.channelId,
      root_id: place.rootId ?? '',
      team_id: place.teamId,
    });
  }

  /** The id of the direct channel with another user, which is made if there is none. */
  async directChannel(userId: string): Promise<string> {
    return (await this.client.createDirectChannel([this.id, userId])).id;
  }

  /** The posts of a channel as they are stored now, newest first. */
  async posts(channelId: string): Promise<Post[]> {
    const list = await this.client.getPosts(channelId, 0, 200);
    return list.order.map((id) => list.posts[id]).filter((post) => post !== undefined);
  }

  /** Disconnects. */
  close(): void {
    this.#inbox.close();
  }
}
