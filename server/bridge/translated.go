package main

import (
	"fmt"
	"path/filepath"
	"strings"
)

// fallbackLocale is the language of those who have none that the bundle has.
const fallbackLocale = "en"

// translated is something that people read, by the language, in lower case.
type translated[T any] map[string]T

// readTranslated reads every `<name>.<locale>.json` of a folder. English must be there.
func readTranslated[T any](folder, name string) (translated[T], error) {
	prefix, suffix := name+".", ".json"
	paths, err := filepath.Glob(filepath.Join(folder, prefix+"*"+suffix))
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", name, err)
	}
	read := translated[T]{}
	for _, path := range paths {
		var content T
		if err := readJSON(path, &content); err != nil {
			return nil, err
		}
		locale := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), prefix), suffix)
		read[strings.ToLower(locale)] = content
	}
	if _, ok := read[fallbackLocale]; !ok {
		return nil, fmt.Errorf("read the bundle: there is no %s%s%s", prefix, fallbackLocale, suffix)
	}
	return read, nil
}

// in returns what there is in a language, by the name that Mattermost has for it, or else in English. The sidecar
// chooses in the same way.
func (t translated[T]) in(locale string) T {
	if content, ok := t[strings.ToLower(locale)]; ok {
		return content
	}
	return t[fallbackLocale]
}
