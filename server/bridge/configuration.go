package main

import (
	"reflect"
	"slices"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-ec2ctl/server/bridge/sidecar"
)

// savedConfiguration is the plugin's configuration as the server has it.
type savedConfiguration struct {
	// stored is the section as it is kept, in its own spelling, with secrets masked.
	stored map[string]any
	// settings are what the sidecar gets.
	settings sidecar.Settings
}

// OnConfigurationChange is called once before OnActivate and after every save of the server, whoever's. The
// save waits for it, so the sidecar is told in the background, and only if something differs.
func (b *bridge) OnConfigurationChange() error {
	defer b.recovered("OnConfigurationChange", func(string) {})
	// Two saves at the same time call it twice at the same time, and what was loaded first must not win.
	b.loading.Lock()
	defer b.loading.Unlock()
	var loaded map[string]any
	// It never fails: on a broken connection the map stays nil.
	if err := b.API.LoadPluginConfiguration(&loaded); err != nil || loaded == nil {
		b.API.LogError("the settings cannot be loaded; those from before stay in force")
		return nil
	}
	config := b.API.GetConfig()
	if config == nil {
		b.API.LogError("the server's configuration cannot be read; the settings from before stay in force")
		return nil
	}
	saved := &savedConfiguration{settings: sidecar.Settings{
		Configuration: make(sidecar.Configuration, len(loaded)),
		Server:        serverFacts(config),
	}}
	for key, value := range loaded {
		saved.settings.Configuration[strings.ToLower(key)] = value
	}
	if id, ok := b.pluginID(); ok {
		saved.stored = config.PluginSettings.Plugins[id]
		settleDuplicates(saved.settings.Configuration, saved.stored)
	}
	saved = b.rewritten(saved)
	before := b.saved.Swap(saved)
	if active := b.active.Load(); active != nil {
		active.supervisor.Configure(saved.settings)
		b.registerAnew(active, before, saved)
	}
	return nil
}

// registerAnew tells the server of the commands again when its language has changed.
func (b *bridge) registerAnew(active *activation, before, saved *savedConfiguration) {
	locale := saved.settings.Server.DefaultLocale
	if before == nil || before.settings.Server.DefaultLocale == locale {
		return
	}
	if err := b.register(active.bundle, locale); err != nil {
		active.log.Warn("the help of the commands stays in the language from before", "error", err.Error())
	}
}

// settleDuplicates gives keys that are stored in several spellings the value of the one in lower case. The
// server takes one of them at random, each time anew.
func settleDuplicates(loaded sidecar.Configuration, stored map[string]any) {
	for _, key := range duplicateKeys(stored) {
		if value, ok := stored[key]; ok && value != model.FakeSetting {
			loaded[key] = value
		}
	}
}

func serverFacts(config *model.Config) sidecar.ServerFacts {
	var facts sidecar.ServerFacts
	if url := config.ServiceSettings.SiteURL; url != nil {
		facts.SiteURL = strings.TrimRight(*url, "/")
	}
	if locale := config.LocalizationSettings.DefaultServerLocale; locale != nil {
		facts.DefaultLocale = *locale
	}
	return facts
}

// isInForce reports whether a section that is to be saved is the one that the server has already. Secrets
// come masked where they are unchanged, and are masked in what is stored.
func (s *savedConfiguration) isInForce(section map[string]any) bool {
	if len(section) != len(s.stored) {
		return false
	}
	unclear := duplicateKeys(s.stored)
	for key, value := range section {
		stored, ok := s.stored[key]
		if !ok {
			return false
		}
		// Of a secret in two spellings only one value was loaded, and which is not known: nothing to compare with,
		// and refusing would fail everybody's saves.
		if stored == model.FakeSetting && slices.Contains(unclear, strings.ToLower(key)) {
			continue
		}
		if value == model.FakeSetting || reflect.DeepEqual(value, stored) {
			continue
		}
		loaded, ok := s.settings.Configuration[strings.ToLower(key)]
		if stored != model.FakeSetting || !ok || !reflect.DeepEqual(value, loaded) {
			return false
		}
	}
	return true
}

// unmasked returns a section as the sidecar is to judge it: keys in lower case, asterisks replaced by what is
// in force.
func (s *savedConfiguration) unmasked(section map[string]any) sidecar.Configuration {
	lower := make(sidecar.Configuration, len(section))
	for key, value := range section {
		name := strings.ToLower(key)
		if _, taken := lower[name]; taken && key != name {
			continue // the spelling in lower case is the one that counts
		}
		if value != model.FakeSetting {
			lower[name] = value
			continue
		}
		delete(lower, name)
		if loaded, ok := s.settings.Configuration[name]; ok {
			lower[name] = loaded
		}
	}
	return lower
}

// masked returns a section that the sidecar rewrote as it goes back to the server: secrets that are stored go as asterisks.
// In clear they would undo another save that changed one meanwhile.
func (s *savedConfiguration) masked(rewritten sidecar.Configuration) map[string]any {
	masked := make(map[string]any, len(rewritten))
	for key, value := range rewritten {
		// The server looks for the stored value under the same spelling.
		if s.stored[key] == model.FakeSetting && reflect.DeepEqual(value, s.settings.Configuration[key]) {
			value = model.FakeSetting
		}
		masked[key] = value
	}
	return masked
}

// duplicateKeys returns the keys, in lower case and sorted, that a section holds in more than one spelling.
func duplicateKeys(section map[string]any) []string {
	spellings := map[string]int{}
	duplicates := []string{} // an empty list, not null, when there is none
	for key := range section {
		name := strings.ToLower(key)
		if spellings[name]++; spellings[name] == 2 {
			duplicates = append(duplicates, name)
		}
	}
	slices.Sort(duplicates)
	return duplicates
}

// pluginID returns the plugin's id, from the manifest; false before the first activation can read it.
func (b *bridge) pluginID() (string, bool) {
	if active := b.active.Load(); active != nil {
		return active.bundle.pluginID, true
	}
	folder, err := b.API.GetBundlePath()
	if err != nil {
		return "", false
	}
	manifest, _, err := model.FindManifest(folder)
	if err != nil || manifest == nil {
		return "", false
	}
	return manifest.Id, true
}
