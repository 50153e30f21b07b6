package main

import (
	"reflect"
	"sync"

	"github.com/mattermost/mattermost/server/public/model"
)

// cleanModel takes the secrets out of one of Mattermost's models. A test looks through every type that the
// plugin API can give for fields that look like one.
func cleanModel(pointer any) {
	switch value := pointer.(type) {
	case *model.User:
		value.Sanitize(nil) // password and second factor
		value.AuthData = nil
	case *model.Session:
		value.Token = ""
		value.DeviceId = ""
		value.VoIPDeviceId = ""
		value.Props = nil // the CSRF token among them
	case *model.Command:
		value.Token = ""
	case *model.OAuthApp:
		value.ClientSecret = ""
	case *model.Team:
		value.InviteId = ""
	}
}

var modelsWithSecrets = map[reflect.Type]bool{
	reflect.TypeFor[model.User]():     true,
	reflect.TypeFor[model.Session]():  true,
	reflect.TypeFor[model.Command]():  true,
	reflect.TypeFor[model.OAuthApp](): true,
	reflect.TypeFor[model.Team]():     true,
}

var configType = reflect.TypeFor[*model.Config]()

// withoutSecrets returns a result of the plugin API as the sidecar may see it.
func (h *hostAPI) withoutSecrets(result reflect.Value) any {
	if result.Type() == configType {
		config, ok := result.Interface().(*model.Config)
		if !ok || config == nil {
			return nil
		}
		return reducedConfig(config, h.pluginID)
	}
	if !mayHoldSecret(result.Type()) {
		return result.Interface()
	}
	return cleaned(result).Interface()
}

// reducedConfig is what of the server's configuration concerns the plugin.
func reducedConfig(config *model.Config, pluginID string) map[string]any {
	own := map[string]any{}
	if section := config.PluginSettings.Plugins[pluginID]; section != nil {
		own[pluginID] = section
	}
	return map[string]any{
		"ServiceSettings":      map[string]any{"SiteURL": config.ServiceSettings.SiteURL},
		"LocalizationSettings": map[string]any{"DefaultServerLocale": config.LocalizationSettings.DefaultServerLocale},
		"PluginSettings":       map[string]any{"Plugins": own},
	}
}

// cleaned returns a value with every model in it cleaned. What it points to is changed in place: it came over
// the wire and is ours.
func cleaned(value reflect.Value) reflect.Value {
	// A result, like a value in a map or an interface, is not addressable, and what is cleaned has to be.
	held := reflect.New(value.Type()).Elem()
	held.Set(value)
	clean(held)
	return held
}

func clean(value reflect.Value) {
	if !mayHoldSecret(value.Type()) {
		return
	}
	switch value.Kind() {
	case reflect.Pointer:
		if !value.IsNil() {
			clean(value.Elem())
		}
	case reflect.Interface:
		if !value.IsNil() {
			value.Set(cleaned(value.Elem()))
		}
	case reflect.Slice, reflect.Array:
		for i := range value.Len() {
			clean(value.Index(i))
		}
	case reflect.Map:
		for _, key := range value.MapKeys() {
			value.SetMapIndex(key, cleaned(value.MapIndex(key)))
		}
	case reflect.Struct:
		if modelsWithSecrets[value.Type()] {
			cleanModel(value.Addr().Interface())
		}
		for i := range value.NumField() {
			if value.Type().Field(i).IsExported() {
				clean(value.Field(i))
			}
		}
	}
}

// secretTypes remembers what mayHoldSecret found: large lists of harmless types are not walked through.
var secretTypes sync.Map

// mayHoldSecret reports whether a model with secrets can be reached from a value of a type.
func mayHoldSecret(kind reflect.Type) bool {
	if known, ok := secretTypes.Load(kind); ok {
		return known == true
	}
	found := reachesSecret(kind, map[reflect.Type]bool{})
	secretTypes.Store(kind, found)
	return found
}

func reachesSecret(kind reflect.Type, seen map[reflect.Type]bool) bool {
	if modelsWithSecrets[kind] || kind.Kind() == reflect.Interface {
		return true
	}
	if seen[kind] {
		return false
	}
	seen[kind] = true
	switch kind.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return reachesSecret(kind.Elem(), seen)
	case reflect.Struct:
		for i := range kind.NumField() {
			if field := kind.Field(i); field.IsExported() && reachesSecret(field.Type, seen) {
				return true
			}
		}
	}
	return false
}
