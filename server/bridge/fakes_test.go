package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-ec2ctl/server/bridge/sidecar"
)

const (
	pluginID = "example"
	// within bounds every wait.
	within = 20 * time.Second
)

// fakeAPI is the server as the bridge sees it. A method that is not here panics.
type fakeAPI struct {
	plugin.API
	folder   string
	config   *model.Config
	loaded   map[string]any
	users    map[string]*model.User
	version  func() string
	mu       sync.Mutex
	commands []string
	logged   []string
	refuse   error
	// written are the sections that SavePluginConfig was given; it answers with refuseWrite.
	written     chan map[string]any
	refuseWrite *model.AppError
}

func newFakeAPI() *fakeAPI {
	config := &model.Config{}
	config.SetDefaults()
	return &fakeAPI{config: config, users: map[string]*model.User{}, loaded: map[string]any{}, version: func() string { return "11.9.0" }, written: make(chan map[string]any, 8)}
}

func (a *fakeAPI) GetBundlePath() (string, error) { return a.folder, nil }
func (a *fakeAPI) GetServerVersion() string       { return a.version() }
func (a *fakeAPI) GetConfig() *model.Config       { return a.config }

func (a *fakeAPI) SavePluginConfig(section map[string]any) *model.AppError {
	a.written <- section
	return a.refuseWrite
}

func (a *fakeAPI) RegisterCommand(command *model.Command) error {
	a.commands = append(a.commands, command.Trigger+" "+command.Description)
	return a.refuse
}

// LoadPluginConfiguration does as the server's: on a broken connection, nothing.
func (a *fakeAPI) LoadPluginConfiguration(dest any) error {
	if a.loaded == nil {
		return nil
	}
	raw, err := json.Marshal(a.loaded)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, dest)
}

func (a *fakeAPI) GetUser(id string) (*model.User, *model.AppError) {
	if user := a.users[id]; user != nil {
		return user, nil
	}
	return nil, model.NewAppError("GetUser", "app.user.missing", nil, "SELECT * FROM users", 404)
}

func (a *fakeAPI) log(level, message string, fields []any) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.logged = append(a.logged, level+" "+message+" "+fmt.Sprint(fields...))
}

func (a *fakeAPI) LogDebug(message string, fields ...any) { a.log("debug", message, fields) }
func (a *fakeAPI) LogInfo(message string, fields ...any)  { a.log("info", message, fields) }
func (a *fakeAPI) LogWarn(message string, fields ...any)  { a.log("warn", message, fields) }
func (a *fakeAPI) LogError(message string, fields ...any) { a.log("error", message, fields) }

// find returns the first line of the log with a text in it; empty for none.
func (a *fakeAPI) find(text string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, line := range a.logged {
		if strings.Contains(line, text) {
			return line
		}
	}
	return ""
}

// fakeSupervisor is a sidecar whose answers a test gives.
type fakeSupervisor struct {
	notReady   error
	answer     func(ctx context.Context, params any) (any, error)
	mu         sync.Mutex
	asked      []any
	methods    []string
	configured []sidecar.Settings
}

func (s *fakeSupervisor) AwaitReady(context.Context) error { return s.notReady }
func (s *fakeSupervisor) Stop()                            {}

func (s *fakeSupervisor) Configure(settings sidecar.Settings) {
	s.configured = append(s.configured, settings)
}

func (s *fakeSupervisor) Call(ctx context.Context, method string, params, result any) error {
	if s.notReady != nil {
		return s.notReady
	}
	s.mu.Lock()
	s.asked = append(s.asked, params)
	s.methods = append(s.methods, method)
	s.mu.Unlock()
	answer, err := s.answer(ctx, params)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, result)
}

// say makes a sidecar that gives one answer.
func say(answer any, err error) *fakeSupervisor {
	return &fakeSupervisor{answer: func(context.Context, any) (any, error) { return answer, err }}
}

// newBridge is a plugin that is active with this sidecar.
func newBridge(t *testing.T, s *fakeSupervisor) (*bridge, *fakeAPI) {
	t.Helper()
	folder := writeBundle(t, nil)
	read, err := readBundle(folder)
	require.NoError(t, err)
	api := newFakeAPI()
	api.folder = folder
	b := &bridge{}
	b.SetAPI(api)
	b.active.Store(&activation{
		bundle: read, supervisor: s, requests: newRequestLimit(), log: serverLog{api},
		probe: startProbe(api, func() {}),
	})
	t.Cleanup(b.active.Load().probe.stop)
	return b, api
}

// writeBundle writes the files that a bundle has for the bridge, with some of them other than usual.
func writeBundle(t *testing.T, changed map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	sentences := map[messageKey]string{}
	for _, key := range messageKeys {
		sentences[key] = "english " + string(key)
	}
	sentences[messageInternalError] = "failed under {reference}"
	english, err := json.Marshal(sentences)
	require.NoError(t, err)
	files := map[string]string{
		"plugin.json":                    `{"id":"` + pluginID + `","name":"x","version":"0.1.0"}`,
		"server/commands.en.json":        `[{"trigger":"example","description":"english"}]`,
		"server/commands.de.json":        `[{"trigger":"example","description":"deutsch"}]`,
		"server/host-api.json":           `{"methods":["GetUser","GetServerVersion"]}`,
		"server/launch.json":             `{"buildVersion":"` + buildVersion + `","command":"no/runtime","entry":"server/sidecar.js"}`,
		"server/bridge-messages.en.json": string(english),
		"server/bridge-messages.de.json": `{"starting":"deutsch starting"}`,
	}
	for name, content := range changed {
		files[name] = content
	}
	for name, content := range files {
		path := filepath.Join(folder, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	}
	return folder
}
