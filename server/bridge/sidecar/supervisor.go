package sidecar

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"reflect"
	"sync"
	"time"
)

// Options are what a Supervisor needs.
type Options struct {
	Launch *Launch
	// Handle answers the sidecar's requests.
	Handle Handler
	Log    Logger
	// Bundle is the folder of the plugin.
	Bundle        string
	BuildVersion  string
	PluginID      string
	ServerVersion string
	// Settings are those to begin with.
	Settings Settings

	// launch starts a child; nil for a real process.
	launch func(profile string) (child, error)
}

// Settings are what the sidecar is given at its start and whenever they change.
type Settings struct {
	Configuration Configuration
	Server        ServerFacts
}

// child is a sidecar that was started.
type child interface {
	call(ctx context.Context, method string, params, result any) error
	// ended is closed when it is of no more use.
	ended() <-chan struct{}
	// stop ends it in order (orderly: with its last words) and returns when it is gone.
	stop(orderly bool)
	// kill ends it at once and returns when it is gone.
	kill()
	// failure says why it ended; only after kill.
	failure() error
}

// State is where the life of the sidecar stands.
type State int

// The states.
const (
	// Starting: a child is being started. It is ready in a moment, or fails.
	Starting State = iota
	// Ready: calls are taken.
	Ready
	// Waiting: a child failed, and another is started after a pause.
	Waiting
	// GivenUp: children failed several times in a row. A save, or a command after a pause, tries again.
	GivenUp
	// Stopped: the plugin ends.
	Stopped
)

// NotReadyError says that there is no sidecar to ask. Nothing was asked.
type NotReadyError struct {
	State  State
	Reason Reason
}

// Error implements error.
func (e *NotReadyError) Error() string {
	return fmt.Sprintf("the sidecar is not ready (state %d, %s)", e.State, e.Reason)
}

// Supervisor keeps one sidecar running: starts it, feeds it settings, watches it, restarts it with growing
// pauses, gives up, and ends it.
type Supervisor struct {
	options Options
	// instanceID is that of all children, of which one lives at a time.
	instanceID string
	// stopping is done when Stop was called.
	stopping context.Context
	cancel   context.CancelFunc
	finished chan struct{}
	// wake tells the loop that settings changed or that somebody wants another attempt.
	wake chan struct{}

	mu       sync.Mutex
	state    State
	reason   Reason
	child    child
	settings Settings
	// version counts the settings, given is the version that the child has: while they differ a command waits,
	// since what is saved is in force at the next one.
	version int
	given   int
	changed chan struct{} // closed and replaced when state or given changes
	retry   bool
	givenUp time.Time
}

// Supervise starts a sidecar in the background and returns at once.
func Supervise(options Options) *Supervisor {
	stopping, cancel := context.WithCancel(context.Background())
	s := &Supervisor{
		options:    options,
		instanceID: rand.Text(),
		stopping:   stopping,
		cancel:     cancel,
		finished:   make(chan struct{}),
		wake:       make(chan struct{}, 1),
		settings:   options.Settings,
		changed:    make(chan struct{}),
	}
	if s.options.launch == nil {
		s.options.launch = s.launchProcess
	}
	go s.run()
	return s
}

func (s *Supervisor) launchProcess(profile string) (child, error) {
	launch := s.options.Launch
	if launch.BuildVersion != s.options.BuildVersion {
		return nil, s.versionMismatch(launch.BuildVersion)
	}
	started, err := startProcess(launch.command(s.options.Bundle, profile, os.LookupEnv), s.options.Handle, s.options.Log)
	if err != nil {
		return nil, err
	}
	return started, nil
}

// Call asks the sidecar. While there is none it fails at once with a *NotReadyError. Other errors: ctx's,
// ErrClosed (the sidecar died; whether it did anything is not known), *TooLargeError, *WireError.
func (s *Supervisor) Call(ctx context.Context, method string, params, result any) error {
	s.mu.Lock()
	asked, err := s.child, s.notReadyLocked()
	s.mu.Unlock()
	if err != nil {
		return err
	}
	return asked.call(ctx, method, params, result)
}

// AwaitReady returns when the sidecar is ready and has the settings last saved, or with a *NotReadyError: at once in a pause or after giving
// up, and when ctx ends during a start. After giving up it also asks for another attempt, once a pause is over.
func (s *Supervisor) AwaitReady(ctx context.Context) error {
	for {
		s.mu.Lock()
		err, state, changed := s.notReadyLocked(), s.state, s.changed
		if state == Ready && s.given != s.version {
			err, state = &NotReadyError{State: Starting}, Starting
		}
		if state == GivenUp && time.Since(s.givenUp) >= longestPause {
			s.retryLocked()
		}
		s.mu.Unlock()
		if err == nil || state != Starting {
			return err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return err
		}
	}
}

// notReadyLocked returns an untyped nil when the sidecar is ready. Called with mu held.
func (s *Supervisor) notReadyLocked() error {
	if s.state == Ready {
		return nil
	}
	return &NotReadyError{State: s.state, Reason: s.reason}
}

// Configure gives the sidecar other settings, in the background: at once if it is ready, else at its start.
// A sidecar that failed is given another chance, whether or not they differ. Saves are not held up.
func (s *Supervisor) Configure(settings Settings) {
	s.mu.Lock()
	defer s.mu.Unlock()
	differ := !reflect.DeepEqual(s.settings, settings)
	if differ {
		s.settings = settings
		s.version++
		s.wakeLocked()
	}
	// A start that is under way has the settings from before. Should it fail, these deserve one of their own.
	if s.state == Waiting || s.state == GivenUp || (s.state == Starting && differ) {
		s.retryLocked()
	}
}

func (s *Supervisor) retryLocked() {
	s.retry = true
	s.wakeLocked()
}

func (s *Supervisor) wakeLocked() {
	select {
	case s.wake <- struct{}{}:
	default:
		// It is awake already and will see what changed.
	}
}

// Stop ends the sidecar and returns when it is gone, after 5 s at most. It may be called again.
func (s *Supervisor) Stop() {
	s.set(Stopped, ReasonOther, nil)
	s.cancel()
	<-s.finished
}

// set moves to another state and tells those who wait. Nothing leads out of Stopped.
func (s *Supervisor) set(state State, reason Reason, ready child) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == Stopped {
		return
	}
	s.state, s.reason, s.child = state, reason, ready
	switch state {
	case GivenUp:
		s.givenUp = time.Now()
	case Starting, Ready:
		s.retry = false // this is what was asked for
	case Waiting, Stopped:
	}
	close(s.changed)
	s.changed = make(chan struct{})
}

// wanted returns the settings that the child should have, and their version.
func (s *Supervisor) wanted() (Settings, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settings, s.version
}

// setGiven notes which settings the child has, and tells those who wait for it.
func (s *Supervisor) setGiven(version int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.given = version
	close(s.changed)
	s.changed = make(chan struct{})
}

// takeRetry reports whether another attempt was asked for, and forgets it.
func (s *Supervisor) takeRetry() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	asked := s.retry
	s.retry = false
	return asked
}
