package main

import (
	"os"
	"reflect"
	"strconv"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

// lostOnTheWay names a setting of the server that would be stored otherwise than it was saved if the configuration that a
// hook was given went back to the server; empty when there is none. Between plugin and server gob leaves out what a pointer
// leads to when that is false, 0 or empty. It came as nil and would go back as nil, and there the server puts its default:
// what an admin has switched off would be switched on.
func lostOnTheWay(config *model.Config) string {
	filled := config.Clone()
	filled.SetDefaults()
	return lostIn(reflect.ValueOf(*config), reflect.ValueOf(*filled), "")
}

// lostIn looks through a part of the configuration. filled is the same part with the server's defaults in it; it is not
// valid for elements of lists and maps, for which the server has none.
func lostIn(part, filled reflect.Value, path string) string {
	switch part.Kind() {
	case reflect.Struct:
		for i := range part.NumField() {
			var inside reflect.Value
			if filled.IsValid() {
				inside = filled.Field(i)
			}
			if lost := lostIn(part.Field(i), inside, path+"_"+part.Type().Field(i).Name); lost != "" {
				return lost
			}
		}
	case reflect.Pointer:
		if part.IsNil() {
			return lostBehind(part.Type(), filled, path)
		}
		var inside reflect.Value
		if filled.IsValid() {
			inside = filled.Elem()
		}
		return lostIn(part.Elem(), inside, path)
	case reflect.Slice:
		if part.Len() == 0 && filled.IsValid() && filled.Len() > 0 {
			return settingAt(path)
		}
		for i := range part.Len() {
			if lost := lostIn(part.Index(i), reflect.Value{}, path); lost != "" {
				return lost
			}
		}
	case reflect.Map:
		for _, key := range part.MapKeys() {
			if lost := lostIn(part.MapIndex(key), reflect.Value{}, path); lost != "" {
				return lost
			}
		}
	case reflect.Interface:
		// What a plugin keeps. Of an empty list nothing is left there that tells it from null.
		if kept := part.Elem(); kept.Kind() == reflect.Slice && kept.Len() == 0 {
			return settingAt(path)
		}
		return lostIn(part.Elem(), reflect.Value{}, path)
	}
	return ""
}

// lostBehind is for a pointer that came as nil.
func lostBehind(pointer reflect.Type, filled reflect.Value, path string) string {
	switch {
	case pointer.Elem().Kind() == reflect.Struct:
		// One crosses however empty it is, so it was nil before.
		return ""
	case filled.IsValid() && (filled.IsNil() || filled.Elem().IsZero()):
		// Nil or not, the server makes the same of it.
		return ""
	case isOffInEnvironment(path):
		return ""
	}
	return settingAt(path)
}

// isOffInEnvironment reports whether the server's environment, which is ours as well, has a setting at false or 0: the
// server puts that in by itself, whatever is saved.
func isOffInEnvironment(path string) bool {
	value, ok := os.LookupEnv("MM" + strings.ToUpper(path))
	on, err := strconv.ParseBool(value)
	return ok && err == nil && !on
}

func settingAt(path string) string {
	return strings.ReplaceAll(strings.TrimPrefix(path, "_"), "_", ".")
}
