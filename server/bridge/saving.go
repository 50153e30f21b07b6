package main

import (
	"context"
	"net/http"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-ec2ctl/server/bridge/sidecar"
)

// ConfigurationWillBeSaved judges the plugin's own section before the server stores it. Every save of the
// server comes here, and every one fails while this refuses: a section that is in force already is accepted
// unseen, and so is any while the sidecar cannot be asked.
//
// It never gives a configuration back. Between plugin and server gob leaves out what a pointer leads to when that is
// false, 0 or empty: it would come back as nil, and there the server puts its default. What an admin has switched off
// anywhere in the server would be switched on. What the sidecar makes of our section is written after the save.
func (b *bridge) ConfigurationWillBeSaved(config *model.Config) (replaced *model.Config, err error) {
	defer b.recovered("ConfigurationWillBeSaved", func(string) { replaced, err = nil, nil })
	active, saved := b.active.Load(), b.saved.Load()
	if active == nil || saved == nil || config == nil {
		return nil, nil
	}
	id := active.bundle.pluginID
	section := config.PluginSettings.Plugins[id]
	if isSwitchedOff(config, id) || saved.isInForce(section) {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), sidecar.ConfigurationWillBeSavedDeadline)
	defer cancel()
	var verdict sidecar.ConfigurationWillBeSavedResult
	err = active.supervisor.Call(ctx, sidecar.MethodConfigurationWillBeSaved, sidecar.ConfigurationWillBeSavedParams{
		Configuration: saved.unmasked(section),
		DuplicateKeys: duplicateKeys(section),
	}, &verdict)
	if err != nil {
		active.log.Warn("the settings were saved without being checked: the sidecar did not answer", "error", err.Error())
		return nil, nil
	}
	if verdict.Rejection != nil {
		return nil, refusal(*verdict.Rejection)
	}
	if verdict.Configuration == nil {
		return nil, nil
	}
	if err := carriedByGob(map[string]any(verdict.Configuration)); err != nil {
		active.log.Error("the sidecar's version of the settings cannot be stored; they are saved as they are", "error", err.Error())
		return nil, nil
	}
	b.rewriting.Store(&rewriting{judged: section, written: verdict.Configuration})
	return nil, nil
}

// refusal is the only kind of error whose own words the System Console shows.
func refusal(sentence string) error {
	return &model.AppError{
		Id:              "plugin.settings.refused",
		Message:         sentence,
		SkipTranslation: true,
		StatusCode:      http.StatusBadRequest,
		Where:           "ConfigurationWillBeSaved",
	}
}

// isSwitchedOff reports whether the configuration switches the plugin, or all of them, off. A state that is
// not in it may come from the environment.
func isSwitchedOff(config *model.Config, id string) bool {
	// On the way to a hook false becomes nil, and a whole configuration has no nil there.
	if enable := config.PluginSettings.Enable; enable == nil || !*enable {
		return true
	}
	state := config.PluginSettings.PluginStates[id]
	return state != nil && !state.Enable
}
