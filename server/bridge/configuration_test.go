package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-ec2ctl/server/bridge/sidecar"
)

const mask = model.FakeSetting

// store puts a section in force, as the server does: with secrets masked where it is read back.
func store(t *testing.T, b *bridge, api *fakeAPI, loaded, stored map[string]any) {
	t.Helper()
	api.loaded = loaded
	api.config.PluginSettings.Plugins = map[string]map[string]any{pluginID: stored}
	require.NoError(t, b.OnConfigurationChange())
}

func TestTheSidecarGetsItsOwnSectionAndFactsOfTheServer(t *testing.T) {
	asked := say(nil, nil)
	b, api := newBridge(t, asked)
	api.config.ServiceSettings.SiteURL = model.NewPointer("https://chat.example.com/team/")
	store(t, b, api, map[string]any{"Regions": "a", "secret": "s"}, map[string]any{"Regions": "a", "secret": mask})
	require.Equal(t, []sidecar.Settings{{
		Configuration: sidecar.Configuration{"regions": "a", "secret": "s"},
		Server:        sidecar.ServerFacts{SiteURL: "https://chat.example.com/team", DefaultLocale: "en"},
	}}, asked.configured)
}

func TestABrokenConnectionDoesNotEmptyTheSettings(t *testing.T) {
	asked := say(nil, nil)
	b, api := newBridge(t, asked)
	store(t, b, api, map[string]any{"regions": "a"}, map[string]any{"regions": "a"})
	before := b.saved.Load()
	api.loaded = nil
	require.NoError(t, b.OnConfigurationChange())
	api.loaded, api.config = map[string]any{}, nil
	require.NoError(t, b.OnConfigurationChange())
	require.Same(t, before, b.saved.Load())
	require.Len(t, asked.configured, 1)
}

// busyAPI is a server where others run between the reading of the settings and its answer.
type busyAPI struct {
	*fakeAPI
	saving sync.Mutex
}

func (a *busyAPI) save(section map[string]any) {
	a.saving.Lock()
	defer a.saving.Unlock()
	a.loaded = section
}

func (a *busyAPI) LoadPluginConfiguration(dest any) error {
	a.saving.Lock()
	err := a.fakeAPI.LoadPluginConfiguration(dest)
	a.saving.Unlock()
	runtime.Gosched()
	return err
}

func TestOfSavesAtTheSameTimeTheLastIsInForce(t *testing.T) {
	for range 100 {
		asked := say(nil, nil)
		b, api := newBridge(t, asked)
		busy := &busyAPI{fakeAPI: api}
		b.SetAPI(busy)
		var saves sync.WaitGroup
		for number := range 8 {
			saves.Go(func() {
				busy.save(map[string]any{"regions": fmt.Sprint(number)})
				_ = b.OnConfigurationChange() // it never fails
			})
		}
		saves.Wait()
		last := sidecar.Configuration(api.loaded)
		require.Equal(t, last, b.saved.Load().settings.Configuration)
		require.Equal(t, last, asked.configured[len(asked.configured)-1].Configuration)
	}
}

func TestOfTwoSpellingsTheOneInLowerCaseCounts(t *testing.T) {
	asked := say(nil, nil)
	b, api := newBridge(t, asked)
	stored := map[string]any{"Regions": "other", "regions": "mine", "Secret": mask, "secret": mask}
	store(t, b, api, map[string]any{"regions": "other", "secret": "s"}, stored)
	require.Equal(t, sidecar.Configuration{"regions": "mine", "secret": "s"}, asked.configured[0].Configuration)
}

func TestBeforeActivationTheConfigurationIsKept(t *testing.T) {
	api := newFakeAPI()
	api.folder = writeBundle(t, nil)
	b := &bridge{}
	b.SetAPI(api)
	store(t, b, api, map[string]any{"regions": "a"}, map[string]any{"regions": "a"})
	require.Equal(t, sidecar.Configuration{"regions": "a"}, b.saved.Load().settings.Configuration)
	require.Equal(t, map[string]any{"regions": "a"}, b.saved.Load().stored)
}

// proposed is a configuration that is to be saved, with our section as given.
func proposed(section map[string]any) *model.Config {
	config := &model.Config{}
	config.SetDefaults()
	if section != nil {
		config.PluginSettings.Plugins[pluginID] = section
	}
	config.PluginSettings.PluginStates[pluginID] = &model.PluginState{Enable: true}
	return config
}

func TestASectionThatIsInForceIsNotAskedAbout(t *testing.T) {
	loaded := map[string]any{"regions": "a", "secret": "s", "empty": "", "default": "d"}
	stored := map[string]any{"Regions": "a", "regions": "a", "secret": mask, "empty": mask}
	twice := map[string]any{"secret": mask, "Secret": mask}
	for name, same := range map[string]map[string]any{
		"as the console sends it":    {"Regions": "a", "regions": "a", "secret": mask, "empty": mask},
		"unmasked":                   {"Regions": "a", "regions": "a", "secret": "s", "empty": ""},
		"a secret in two spellings":  {"secret": "s", "Secret": "another"},
		"the same, the other loaded": {"secret": "another", "Secret": "s"},
	} {
		t.Run(name, func(t *testing.T) {
			asked := say(sidecar.ConfigurationWillBeSavedResult{Rejection: model.NewPointer("never")}, nil)
			b, api := newBridge(t, asked)
			if _, ok := same["Secret"]; ok {
				store(t, b, api, loaded, twice)
			} else {
				store(t, b, api, loaded, stored)
			}
			replaced, err := b.ConfigurationWillBeSaved(proposed(same))
			require.NoError(t, err)
			require.Nil(t, replaced)
			require.Empty(t, asked.asked)
		})
	}
}

func TestAChangedSectionIsAskedAboutUnmasked(t *testing.T) {
	loaded := map[string]any{"regions": "a", "secret": "s"}
	stored := map[string]any{"regions": "a", "secret": mask}
	for name, change := range map[string]struct {
		section    map[string]any
		seen       sidecar.Configuration
		duplicates []string
	}{
		"a value":           {map[string]any{"regions": "b", "secret": mask}, sidecar.Configuration{"regions": "b", "secret": "s"}, []string{}},
		"a secret":          {map[string]any{"regions": "a", "secret": "t"}, sidecar.Configuration{"regions": "a", "secret": "t"}, []string{}},
		"a key more":        {map[string]any{"regions": "a", "secret": mask, "New": 7.5}, sidecar.Configuration{"regions": "a", "secret": "s", "new": 7.5}, []string{}},
		"a key less":        {map[string]any{"regions": "a"}, sidecar.Configuration{"regions": "a"}, []string{}},
		"all gone":          {nil, sidecar.Configuration{}, []string{}},
		"two of them":       {map[string]any{"regions": "b", "Regions": "c", "REGIONS": "d", "secret": mask}, sidecar.Configuration{"regions": "b", "secret": "s"}, []string{"regions"}},
		"a mask of nothing": {map[string]any{"regions": "b", "secret": mask, "unknown": mask}, sidecar.Configuration{"regions": "b", "secret": "s"}, []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			asked := say(sidecar.ConfigurationWillBeSavedResult{}, nil)
			b, api := newBridge(t, asked)
			store(t, b, api, loaded, stored)
			replaced, err := b.ConfigurationWillBeSaved(proposed(change.section))
			require.NoError(t, err)
			require.Nil(t, replaced)
			require.Equal(t, []any{sidecar.ConfigurationWillBeSavedParams{Configuration: change.seen, DuplicateKeys: change.duplicates}}, asked.asked)
		})
	}
}

func TestARefusalIsShownInItsOwnWords(t *testing.T) {
	b, api := newBridge(t, say(sidecar.ConfigurationWillBeSavedResult{Rejection: model.NewPointer("Regions: no.")}, nil))
	store(t, b, api, map[string]any{}, nil)
	_, err := b.ConfigurationWillBeSaved(proposed(map[string]any{"regions": "x"}))
	var app *model.AppError
	require.True(t, errors.As(err, &app))
	require.Equal(t, "Regions: no.", app.Message)
	require.True(t, app.SkipTranslation)
	require.Equal(t, http.StatusBadRequest, app.StatusCode)
}

func TestNobodysSaveFailsForWantOfASidecar(t *testing.T) {
	for name, s := range map[string]*fakeSupervisor{
		"away":     {notReady: &sidecar.NotReadyError{State: sidecar.Waiting}},
		"dead":     say(nil, sidecar.ErrClosed),
		"a defect": say(nil, &sidecar.WireError{Code: sidecar.CodeInternalError}),
		"a panic":  {answer: func(context.Context, any) (any, error) { panic("hunter2") }},
	} {
		t.Run(name, func(t *testing.T) {
			b, api := newBridge(t, s)
			store(t, b, api, map[string]any{}, nil)
			replaced, err := b.ConfigurationWillBeSaved(proposed(map[string]any{"regions": "x"}))
			require.NoError(t, err)
			require.Nil(t, replaced)
			require.NotEmpty(t, api.logged, "a warning")
		})
	}
}

func TestASlowSidecarHoldsUpASaveFor2SecondsAtMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, api := newBridge(t, &fakeSupervisor{answer: func(ctx context.Context, _ any) (any, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}})
		store(t, b, api, map[string]any{}, nil)
		began := time.Now()
		_, err := b.ConfigurationWillBeSaved(proposed(map[string]any{"regions": "x"}))
		require.NoError(t, err)
		require.Equal(t, 2*time.Second, time.Since(began))
		require.NotEmpty(t, api.find("without being checked"))
		b.active.Load().probe.stop()
	})
}

func TestSwitchingThePluginOffIsAlwaysAccepted(t *testing.T) {
	for name, change := range map[string]func(*model.Config){
		"this one": func(c *model.Config) { c.PluginSettings.PluginStates[pluginID].Enable = false },
		"all":      func(c *model.Config) { c.PluginSettings.Enable = model.NewPointer(false) },
	} {
		t.Run(name, func(t *testing.T) {
			asked := say(sidecar.ConfigurationWillBeSavedResult{Rejection: model.NewPointer("never")}, nil)
			b, api := newBridge(t, asked)
			store(t, b, api, map[string]any{}, nil)
			config := proposed(map[string]any{"regions": "x"})
			change(config)
			_, err := b.ConfigurationWillBeSaved(carried(t, config))
			require.NoError(t, err)
			require.Empty(t, asked.asked)
		})
	}
	b, api := newBridge(t, say(sidecar.ConfigurationWillBeSavedResult{Rejection: model.NewPointer("no")}, nil))
	store(t, b, api, map[string]any{}, nil)
	config := proposed(map[string]any{"regions": "x"})
	delete(config.PluginSettings.PluginStates, pluginID)
	_, err := b.ConfigurationWillBeSaved(config)
	require.Error(t, err, "no state may be one from the environment")
}
