package main

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/gob"
	"encoding/json"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-ec2ctl/server/bridge/sidecar"
)

func TestArgumentsThatWouldDoHarmReachNobody(t *testing.T) {
	f := newHost(t)
	for name, call := range map[string][2]string{
		"null for a pointer":           {"CreatePost", `[null]`},
		"nothing for a pointer":        {"CreatePost", `[]`},
		"null for a struct":            {"KVSetWithOptions", `["k","dg==",null]`},
		"null for a string":            {"KVSetWithOptions", `[null,"dg==",{}]`},
		"null for any":                 {"LogInfo", `["m",null]`},
		"one too many":                 {"CreatePost", `[{},{}]`},
		"an unknown field":             {"CreatePost", `[{"messag":"x"}]`},
		"an unknown option":            {"KVSetWithOptions", `["k","dg==",{"old_value":"dg=="}]`},
		"a nil among pointers":         {"CreatePost", `[{"participants":[null]}]`},
		"a string for a struct":        {"CreatePost", `[""]`},
		"a list for a struct":          {"CreatePost", `[[]]`},
		"a number for bytes":           {"KVSetWithOptions", `["k",7,{}]`},
		"no gzip":                      {"KVSetWithOptions", `["k",{"gzip":"dg=="},{}]`},
		"nothing packed":               {"KVSetWithOptions", `["k",{},{}]`},
		"half of what was packed":      {"KVSetWithOptions", `["k",{"gzip":"` + base64Of(gzipOf(t, "value")[:20]) + `"},{}]`},
		"more beside what is packed":   {"KVSetWithOptions", `["k",{"gzip":"` + base64Of(gzipOf(t, "v")) + `","raw":""},{}]`},
		"too much packed":              {"KVSetWithOptions", `["k",{"gzip":"` + base64Of(gzipOf(t, string(make([]byte, maxUnpackedBytes+1)))) + `"},{}]`},
		"packed where no bytes belong": {"KVDelete", `[{"gzip":"` + base64Of(gzipOf(t, "k")) + `"}]`},
		"something behind":             {"KVDelete", `["k"],"more":[1]`},
		"a completion of its own kind": {"RegisterCommand", `[{"autocomplete_data":{"Arguments":[{"Type":"X"}]}}]`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := f.ask(call[0], call[1])
			requireCode(t, sidecar.CodeInvalidParams, err)
			require.Empty(t, f.api.posts)
			require.Empty(t, f.api.options)
			require.Empty(t, f.api.commands)
		})
	}
}

func TestBytesCrossPackedAsWell(t *testing.T) {
	f := newHost(t)
	for _, content := range []string{"", "value", string(make([]byte, maxUnpackedBytes))} {
		_, err := f.ask("KVSetWithOptions", `["k", {"gzip":"`+base64Of(gzipOf(t, content))+`"}, {}]`)
		require.NoError(t, err)
		require.Equal(t, []byte(content), f.api.values[len(f.api.values)-1])
	}
}

func gzipOf(t testing.TB, content string) []byte {
	t.Helper()
	var buffer bytes.Buffer
	writer := gzip.NewWriter(&buffer)
	_, err := writer.Write([]byte(content))
	require.NoError(t, err)
	require.NoError(t, writer.Close())
	return buffer.Bytes()
}

func base64Of(content []byte) string {
	return base64.StdEncoding.EncodeToString(content)
}

func TestAnEmptyValueInPropsIsCarried(t *testing.T) {
	f := newHost(t)
	_, err := f.ask("CreatePost", `[{"props":{"list":[null],"x":null}}]`)
	require.NoError(t, err)
	var wire bytes.Buffer
	var arrived model.Post
	require.NoError(t, gob.NewEncoder(&wire).Encode(f.api.posts[0]))
	require.NoError(t, gob.NewDecoder(&wire).Decode(&arrived))
	require.Equal(t, model.StringInterface{"list": []any{nil}, "x": nil}, arrived.GetProps())
}

func TestEveryMethodRefusesNullForWhatMayNotBeNil(t *testing.T) {
	methods := 0
	for declared := range apiType.Methods() {
		if isRefused(declared.Name) || !isCarriedByJSON(declared.Type) {
			continue
		}
		method, err := newHostMethod(newFakeAPI(), declared.Name)
		require.NoError(t, err)
		methods++
		for position, parameter := range method.params {
			for _, value := range []string{"null", "{}", `""`, "[]", "[null]", "7"} {
				args := make([]json.RawMessage, len(method.params))
				for i := range args {
					args[i] = json.RawMessage(value)
				}
				decoded, err := method.decodeArguments(declared.Name, args)
				if err == nil && value == "null" {
					kind := parameter.Kind().String()
					require.Equal(t, "slice", kind, "%s takes null for argument %d", declared.Name, position+1)
				}
				if err == nil && !method.variadic {
					require.NoError(t, method.carriedByConnection(decoded))
				}
			}
		}
	}
	require.Greater(t, methods, 190)
}
