package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// The sidecar's catalogue is where the sentences are written.
const catalogue = "../sidecar/src/messages/en/bridge.ts"

func TestTheCatalogueAndTheBridgeNameTheSameSentences(t *testing.T) {
	source, err := os.ReadFile(filepath.FromSlash(catalogue))
	require.NoError(t, err)
	written := []messageKey{}
	for _, match := range regexp.MustCompile(`'bridge\.(\w+)'`).FindAllStringSubmatch(string(source), -1) {
		written = append(written, messageKey(match[1]))
	}
	require.ElementsMatch(t, messageKeys, written)
}

func TestASentenceIsDataAndGetsItsReference(t *testing.T) {
	m := &messages{byLocale: map[string]map[messageKey]string{
		"en":    {messageInternalError: "100 %s under {reference} and {reference}", messageStarting: "starting"},
		"zh-tw": {messageInternalError: "{reference}"},
	}}
	require.Equal(t, "r", m.text(messageInternalError, "r", "zh-TW"))
	require.Equal(t, "starting", m.text(messageStarting, "r", "zh-TW"), "what a language lacks is in English")
	for _, other := range []string{"", "en", "zh", "zh-CN", "fr"} {
		require.Equal(t, "100 %s under r and r", m.text(messageInternalError, "r", other))
	}
}
