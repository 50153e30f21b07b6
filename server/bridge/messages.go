package main

import (
	"fmt"
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

// messages are the sentences in every language that the bundle has.
type messages struct {
	byLocale translated[map[messageKey]string]
}

// readMessages reads every `bridge-messages.<locale>.json` of a folder. English must be there, and whole.
func readMessages(folder string) (*messages, error) {
	const name = "bridge-messages"
	byLocale, err := readTranslated[map[messageKey]string](folder, name)
	if err != nil {
		return nil, err
	}
	for _, key := range messageKeys {
		if byLocale[fallbackLocale][key] == "" {
			return nil, fmt.Errorf("read the messages: %s.%s.json lacks %q", name, fallbackLocale, key)
		}
	}
	return &messages{byLocale}, nil
}

// text returns a sentence in a language, or in English if it lacks there.
func (m *messages) text(key messageKey, reference, locale string) string {
	sentence := m.byLocale.in(locale)[key]
	if sentence == "" {
		sentence = m.byLocale[fallbackLocale][key]
	}
	return strings.ReplaceAll(sentence, "{reference}", reference)
}
