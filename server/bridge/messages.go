package main

import (
	"fmt"
	"path/filepath"
	"strings"
)

// messageKey names one of the sentences that the bridge says when the sidecar cannot.
type messageKey string

// The sentences, by their names in `bridge-messages.<locale>.json`.
const (
	messageStarting          messageKey = "starting"
	messageUnavailable       messageKey = "unavailable"
	messageNoRuntime         messageKey = "noRuntime"
	messageWrongArchitecture messageKey = "wrongArchitecture"
	messageMissingLibrary    messageKey = "missingLibrary"
	messageVersionMismatch   messageKey = "versionMismatch"
	messageGaveUp            messageKey = "gaveUp"
	messageNotAnswering      messageKey = "notAnswering"
	messageInterrupted       messageKey = "interrupted"
	messageShuttingDown      messageKey = "shuttingDown"
	messageTooLarge          messageKey = "tooLarge"
	messageInternalError     messageKey = "internalError"
)

var messageKeys = []messageKey{
	messageStarting, messageUnavailable, messageNoRuntime, messageWrongArchitecture, messageMissingLibrary,
	messageVersionMismatch, messageGaveUp, messageNotAnswering, messageInterrupted, messageShuttingDown,
	messageTooLarge, messageInternalError,
}

const fallbackLocale = "en"

// messages are the sentences in every language that the bundle has.
type messages struct {
	byLocale map[string]map[messageKey]string
}

// readMessages reads every `bridge-messages.<locale>.json` of a folder. English must be there, and whole.
func readMessages(folder string) (*messages, error) {
	const prefix, suffix = "bridge-messages.", ".json"
	paths, err := filepath.Glob(filepath.Join(folder, prefix+"*"+suffix))
	if err != nil {
		return nil, fmt.Errorf("find the messages: %w", err)
	}
	read := &messages{byLocale: map[string]map[messageKey]string{}}
	for _, path := range paths {
		var sentences map[messageKey]string
		if err := readJSON(path, &sentences); err != nil {
			return nil, err
		}
		locale := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), prefix), suffix)
		read.byLocale[strings.ToLower(locale)] = sentences
	}
	for _, key := range messageKeys {
		if read.byLocale[fallbackLocale][key] == "" {
			return nil, fmt.Errorf("read the messages: %s%s%s lacks %q", prefix, fallbackLocale, suffix, key)
		}
	}
	return read, nil
}

// text returns a sentence in the first of the locales that there is one for, at last in English.
func (m *messages) text(key messageKey, reference string, locales ...string) string {
	for _, locale := range append(locales, fallbackLocale) {
		locale = strings.ToLower(locale)
		language, _, _ := strings.Cut(locale, "-")
		for _, name := range []string{locale, language} {
			if sentence := m.byLocale[name][key]; sentence != "" {
				return strings.ReplaceAll(sentence, "{reference}", reference)
			}
		}
	}
	return ""
}
