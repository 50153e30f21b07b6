package main

import (
	"bytes"
	"encoding/gob"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-ec2ctl/server/bridge/sidecar"
)

// carried is a configuration as a hook gets it from the server.
func carried(t *testing.T, config *model.Config) *model.Config {
	t.Helper()
	type message struct{ A *model.Config }
	var wire bytes.Buffer
	require.NoError(t, gob.NewEncoder(&wire).Encode(&message{config}))
	var received message
	require.NoError(t, gob.NewDecoder(&wire).Decode(&received))
	return received.A
}

// rewriter is a plugin whose sidecar writes a section otherwise.
func rewriter(t *testing.T, written sidecar.Configuration) (*bridge, *fakeAPI, *fakeSupervisor) {
	t.Helper()
	asked := say(sidecar.ConfigurationWillBeSavedResult{Configuration: written}, nil)
	b, api := newBridge(t, asked)
	store(t, b, api, map[string]any{}, nil)
	return b, api, asked
}

// judge is the hook's part of a save.
func judge(t *testing.T, b *bridge, section map[string]any) {
	t.Helper()
	replaced, err := b.ConfigurationWillBeSaved(carried(t, proposed(section)))
	require.NoError(t, err)
	require.Nil(t, replaced, "of a configuration that is given back the server would lose what is off")
}

func next(t *testing.T, written <-chan map[string]any) map[string]any {
	t.Helper()
	select {
	case section := <-written:
		return section
	case <-time.After(within):
		t.Fatal("nothing was written")
		return nil
	}
}

func TestWhatTheSidecarMakesOfASaveCountsAtOnceAndIsWrittenAfterIt(t *testing.T) {
	b, api, asked := rewriter(t, sidecar.Configuration{"regions": "x, y"})
	judge(t, b, map[string]any{"regions": "x y"})
	require.Empty(t, api.written, "before the save is stored there is nothing to write into")
	// What is loaded has the manifest's defaults, too.
	store(t, b, api, map[string]any{"regions": "x y", "mode": "auto"}, map[string]any{"regions": "x y"})
	require.Equal(t, sidecar.Configuration{"regions": "x, y", "mode": "auto"}, asked.configured[len(asked.configured)-1].Configuration)
	require.Equal(t, map[string]any{"regions": "x, y"}, next(t, api.written))

	// The save by which it is written comes through the hooks as well.
	store(t, b, api, map[string]any{"regions": "x, y", "mode": "auto"}, map[string]any{"regions": "x, y"})
	require.Equal(t, asked.configured[len(asked.configured)-2], asked.configured[len(asked.configured)-1])
	require.Empty(t, api.written)
}

func TestWhatIsWrittenDoesNotUndoASaveOfASecretAtTheSameTime(t *testing.T) {
	b, api, _ := rewriter(t, sidecar.Configuration{"regions": "x, y", "secret": "s", "new": "n", "third": "t"})
	store(t, b, api, map[string]any{"secret": "s", "third": "t"}, map[string]any{"secret": mask, "Third": mask})
	judge(t, b, map[string]any{"regions": "x y", "secret": mask, "new": "n", "Third": mask})
	store(t, b, api,
		map[string]any{"regions": "x y", "secret": "s", "new": "n", "third": "t"},
		map[string]any{"regions": "x y", "secret": mask, "new": mask, "Third": mask})
	// The one in another spelling would not be found behind its asterisks.
	require.Equal(t, map[string]any{"regions": "x, y", "secret": mask, "new": mask, "third": "t"}, next(t, api.written))
}

func TestNothingIsMadeOfASaveThatDidNotComeToBe(t *testing.T) {
	b, api, asked := rewriter(t, sidecar.Configuration{"regions": "x, y"})
	judge(t, b, map[string]any{"regions": "x y"})
	// Another plugin refused it, and then there was another save.
	store(t, b, api, map[string]any{"regions": "z"}, map[string]any{"regions": "z"})
	require.Equal(t, sidecar.Configuration{"regions": "z"}, asked.configured[len(asked.configured)-1].Configuration)
	require.Empty(t, api.written)
}

func TestAnotherSaveMeanwhileIsNotUndone(t *testing.T) {
	b, api, _ := rewriter(t, sidecar.Configuration{"regions": "x, y"})
	loaded := b.saved.Load()
	api.config.PluginSettings.Plugins = map[string]map[string]any{pluginID: {"regions": "z"}}
	require.Empty(t, b.store(loaded, sidecar.Configuration{"regions": "x, y"}))
	require.Empty(t, api.written)
}

func TestASaveThatCannotBeCompletedCountsAsItWasTyped(t *testing.T) {
	b, api, asked := rewriter(t, sidecar.Configuration{"regions": "x, y"})
	api.refuseWrite = model.NewAppError("SaveConfig", "ent.cluster.save_config.error", nil, "", 403)
	judge(t, b, map[string]any{"regions": "x y"})
	typed := &savedConfiguration{
		stored:   map[string]any{"regions": "x y"},
		settings: sidecar.Settings{Configuration: sidecar.Configuration{"regions": "x y"}},
	}
	api.config.PluginSettings.Plugins = map[string]map[string]any{pluginID: typed.stored}
	counts := &savedConfiguration{stored: typed.stored, settings: sidecar.Settings{Configuration: sidecar.Configuration{"regions": "x, y"}}}
	b.saved.Store(counts)
	b.writeBack(typed, counts, counts.settings.Configuration)
	require.NotEmpty(t, api.find("stay as they were typed"))
	require.Equal(t, typed.settings, asked.configured[len(asked.configured)-1])
	require.Same(t, typed, b.saved.Load())

	// Not so where there was another save since.
	other := &savedConfiguration{stored: typed.stored}
	b.saved.Store(other)
	b.writeBack(typed, counts, counts.settings.Configuration)
	require.Same(t, other, b.saved.Load())
}
