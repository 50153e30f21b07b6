package main

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-ec2ctl/server/bridge/sidecar"
)

const leaked = "hunter2"

// suspicious finds names of fields that may hold a secret; harmless are those that do not.
var (
	suspicious = regexp.MustCompile(`(?i)secret|token|passw|auth|credential|private|key|invite|salt|csrf|device`)
	harmless   = []string{
		"model.User.AuthService",        // how somebody logs in, not with what
		"model.User.LastPasswordUpdate", // a time
		"model.Session.IsOAuth",
		"model.Team.AllowOpenInvite",
	}
)

// resultTypes visits every struct that a method which can be called may give.
func resultTypes(visit func(kind reflect.Type)) {
	seen := map[reflect.Type]bool{}
	var walk func(kind reflect.Type)
	walk = func(kind reflect.Type) {
		switch kind.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array:
			walk(kind.Elem())
		case reflect.Map:
			walk(kind.Key())
			walk(kind.Elem())
		case reflect.Struct:
			if seen[kind] || kind == configType.Elem() {
				return
			}
			seen[kind] = true
			visit(kind)
			for field := range kind.Fields() {
				if field.IsExported() {
					walk(field.Type)
				}
			}
		}
	}
	for method := range apiType.Methods() {
		if isRefused(method.Name) || !isCarriedByJSON(method.Type) {
			continue
		}
		for result := range method.Type.Outs() {
			if result != appErrorType && result != errorType {
				walk(result)
			}
		}
	}
}

func TestEveryFieldThatLooksLikeASecretIsCleaned(t *testing.T) {
	checked := []string{}
	resultTypes(func(kind reflect.Type) {
		for field := range kind.Fields() {
			name := kind.String() + "." + field.Name
			if !field.IsExported() || !suspicious.MatchString(field.Name) || slices.Contains(harmless, name) {
				continue
			}
			if field.Type.Kind() == reflect.Bool || field.Type == reflect.TypeFor[*bool]() {
				continue // a switch is no secret
			}
			checked = append(checked, name)
			filled := reflect.New(kind)
			fill(t, name, filled.Elem().FieldByIndex(field.Index))
			cleaned := cleaned(filled).Elem().FieldByIndex(field.Index)
			require.NotContains(t, fmt.Sprint(reflect.Indirect(cleaned)), leaked, name)
		}
	})
	require.Contains(t, checked, "model.User.Password")
	require.Contains(t, checked, "model.User.AuthData")
	require.Contains(t, checked, "model.User.MfaSecret")
	require.Contains(t, checked, "model.Session.Token")
	require.Contains(t, checked, "model.Command.Token")
	require.Contains(t, checked, "model.Team.InviteId")
}

func fill(t *testing.T, name string, field reflect.Value) {
	text := leaked
	switch field.Interface().(type) {
	case string:
		field.SetString(text)
	case *string:
		field.Set(reflect.ValueOf(&text))
	default:
		if field.Kind() == reflect.Struct {
			return // its own fields are looked at
		}
		t.Fatalf("%s: teach this test to fill a %s", name, field.Type())
	}
}

func TestSecretsAreFoundWhereverTheyAre(t *testing.T) {
	user := func() *model.User { return &model.User{Id: "u", Password: leaked, Username: "kept"} }
	session := &model.Session{Id: "s", Token: leaked, UserId: "kept", Props: model.StringMap{"csrf": leaked}}
	for name, value := range map[string]any{
		"pointer":   user(),
		"value":     *user(),
		"list":      []*model.User{nil, user()},
		"map":       map[string]*model.User{"a": user()},
		"values":    map[string]model.User{"a": *user()},
		"post":      &model.Post{Message: "kept", Participants: []*model.User{user()}},
		"interface": map[string]any{"a": []any{user(), "kept"}},
		"session":   session,
		"app":       &model.OAuthApp{Name: "kept", ClientSecret: leaked},
		"command":   []*model.Command{{Trigger: "kept", Token: leaked}},
	} {
		t.Run(name, func(t *testing.T) {
			host := &hostAPI{pluginID: pluginID}
			raw, err := json.Marshal(host.withoutSecrets(reflect.ValueOf(value)))
			require.NoError(t, err)
			require.NotContains(t, string(raw), leaked)
			require.Contains(t, string(raw), "kept")
		})
	}
	var none *model.User
	require.Nil(t, (&hostAPI{}).withoutSecrets(reflect.ValueOf(none)))
}

func TestOfTheConfigurationOnlyOurOwnSectionCrosses(t *testing.T) {
	f := newHost(t)
	f.api.config.SqlSettings.DataSource = model.NewPointer("postgres://" + leaked)
	f.api.config.ServiceSettings.SiteURL = model.NewPointer("https://chat.example.com")
	f.api.config.PluginSettings.Plugins = map[string]map[string]any{
		pluginID: {"regions": "a"}, "other": {"password": leaked},
	}
	result, err := f.ask("GetConfig", `[]`)
	require.NoError(t, err)
	require.JSONEq(t, `{"result":{
		"ServiceSettings":{"SiteURL":"https://chat.example.com"},
		"LocalizationSettings":{"DefaultServerLocale":"en"},
		"PluginSettings":{"Plugins":{"example":{"regions":"a"}}}
	}}`, result)

	f.api.config = nil
	result, err = f.ask("GetConfig", `[]`)
	require.NoError(t, err)
	require.JSONEq(t, `{"result":null}`, result)
}

func TestNoOtherMethodGivesTheConfiguration(t *testing.T) {
	for method := range apiType.Methods() {
		if isRefused(method.Name) || !isCarriedByJSON(method.Type) {
			continue
		}
		for result := range method.Type.Outs() {
			if result.Kind() == reflect.Pointer || result.Kind() == reflect.Slice {
				reaches := result.Elem() == configType.Elem()
				require.Equal(t, method.Name == "GetConfig", reaches, method.Name)
			}
		}
	}
}

func TestTheHandlerStripsWhatItGives(t *testing.T) {
	f := newHost(t)
	f.api.users["u"] = &model.User{Id: "u", Username: "carol", Password: leaked, AuthData: model.NewPointer(leaked), MfaSecret: leaked}
	result, err := f.ask("GetUser", `["u"]`)
	require.NoError(t, err)
	require.Contains(t, result, "carol")
	require.NotContains(t, result, leaked)
	require.NotContains(t, result, "auth_data")
	requireCode(t, sidecar.CodeAPIError, func() error { _, err := f.ask("GetUser", `["v"]`); return err }())
}
