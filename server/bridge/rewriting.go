package main

import (
	"maps"
	"reflect"

	"mattermost-plugin-ec2ctl/server/bridge/sidecar"
)

// rewriting is what the sidecar made of a section that is being saved.
type rewriting struct {
	// judged is the section as the server saves it.
	judged map[string]any
	// written is the whole section as it shall be, keys in lower case, secrets in clear.
	written sidecar.Configuration
}

// rewritten returns what counts of a configuration that was just loaded: if it is the save that the sidecar rewrote, what
// that made of it, which is then written into the server's configuration in the background, since the save waits for this.
func (b *bridge) rewritten(typed *savedConfiguration) *savedConfiguration {
	made := b.rewriting.Load()
	if made == nil || !typed.isInForce(made.judged) || !b.rewriting.CompareAndSwap(made, nil) {
		return typed
	}
	// It counts before it is written: the sidecar would else see each save twice, at first without what the names mean.
	counts := &savedConfiguration{
		stored:   typed.stored,
		settings: sidecar.Settings{Configuration: maps.Clone(typed.settings.Configuration), Server: typed.settings.Server},
	}
	// What is loaded has defaults that the saved section has not.
	maps.Copy(counts.settings.Configuration, made.written)
	go b.writeBack(typed, counts, made.written)
	return counts
}

// writeBack stores our section as the sidecar rewrote it, by a save of its own: that comes through all hooks again, and
// changes nothing else. If it cannot be stored, what was typed counts as it stands.
func (b *bridge) writeBack(typed, counts *savedConfiguration, written sidecar.Configuration) {
	defer b.recovered("OnConfigurationChange", func(string) {})
	problem := b.store(typed, written)
	if problem == "" {
		return
	}
	b.API.LogWarn("the settings stay as they were typed: the server does not store what was made of them", "error", problem)
	b.loading.Lock()
	defer b.loading.Unlock()
	if active := b.active.Load(); active != nil && b.saved.CompareAndSwap(counts, typed) {
		active.supervisor.Configure(typed.settings)
	}
}

// store saves a section in place of the one that was loaded, and returns what is in the way. It does nothing if there was
// another save meanwhile, which was judged by itself.
func (b *bridge) store(loaded *savedConfiguration, section sidecar.Configuration) (problem string) {
	id, ok := b.pluginID()
	config := b.API.GetConfig()
	if !ok || config == nil {
		return "the server's configuration cannot be read"
	}
	if !reflect.DeepEqual(config.PluginSettings.Plugins[id], loaded.stored) {
		return ""
	}
	if refused := b.API.SavePluginConfig(loaded.masked(section)); refused != nil {
		return refused.Error()
	}
	return ""
}
