package main

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-ec2ctl/server/bridge/sidecar"
)

func TestOnlyTheHooksThatAreNeededExist(t *testing.T) {
	// The server calls every hook that it finds, on every message and every login.
	hooks := []string{}
	for hook := range reflect.TypeFor[plugin.Hooks]().Methods() {
		if _, ok := reflect.TypeFor[*bridge]().MethodByName(hook.Name); ok {
			hooks = append(hooks, hook.Name)
		}
	}
	require.ElementsMatch(t, []string{
		"OnActivate", "OnDeactivate", "OnConfigurationChange", "ConfigurationWillBeSaved", "ExecuteCommand", "ServeHTTP",
	}, hooks)
}

func TestActivationRegistersTheCommandsAndDoesNotWaitForTheSidecar(t *testing.T) {
	folder := writeBundle(t, map[string]string{"server/launch.json": launchOf(t, "silent")})
	api := newFakeAPI()
	api.folder = folder
	b := &bridge{}
	b.SetAPI(api)
	require.NoError(t, b.OnConfigurationChange())
	require.NoError(t, b.OnActivate())
	require.Equal(t, []string{"example english"}, api.commands)
	var notReady *sidecar.NotReadyError
	require.ErrorAs(t, b.active.Load().supervisor.Call(t.Context(), sidecar.MethodPing, nil, nil), &notReady)
	require.Equal(t, sidecar.Starting, notReady.State)

	began := time.Now()
	require.NoError(t, b.OnDeactivate())
	require.NoError(t, b.OnDeactivate())
	require.Less(t, time.Since(began), 5*time.Second)
	response, _ := b.ExecuteCommand(&plugin.Context{}, typed("carol"))
	require.Equal(t, "english shuttingDown", response.Text)
}

func TestTheHelpOfTheCommandsIsInTheServersLanguage(t *testing.T) {
	folder := writeBundle(t, map[string]string{"server/launch.json": launchOf(t, "silent")})
	api := newFakeAPI()
	api.folder = folder
	speak := func(locale string) { api.config.LocalizationSettings.DefaultServerLocale = &locale }
	speak("de")
	b := &bridge{}
	b.SetAPI(api)
	require.NoError(t, b.OnActivate())
	t.Cleanup(func() { require.NoError(t, b.OnDeactivate()) })
	require.Equal(t, []string{"example deutsch"}, api.commands)
	require.NoError(t, b.OnConfigurationChange())
	require.Len(t, api.commands, 1, "nothing has changed")
	speak("fr")
	require.NoError(t, b.OnConfigurationChange())
	require.Equal(t, []string{"example deutsch", "example english"}, api.commands, "a language that there is not is English")
	speak("de")
	api.refuse = errors.New("not now")
	require.NoError(t, b.OnConfigurationChange(), "the save goes through")
	require.NotEmpty(t, api.find("register /example: not now"))
}

func TestAMissingRuntimeIsSaidSo(t *testing.T) {
	api := newFakeAPI()
	api.folder = writeBundle(t, nil)
	b := &bridge{}
	b.SetAPI(api)
	require.NoError(t, b.OnActivate(), "the plugin itself is active, and can say what is wrong")
	require.Eventually(t, func() bool { return api.find("failed and is started again") != "" }, within, time.Millisecond)
	response, _ := b.ExecuteCommand(&plugin.Context{}, typed("carol"))
	require.Equal(t, "english noRuntime", response.Text)
	require.NoError(t, b.OnDeactivate())
}

func TestActivationFailsInWords(t *testing.T) {
	english := func(t *testing.T) map[string]string {
		t.Helper()
		return map[string]string{"server/bridge-messages.en.json": `{"starting":"only one"}`}
	}
	for name, refused := range map[string]struct {
		files  map[string]string
		refuse error
		word   string
	}{
		"no manifest":          {map[string]string{"plugin.json": "{"}, nil, "manifest"},
		"bad commands":         {map[string]string{"server/commands.en.json": `[{"triger":"x"}]`}, nil, "commands.en.json"},
		"bad list":             {map[string]string{"server/host-api.json": `["GetUser"]`}, nil, "host-api.json"},
		"bad launch file":      {map[string]string{"server/launch.json": `{}`}, nil, "launch.json"},
		"missing sentences":    {english(t), nil, "bridge-messages.en.json lacks"},
		"a refused command":    {nil, errors.New("trigger is taken"), "register /example: trigger is taken"},
		"a broken translation": {map[string]string{"server/bridge-messages.de.json": `[]`}, nil, "bridge-messages.de.json"},
	} {
		t.Run(name, func(t *testing.T) {
			api := newFakeAPI()
			api.folder, api.refuse = writeBundle(t, refused.files), refused.refuse
			b := &bridge{}
			b.SetAPI(api)
			require.ErrorContains(t, b.OnActivate(), refused.word)
			require.NoError(t, b.OnDeactivate())
		})
	}
}

func TestNoSidecarIsStartedWithoutTheSettings(t *testing.T) {
	api := newFakeAPI()
	api.folder, api.loaded = writeBundle(t, nil), nil
	b := &bridge{}
	b.SetAPI(api)
	require.ErrorContains(t, b.OnActivate(), "the settings cannot be loaded")
	require.Empty(t, api.commands)
	require.NoError(t, b.OnDeactivate())
}

func TestEveryKindOfCompletionSurvivesTheBundleAndTheWire(t *testing.T) {
	folder := writeBundle(t, map[string]string{"server/commands.en.json": `[{
		"trigger": "example", "auto_complete": true, "auto_complete_desc": "d", "auto_complete_hint": "h", "display_name": "n",
		"autocomplete_data": {"Trigger": "example", "Hint": "", "HelpText": "", "RoleID": "system_user", "Arguments": [], "SubCommands": [
			{"Trigger": "ls", "Hint": "", "HelpText": "", "RoleID": "system_user", "SubCommands": [], "Arguments": [
				{"Name": "", "HelpText": "", "Type": "DynamicList", "Required": true, "Data": {"FetchURL": "complete"}},
				{"Name": "", "HelpText": "", "Type": "StaticList", "Required": true, "Data": {"PossibleArguments": [{"Item": "a", "Hint": "", "HelpText": ""}]}},
				{"Name": "", "HelpText": "", "Type": "TextInput", "Required": true, "Data": {"Hint": "x", "Pattern": ""}}
			]}
		]}
	}]`})
	read, err := readBundle(folder)
	require.NoError(t, err)
	command := read.commands.in("en")[0]
	require.NoError(t, carriedByGob(struct{ Command *model.Command }{command}))
	arguments := command.AutocompleteData.SubCommands[0].Arguments
	require.Equal(t, &model.AutocompleteDynamicListArg{FetchURL: "complete"}, arguments[0].Data)
	require.Equal(t, "a", arguments[1].Data.(*model.AutocompleteStaticListArg).PossibleArguments[0].Item)
	require.NoError(t, command.AutocompleteData.IsValid())
}

func TestBeforeActivationHooksAnswerWithoutASidecar(t *testing.T) {
	b := &bridge{}
	b.SetAPI(newFakeAPI())
	response, appErr := b.ExecuteCommand(&plugin.Context{}, typed("carol"))
	require.Nil(t, appErr)
	require.NotNil(t, response, "nil would be taken for \"no such command\"")
	require.Equal(t, 503, serve(b, request("GET", "/", strings.NewReader(""), "Mattermost-User-Id", "carol")).Code)
	replaced, err := b.ConfigurationWillBeSaved(proposed(nil))
	require.NoError(t, err)
	require.Nil(t, replaced)
}

func TestAPanicOnTheWayIsNoCrash(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newFakeAPI()
		api.version = func() string { panic("hunter2") }
		api.folder = writeBundle(t, nil)
		b := &bridge{}
		b.SetAPI(api)
		require.ErrorContains(t, b.OnActivate(), "internal error")
		require.Contains(t, api.find("a hook failed"), "plugin_test.go", "with its stack")
		// The bubble ends only when nothing is left running.
	})
}
