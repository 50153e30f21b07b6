package sidecar

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"
)

const (
	pingEvery = 5 * time.Second
	// A sidecar that was of use for so long does not count as one that cannot be started.
	provenAfter   = 10 * time.Second
	shortestPause = 1 * time.Second
	longestPause  = 30 * time.Second
	// So many failures in a row, and it is given up.
	mostFailures = 6
)

var (
	errStopped = errors.New("the plugin ends")
	// errProfile asks for a child with another environment.
	errProfile = errors.New("the settings select another profile")
)

// pauseAfter is how long to wait after so many failures in a row: 1, 2, 4, 8, 16, 30 s.
func pauseAfter(failures int) time.Duration {
	pause := shortestPause
	for range failures - 1 {
		pause *= 2
		if pause >= longestPause {
			return longestPause
		}
	}
	return pause
}

// run starts one child after the other until the plugin ends.
func (s *Supervisor) run() {
	defer close(s.finished)
	failures := 0
	for {
		s.set(Starting, ReasonOther, nil)
		useful, err := s.live()
		if errors.Is(err, errStopped) {
			return
		}
		if errors.Is(err, errProfile) {
			s.options.Log.Info("the sidecar is started anew: the settings select another environment for it")
			failures = 0
			continue
		}
		if useful >= provenAfter {
			failures = 0
		}
		failures++
		if !s.pause(failures, err) {
			return
		}
	}
}

// pause waits before the next attempt, and reports whether there is to be one.
func (s *Supervisor) pause(failures int, err error) bool {
	reason := reasonOf(err)
	var over <-chan time.Time
	if failures >= mostFailures || reason == ReasonVersionMismatch {
		s.set(GivenUp, reason, nil)
		s.options.Log.Error("the sidecar is given up; saving the settings, or a command after a pause, tries again",
			"error", err.Error(), "advice", reason.String(), "failures", failures)
	} else {
		s.set(Waiting, reason, nil)
		pause := pauseAfter(failures)
		timer := time.NewTimer(pause)
		defer timer.Stop()
		over = timer.C
		logIt := s.options.Log.Warn
		if reason != ReasonOther {
			// Nothing but an admin will mend it.
			logIt = s.options.Log.Error
		}
		logIt("the sidecar failed and is started again after a pause",
			"error", err.Error(), "advice", reason.String(), "failures", failures, "pause_ms", pause.Milliseconds())
	}
	for {
		select {
		case <-s.stopping.Done():
			return false
		case <-over:
			return true
		case <-s.wake:
			if s.takeRetry() {
				return true
			}
		}
	}
}

// live starts one child and stays with it to its end. It returns how long the child was of use, and why that
// ended: errStopped, errProfile or a failure.
func (s *Supervisor) live() (time.Duration, error) {
	given, version := s.wanted()
	profile := s.options.Launch.profile(given.Configuration)
	if s.stopping.Err() != nil {
		return 0, errStopped
	}
	current, err := s.options.launch(profile)
	if err != nil {
		return 0, err
	}
	if err := s.initialize(current, given); err != nil {
		if s.stopping.Err() != nil {
			current.stop(false)
			return 0, errStopped
		}
		return 0, s.failed(current, err)
	}
	ready := time.Now()
	s.setGiven(version)
	s.set(Ready, ReasonOther, current)
	s.options.Log.Debug("the sidecar is ready")

	pinging, cancel := context.WithCancel(s.stopping)
	defer cancel()
	pulse := startPulse(pinging, current)
	for {
		if err := s.update(current, profile, &given); err != nil {
			return s.leave(current, ready, pulse, err)
		}
		select {
		case <-s.wake:
		case <-s.stopping.Done():
			return s.leave(current, ready, pulse, errStopped)
		case <-current.ended():
			return s.leave(current, ready, pulse, ErrClosed)
		case err := <-pulse.failed:
			return s.leave(current, ready, pulse, err)
		}
	}
}

// leave ends a child that was ready, as fits the reason.
func (s *Supervisor) leave(current child, ready time.Time, pulse *pulse, reason error) (time.Duration, error) {
	if s.stopping.Err() != nil {
		current.stop(true)
		return 0, errStopped
	}
	if errors.Is(reason, errProfile) {
		s.set(Starting, ReasonOther, nil)
		current.stop(true)
		return 0, errProfile
	}
	last := time.Now()
	if errors.Is(reason, errHung) {
		// What hung was of use until its last sign of life.
		last = pulse.last(ready)
	}
	s.set(Waiting, ReasonOther, nil)
	return last.Sub(ready), s.failed(current, reason)
}

// failed ends a child that failed, and says why as exactly as is known.
func (s *Supervisor) failed(current child, err error) error {
	current.kill()
	if errors.Is(err, ErrClosed) {
		return current.failure()
	}
	return err
}

// initialize opens the conversation; afterwards the child is ready.
func (s *Supervisor) initialize(current child, given Settings) error {
	ctx, cancel := context.WithTimeout(s.stopping, InitializeDeadline)
	defer cancel()
	var result InitializeResult
	err := current.call(ctx, MethodInitialize, InitializeParams{
		BuildVersion:  s.options.BuildVersion,
		PluginID:      s.options.PluginID,
		ServerVersion: s.options.ServerVersion,
		InstanceID:    s.instanceID,
		Server:        given.Server,
		Configuration: given.Configuration,
	}, &result)
	if err != nil {
		return fmt.Errorf("start the sidecar: %w", err)
	}
	if result.BuildVersion != s.options.BuildVersion {
		return s.versionMismatch(result.BuildVersion)
	}
	return nil
}

func (s *Supervisor) versionMismatch(actual string) error {
	return &WireError{
		Code:    CodeVersionMismatch,
		Message: fmt.Sprintf("the bridge is of build %q, the sidecar of %q", s.options.BuildVersion, actual),
		Data:    VersionMismatchData{Expected: s.options.BuildVersion, Actual: actual},
	}
}

// update tells the child of settings that differ from what it was last given. Whatever goes wrong ends the
// child: it would go on with settings that are no longer in force.
func (s *Supervisor) update(current child, profile string, given *Settings) error {
	wanted, version := s.wanted()
	if s.options.Launch.profile(wanted.Configuration) != profile {
		return errProfile
	}
	if reflect.DeepEqual(wanted, *given) {
		s.setGiven(version) // saved back and forth in the meantime
		return nil
	}
	ctx, cancel := context.WithTimeout(s.stopping, ConfigurationChangedDeadline)
	defer cancel()
	params := ConfigurationChangedParams{Server: wanted.Server, Configuration: wanted.Configuration}
	if err := current.call(ctx, MethodConfigurationChanged, params, nil); err != nil {
		return fmt.Errorf("tell the sidecar its settings: %w", err)
	}
	*given = wanted
	s.setGiven(version)
	return nil
}
