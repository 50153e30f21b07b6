package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin"

	"mattermost-plugin-ec2ctl/server/bridge/sidecar"
)

// bridge is the plugin as Mattermost sees it. The server calls every hook that exists, so there are only
// those that are needed. Hooks run at the same time, each in a goroutine of its own, and a panic in one would
// end the process: each recovers.
type bridge struct {
	plugin.MattermostPlugin

	// active is set while the plugin is activated; hooks before and after find nil.
	active atomic.Pointer[activation]
	// saved is the configuration as last loaded; nil before the first time.
	saved atomic.Pointer[savedConfiguration]
	// loading is held while it is loaded and handed on.
	loading sync.Mutex
	// rewriting is what the sidecar made of the last save that it rewrote, until that save is loaded.
	rewriting atomic.Pointer[rewriting]
	// turnedAway tells the log of requests that were turned away.
	turnedAway turnedAway
}

// supervisor is what the hooks need of the sidecar.
type supervisor interface {
	Call(ctx context.Context, method string, params, result any) error
	AwaitReady(ctx context.Context) error
	Configure(settings sidecar.Settings)
	Stop()
}

var _ supervisor = (*sidecar.Supervisor)(nil)

// activation is what lives from OnActivate to OnDeactivate.
type activation struct {
	bundle     *bundle
	supervisor supervisor
	probe      *probe
	requests   *requestLimit
	log        sidecar.Logger
}

// OnActivate registers the commands and starts the sidecar in the background.
func (b *bridge) OnActivate() (err error) {
	defer b.recovered("OnActivate", func(reference string) {
		err = fmt.Errorf("activate: internal error, the server log has it under %s", reference)
	})
	folder, err := b.API.GetBundlePath()
	if err != nil {
		return fmt.Errorf("find the plugin's folder: %w", err)
	}
	read, err := readBundle(folder)
	if err != nil {
		return err
	}
	// Before anything is started that a failure would leave running.
	serverVersion := b.API.GetServerVersion()
	if b.saved.Load() == nil {
		_ = b.OnConfigurationChange() // it says in the log what fails
	}
	saved := b.saved.Load()
	if saved == nil {
		// Empty settings would be taken for those of a new installation.
		return errors.New("the settings cannot be loaded")
	}
	// Before the child: until then the server answers 404 to the command.
	if err := b.register(read, saved.settings.Server.DefaultLocale); err != nil {
		return err
	}
	log := serverLog{b.API}
	started := &activation{bundle: read, log: log, requests: newRequestLimit()}
	started.probe = startProbe(b.API, abandon)
	host := newHostAPI(b.API, read.pluginID, read.methods, log, started.probe.now)
	started.supervisor = sidecar.Supervise(sidecar.Options{
		Launch:        read.launch,
		Bundle:        folder,
		BuildVersion:  buildVersion,
		PluginID:      read.pluginID,
		ServerVersion: serverVersion,
		Settings:      saved.settings,
		Handle:        host.handle,
		Log:           log,
	})
	b.active.Store(started)
	return nil
}

// register tells the server of the commands, with what is shown of them before anything is typed. That is the same for
// everybody, so it is in the server's language.
func (b *bridge) register(read *bundle, locale string) error {
	for _, command := range read.commands.in(locale) {
		if err := b.API.RegisterCommand(command); err != nil {
			return fmt.Errorf("register /%s: %w", command.Trigger, err)
		}
	}
	return nil
}

// OnDeactivate ends the sidecar, within 5 s: the server itself would wait for ever.
func (b *bridge) OnDeactivate() (err error) {
	defer b.recovered("OnDeactivate", func(reference string) {
		err = fmt.Errorf("deactivate: internal error, the server log has it under %s", reference)
	})
	// Left in place: what is asked meanwhile learns that the plugin is being stopped.
	active := b.active.Load()
	if active == nil {
		return nil
	}
	active.probe.stop()
	active.supervisor.Stop()
	return nil
}

// abandon ends the process without the server's help: it is gone, or does not answer any more. The kernel ends the
// child with the process.
func abandon() {
	os.Exit(1)
}

// recovered is deferred by every hook: a panic becomes a log entry with the stack, and answer gets the
// reference under which it stands.
func (b *bridge) recovered(hook string, answer func(reference string)) {
	problem := recover()
	if problem == nil {
		return
	}
	reference := model.NewId()
	b.API.LogError("a hook failed by a defect", "hook", hook, "reference", reference,
		"error", fmt.Sprint(problem), "stack", string(debug.Stack()))
	answer(reference)
}
