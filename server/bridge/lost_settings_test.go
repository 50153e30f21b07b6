package main

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-ec2ctl/server/bridge/sidecar"
)

// carried is a configuration as a hook gets it from the server, or the server from a hook.
func carried(t *testing.T, config *model.Config) *model.Config {
	t.Helper()
	type message struct{ A *model.Config }
	var wire bytes.Buffer
	require.NoError(t, gob.NewEncoder(&wire).Encode(&message{config}))
	var received message
	require.NoError(t, gob.NewDecoder(&wire).Decode(&received))
	return received.A
}

// rewriting is a plugin whose sidecar writes its section otherwise.
func rewriting(t *testing.T) (*bridge, *fakeAPI) {
	t.Helper()
	b, api := newBridge(t, say(sidecar.ConfigurationWillBeSavedResult{Configuration: sidecar.Configuration{"regions": "x, y"}}, nil))
	store(t, b, api, map[string]any{}, nil)
	return b, api
}

func TestARewrittenSectionChangesNoOtherSettingOfTheServer(t *testing.T) {
	off := model.NewPointer(false)
	for name, change := range map[string]struct {
		admin func(*model.Config)
		lost  string
	}{
		"nothing is off":     {func(*model.Config) {}, ""},
		"off as by default":  {func(c *model.Config) { c.TeamSettings.EnableOpenServer = off }, ""},
		"nobody may sign up": {func(c *model.Config) { c.TeamSettings.EnableUserCreation = off }, "TeamSettings.EnableUserCreation"},
		"a number at 0":      {func(c *model.Config) { c.ServiceSettings.SessionIdleTimeoutInMinutes = model.NewPointer(0) }, "ServiceSettings.SessionIdleTimeoutInMinutes"},
		"an empty text":      {func(c *model.Config) { c.SupportSettings.HelpLink = model.NewPointer("") }, "SupportSettings.HelpLink"},
		"in a list": {func(c *model.Config) {
			c.SqlSettings.ReplicaLagSettings = []*model.ReplicaLagSettings{{DataSource: model.NewPointer("")}}
		}, "SqlSettings.ReplicaLagSettings.DataSource"},
		"of another plugin": {func(c *model.Config) {
			c.PluginSettings.Plugins["other"] = map[string]any{"off": false, "none": "", "nested": map[string]any{}}
		}, ""},
		"its empty list": {func(c *model.Config) {
			c.PluginSettings.Plugins["other"] = map[string]any{"in": map[string]any{"list": []any{}}}
		}, "PluginSettings.Plugins"},
	} {
		t.Run(name, func(t *testing.T) {
			saved := proposed(map[string]any{"regions": "x y"})
			change.admin(saved)
			b, api := rewriting(t)
			replaced, err := b.ConfigurationWillBeSaved(carried(t, saved))
			require.NoError(t, err)
			if change.lost != "" {
				require.Nil(t, replaced)
				require.Contains(t, api.find("as they were typed"), change.lost)
				return
			}
			require.NotNil(t, replaced)
			stored := carried(t, replaced)
			stored.SetDefaults()
			saved.PluginSettings.Plugins[pluginID] = map[string]any{"regions": "x, y"}
			require.JSONEq(t, jsonOf(t, saved), jsonOf(t, stored))
		})
	}
}

func TestWhatTheEnvironmentSwitchesOffIsNotLost(t *testing.T) {
	saved := proposed(map[string]any{"regions": "x y"})
	saved.TeamSettings.EnableUserCreation = model.NewPointer(false)
	for value, kept := range map[string]bool{"false": true, "0": true, "true": false, "nonsense": false, "": false} {
		t.Run(value, func(t *testing.T) {
			t.Setenv("MM_TEAMSETTINGS_ENABLEUSERCREATION", value)
			b, _ := rewriting(t)
			replaced, err := b.ConfigurationWillBeSaved(carried(t, saved))
			require.NoError(t, err)
			require.Equal(t, kept, replaced != nil)
		})
	}
}

func jsonOf(t *testing.T, config *model.Config) string {
	t.Helper()
	written, err := json.Marshal(config)
	require.NoError(t, err)
	return string(written)
}
