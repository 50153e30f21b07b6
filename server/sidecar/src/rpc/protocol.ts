/**
 * The contract between bridge and sidecar, as types. It pairs with `server/bridge/sidecar/protocol.go`;
 * the page `server/protocol/README.md` says what each means, and the golden messages in
 * `server/protocol/fixtures` hold both sides to it.
 */

/** Facts of the server that come with every configuration. */
export interface ServerFacts {
  /** The address people use, without a trailing slash; may be empty, may have a path. */
  siteUrl: string;
  /** The server's default language, for posts in channels. */
  defaultLocale: string;
}

/** The plugin's own section of the server's configuration; keys in lower case, secrets in clear. */
export type RawConfiguration = Record<string, unknown>;

export interface InitializeParams {
  buildVersion: string;
  pluginId: string;
  serverVersion: string;
  /** Of this life of the bridge, which has one sidecar at a time: what one leaves behind is for the next. */
  instanceId: string;
  server: ServerFacts;
  configuration: RawConfiguration;
}

export interface InitializeResult {
  buildVersion: string;
}

export interface ConfigurationChangedParams {
  server: ServerFacts;
  configuration: RawConfiguration;
}

/** Mattermost's `plugin.Context`: who asked, by which session. */
export interface PluginContext {
  SessionId: string;
  RequestId: string;
  IPAddress: string;
  AcceptLanguage: string;
  UserAgent: string;
}

/** Mattermost's `model.CommandArgs`, as far as it is JSON. */
export interface CommandArgs {
  user_id: string;
  channel_id: string;
  team_id: string;
  root_id: string;
  parent_id: string;
  trigger_id: string;
  command: string;
}

export interface ExecuteCommandParams {
  context: PluginContext;
  args: CommandArgs;
}

/** Mattermost's `model.CommandResponse`, as far as we use it. */
export interface CommandResponse {
  response_type?: 'ephemeral';
  text?: string;
  /** Always true with a text: else `<@id>` and the like in it come alive. */
  skip_slack_parsing?: boolean;
}

export interface ExecuteCommandResult {
  response: CommandResponse;
}

export interface ServeHTTPParams {
  context: PluginContext;
  /** The person of Mattermost's session; never one named in the body or the query. */
  userId: string;
  method: string;
  path: string;
  query: string;
  headers: Record<string, string[]>;
  /** Base64. */
  body: string;
}

export interface ServeHTTPResult {
  status: number;
  headers: Record<string, string[]>;
  /** Base64. */
  body: string;
}

export interface ConfigurationWillBeSavedParams {
  configuration: RawConfiguration;
  duplicateKeys: string[];
}

export interface ConfigurationWillBeSavedResult {
  rejection: string | null;
  configuration: RawConfiguration | null;
}

export interface APICallParams {
  method: string;
  args: unknown[];
  deadlineMs: number;
}

export interface APICallResult {
  result: unknown;
}

/** The methods that the bridge calls, with what they take and give. */
export interface BridgeToSidecar {
  initialize: [InitializeParams, InitializeResult];
  'configuration/changed': [ConfigurationChangedParams, null];
  'hook/executeCommand': [ExecuteCommandParams, ExecuteCommandResult];
  'hook/serveHTTP': [ServeHTTPParams, ServeHTTPResult];
  'hook/configurationWillBeSaved': [ConfigurationWillBeSavedParams, ConfigurationWillBeSavedResult];
  shutdown: [null, null];
  '$/ping': [null, null];
}

/** The methods that the sidecar calls. */
export interface SidecarToBridge {
  'api/call': [APICallParams, APICallResult];
}

/** Error codes that cross the wire; the page of the contract has a line for each. */
export const RPC_ERROR = {
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
  requestCancelled: -32800,
  apiError: -32001,
  notAllowed: -32002,
  deadlineExceeded: -32003,
  tooLarge: -32004,
  versionMismatch: -32005,
  shuttingDown: -32006,
  busy: -32007,
} as const;

/** The longest message either side sends, in bytes, without its header. */
export const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;

/** What the sidecar holds at most of messages that it has not answered yet, in bytes. */
export const MAX_HELD_BYTES = 32 * 1024 * 1024;
