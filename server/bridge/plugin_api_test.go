package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the list of the plugin API anew")

const pluginAPIList = "../protocol/fixtures/plugin-api.json"

// describedMethod is a method of the plugin API as the list has it: Go's names of its types.
type describedMethod struct {
	Args    []string `json:"args"`
	Results []string `json:"results"`
}

// description is the whole list. The sidecar's typed calls are held against it.
type description struct {
	Methods map[string]describedMethod `json:"methods"`
	// Types has, for every struct that a method takes or gives, its JSON names with the types of their values.
	// A type with a decoder of its own, or that is no struct, is one string.
	Types map[string]any `json:"types"`
}

var unmarshalerType = reflect.TypeFor[json.Unmarshaler]()

func TestPluginAPIListIsThatOfThePluginAPI(t *testing.T) {
	made := description{Methods: map[string]describedMethod{}, Types: map[string]any{}}
	for method := range apiType.Methods() {
		described := describedMethod{Args: []string{}, Results: []string{}}
		for argument := range method.Type.Ins() {
			described.Args = append(described.Args, typeName(argument))
			if isCarriedByJSON(method.Type) {
				made.describe(argument)
			}
		}
		for result := range method.Type.Outs() {
			described.Results = append(described.Results, typeName(result))
			if isCarriedByJSON(method.Type) {
				made.describe(result)
			}
		}
		made.Methods[method.Name] = described
	}

	if *update {
		require.NoError(t, os.WriteFile(pluginAPIList, made.encode(t), 0o644))
	}
	stored, err := os.ReadFile(pluginAPIList)
	require.NoError(t, err)
	require.True(t, bytes.Equal(made.encode(t), stored), "%s is out of date: run go test -run TestPluginAPIList -update .", pluginAPIList)
}

// encode writes one line a method and a type, in alphabetical order.
func (d description) encode(t *testing.T) []byte {
	var out bytes.Buffer
	section := func(name string, lines map[string]any) {
		names := make([]string, 0, len(lines))
		for name := range lines {
			names = append(names, name)
		}
		slices.Sort(names)
		out.WriteString("  \"" + name + "\": {\n")
		for i, name := range names {
			var line bytes.Buffer
			encoder := json.NewEncoder(&line)
			encoder.SetEscapeHTML(false)
			require.NoError(t, encoder.Encode(lines[name]))
			out.WriteString("    \"" + name + "\": " + strings.TrimSpace(line.String()))
			if i < len(names)-1 {
				out.WriteByte(',')
			}
			out.WriteByte('\n')
		}
		out.WriteString("  }")
	}
	methods := map[string]any{}
	for name, method := range d.Methods {
		methods[name] = method
	}
	out.WriteString("{\n  \"generated\": \"by server/bridge/plugin_api_test.go\",\n")
	section("methods", methods)
	out.WriteString(",\n")
	section("types", d.Types)
	out.WriteString("\n}\n")
	return out.Bytes()
}

// describe adds a type, and the types inside it.
func (d description) describe(kind reflect.Type) {
	switch kind.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		if kind.Name() == "" {
			d.describe(kind.Elem())
			return
		}
	case reflect.Map:
		if kind.Name() == "" {
			d.describe(kind.Key())
			d.describe(kind.Elem())
			return
		}
	}
	name := typeName(kind)
	if _, known := d.Types[name]; known || !strings.HasPrefix(kind.PkgPath(), "github.com/mattermost/mattermost/") {
		return
	}
	switch {
	case kind == reflect.TypeFor[model.Config]():
		// Hundreds of settings, of which the sidecar sees a handful.
		d.Types[name] = "reduced"
	case reflect.PointerTo(kind).Implements(unmarshalerType):
		d.Types[name] = "custom"
	case kind.Kind() == reflect.Struct:
		d.Types[name] = "" // a type may hold itself
		d.Types[name] = d.fields(kind)
	default:
		d.Types[name] = underlying(kind)
	}
}

// fields returns the JSON names of a struct with the types of their values.
func (d description) fields(kind reflect.Type) map[string]string {
	fields := map[string]string{}
	for field := range kind.Fields() {
		tag, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if !field.IsExported() || tag == "-" && options == "" {
			continue
		}
		if field.Anonymous && tag == "" && field.Type.Kind() == reflect.Struct {
			for name, value := range d.fields(field.Type) {
				fields[name] = value
			}
			continue
		}
		if tag == "" {
			tag = field.Name
		}
		fields[tag] = typeName(field.Type)
		d.describe(field.Type)
	}
	return fields
}

func typeName(kind reflect.Type) string {
	return strings.ReplaceAll(kind.String(), "interface {}", "any")
}

func underlying(kind reflect.Type) string {
	switch kind.Kind() {
	case reflect.Map:
		return "map[" + typeName(kind.Key()) + "]" + typeName(kind.Elem())
	case reflect.Slice:
		return "[]" + typeName(kind.Elem())
	default:
		return kind.Kind().String()
	}
}
