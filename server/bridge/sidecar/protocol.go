// Package sidecar runs the sidecar as a child process and speaks JSON-RPC with it. It knows nothing of
// Mattermost but the models that cross the pipe, and nothing of what the sidecar is for.
package sidecar

// The contract between bridge and sidecar, as types. It pairs with `server/sidecar/src/rpc/protocol.ts`;
// the page `server/protocol/README.md` says what each means, and the golden messages in
// `server/protocol/fixtures` hold both sides to it.

import (
	"encoding/json"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// The methods of the contract.
const (
	MethodInitialize               = "initialize"
	MethodConfigurationChanged     = "configuration/changed"
	MethodExecuteCommand           = "hook/executeCommand"
	MethodServeHTTP                = "hook/serveHTTP"
	MethodConfigurationWillBeSaved = "hook/configurationWillBeSaved"
	MethodShutdown                 = "shutdown"
	MethodPing                     = "$/ping"
	MethodAPICall                  = "api/call"
	MethodCancelRequest            = "$/cancelRequest"
)

// How long an answer may take, by method.
const (
	InitializeDeadline               = 10 * time.Second
	ConfigurationChangedDeadline     = 5 * time.Second
	ExecuteCommandDeadline           = 10 * time.Second
	ServeHTTPDeadline                = 10 * time.Second
	ConfigurationWillBeSavedDeadline = 2 * time.Second
	ShutdownDeadline                 = 3 * time.Second
	PingDeadline                     = 10 * time.Second
	// MaxAPICallDeadline bounds the deadline that the sidecar asks for.
	MaxAPICallDeadline = 30 * time.Second
)

// MaxMessageBytes is the longest message that either side sends, without its header.
const MaxMessageBytes = 8 << 20

// Configuration is the plugin's own section of the server's configuration: keys in lower case, secrets in
// clear. It is never logged.
type Configuration map[string]any

// ServerFacts are what the sidecar learns of the server with every configuration.
type ServerFacts struct {
	// SiteURL is the address that people use, without a trailing slash; may be empty, may have a path.
	SiteURL string `json:"siteUrl"`
	// DefaultLocale is the server's language for posts in channels.
	DefaultLocale string `json:"defaultLocale"`
}

// InitializeParams open the conversation.
type InitializeParams struct {
	BuildVersion  string `json:"buildVersion"`
	PluginID      string `json:"pluginId"`
	ServerVersion string `json:"serverVersion"`
	// InstanceID is of this life of the bridge: what a child leaves behind is for the next one with the same.
	InstanceID    string        `json:"instanceId"`
	Server        ServerFacts   `json:"server"`
	Configuration Configuration `json:"configuration"`
}

// InitializeResult says that the sidecar is ready.
type InitializeResult struct {
	BuildVersion string `json:"buildVersion"`
}

// ConfigurationChangedParams are the settings from now on.
type ConfigurationChangedParams struct {
	Server        ServerFacts   `json:"server"`
	Configuration Configuration `json:"configuration"`
}

// PluginContext is Mattermost's plugin.Context: who asked, by which session.
type PluginContext struct {
	SessionID      string `json:"SessionId"`
	RequestID      string `json:"RequestId"`
	IPAddress      string `json:"IPAddress"`
	AcceptLanguage string `json:"AcceptLanguage"`
	UserAgent      string `json:"UserAgent"`
}

// CommandArgs is Mattermost's model.CommandArgs, as far as the contract has it.
type CommandArgs struct {
	UserID    string `json:"user_id"`
	ChannelID string `json:"channel_id"`
	TeamID    string `json:"team_id"`
	RootID    string `json:"root_id"`
	ParentID  string `json:"parent_id"`
	TriggerID string `json:"trigger_id"`
	Command   string `json:"command"`
}

// ExecuteCommandParams are a typed command.
type ExecuteCommandParams struct {
	Context PluginContext `json:"context"`
	Args    CommandArgs   `json:"args"`
}

// ExecuteCommandResult is the hook's own answer; posts are made by API calls.
type ExecuteCommandResult struct {
	Response *model.CommandResponse `json:"response"`
}

// ServeHTTPParams are an HTTP request of a person with a session.
type ServeHTTPParams struct {
	Context PluginContext `json:"context"`
	// UserID is the person of the session, never one named in the body or the query.
	UserID  string              `json:"userId"`
	Method  string              `json:"method"`
	Path    string              `json:"path"`
	Query   string              `json:"query"`
	Headers map[string][]string `json:"headers"`
	Body    []byte              `json:"body"`
}

// ServeHTTPResult is the answer to an HTTP request.
type ServeHTTPResult struct {
	Status  int                 `json:"status"`
	Headers map[string][]string `json:"headers"`
	Body    []byte              `json:"body"`
}

// ConfigurationWillBeSavedParams are the plugin's section as it would be saved.
type ConfigurationWillBeSavedParams struct {
	Configuration Configuration `json:"configuration"`
	// DuplicateKeys are those that the section holds in more than one spelling, in lower case.
	DuplicateKeys []string `json:"duplicateKeys"`
}

// ConfigurationWillBeSavedResult refuses, accepts or rewrites the section.
type ConfigurationWillBeSavedResult struct {
	// Rejection is the sentence that the person who saves reads; nil accepts.
	Rejection *string `json:"rejection"`
	// Configuration replaces the section, unless nil.
	Configuration Configuration `json:"configuration"`
}

// APICallParams name a method of Mattermost's plugin API and its positional arguments.
type APICallParams struct {
	Method     string            `json:"method"`
	Args       []json.RawMessage `json:"args"`
	DeadlineMs int64             `json:"deadlineMs"`
}

// APICallResult is what the method gave.
type APICallResult struct {
	Result any `json:"result"`
}

// CancelRequestParams name the request whose caller gave up.
type CancelRequestParams struct {
	ID json.RawMessage `json:"id"`
}
