package sidecar

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// fakeChild is a sidecar whose every answer a test decides. Time is the bubble's.
type fakeChild struct {
	mu      sync.Mutex
	answers map[string]func(ctx context.Context, params any, result any) error
	given   []any
	end     chan struct{}
	stopped string
	cause   error
}

func newFakeChild() *fakeChild {
	c := &fakeChild{end: make(chan struct{}), cause: &exitError{code: 1}}
	c.answers = map[string]func(context.Context, any, any) error{
		MethodInitialize: func(_ context.Context, _, result any) error {
			*result.(*InitializeResult) = InitializeResult{BuildVersion: testBuild}
			return nil
		},
	}
	return c
}

func (c *fakeChild) on(method string, answer func(ctx context.Context, params any, result any) error) *fakeChild {
	c.answers[method] = answer
	return c
}

func (c *fakeChild) call(ctx context.Context, method string, params, result any) error {
	c.mu.Lock()
	answer := c.answers[method]
	if method == MethodInitialize || method == MethodConfigurationChanged {
		c.given = append(c.given, params)
	}
	c.mu.Unlock()
	select {
	case <-c.end:
		return ErrClosed
	default:
	}
	if answer == nil {
		return nil
	}
	return answer(ctx, params, result)
}

func (c *fakeChild) ended() <-chan struct{} { return c.end }

func (c *fakeChild) stop(orderly bool) {
	c.finish("stopped in haste")
	if orderly {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.stopped = "stopped in order"
	}
}

func (c *fakeChild) kill() { c.finish("killed") }

func (c *fakeChild) finish(how string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped == "" {
		c.stopped = how
		c.closeLocked()
	}
}

func (c *fakeChild) closeLocked() {
	select {
	case <-c.end:
	default:
		close(c.end)
	}
}

// die ends the child as a crash would.
func (c *fakeChild) die() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closeLocked()
}

func (c *fakeChild) failure() error { return c.cause }

// howEnded says how the supervisor ended the child; empty if it did not.
func (c *fakeChild) howEnded() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stopped
}

// hang answers nothing until the caller gives up.
func hang(ctx context.Context, _, _ any) error {
	<-ctx.Done()
	return ctx.Err()
}

// nursery starts the children of a supervisor and notes when.
type nursery struct {
	t        *testing.T
	began    time.Time
	next     func(n int) (child, error)
	starts   []time.Duration
	profiles []string
	log      *fakeLog
	*Supervisor
}

// supervise starts a supervisor over fake children; next makes the n-th, from 1.
func supervise(t *testing.T, settings Settings, next func(n int) (child, error)) *nursery {
	n := &nursery{t: t, began: time.Now(), next: next, log: &fakeLog{}}
	n.Supervisor = Supervise(Options{
		Launch:       &Launch{BuildVersion: testBuild, ProfileSetting: "mode", Profiles: map[string]Profile{"own": {}}},
		BuildVersion: testBuild,
		Settings:     settings,
		Log:          n.log,
		launch: func(profile string) (child, error) {
			n.starts = append(n.starts, time.Since(n.began))
			n.profiles = append(n.profiles, profile)
			return next(len(n.starts))
		},
	})
	t.Cleanup(n.Stop)
	return n
}

func (n *nursery) state() State {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.Supervisor.state
}

func settingsOf(pairs ...string) Settings {
	configuration := Configuration{}
	for i := 0; i < len(pairs); i += 2 {
		configuration[pairs[i]] = pairs[i+1]
	}
	return Settings{Configuration: configuration}
}

// pass lets time pass and everything settle.
func pass(d time.Duration) {
	time.Sleep(d) // the bubble's time: nobody waits
	synctest.Wait()
}
