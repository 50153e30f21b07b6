package sidecar

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
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

func TestAwaitReadyWaitsForTheFirstStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := supervise(t, Settings{}, func(int) (child, error) {
			c := newFakeChild()
			initialized := c.answers[MethodInitialize]
			return c.on(MethodInitialize, func(ctx context.Context, params, result any) error {
				time.Sleep(2 * time.Second)
				return initialized(ctx, params, result)
			}), nil
		})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var notReady *NotReadyError
		require.ErrorAs(t, n.AwaitReady(ctx), &notReady)
		require.Equal(t, Starting, notReady.State)
		require.Equal(t, time.Second, time.Since(n.began))

		ctx, cancel = context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		require.NoError(t, n.AwaitReady(ctx))
		require.Equal(t, 2*time.Second, time.Since(n.began))
		require.NoError(t, n.Call(ctx, MethodPing, nil, nil))
		n.Stop()
	})
}

func TestFailingChildrenAreStartedAgainWithGrowingPausesAndThenGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := supervise(t, Settings{}, func(int) (child, error) {
			return nil, &startError{reason: ReasonNoRuntime, cause: errors.New("not there")}
		})
		pass(500 * time.Millisecond)
		// In a pause nobody waits.
		var notReady *NotReadyError
		require.ErrorAs(t, n.AwaitReady(t.Context()), &notReady)
		require.Equal(t, NotReadyError{State: Waiting, Reason: ReasonNoRuntime}, *notReady)
		pass(10 * time.Minute)
		require.Equal(t, []time.Duration{0, 1 * time.Second, 3 * time.Second, 7 * time.Second, 15 * time.Second, 31 * time.Second}, n.starts)
		require.ErrorAs(t, n.Call(t.Context(), MethodPing, nil, nil), &notReady)
		require.Equal(t, NotReadyError{State: GivenUp, Reason: ReasonNoRuntime}, *notReady)
		require.Contains(t, n.log.find("given up"), "upload the plugin again")
		n.Stop()
	})
}

func TestAfterGivingUpASaveOrALaterCommandTriesAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := true
		n := supervise(t, Settings{}, func(int) (child, error) {
			if broken {
				return nil, &startError{cause: errors.New("broken")}
			}
			return newFakeChild(), nil
		})
		pass(time.Minute - time.Second)
		require.Len(t, n.starts, mostFailures)
		// It was given up at 31 s, so the pause after it is not over at 59 s, and is at 61 s.
		require.Error(t, n.AwaitReady(t.Context()))
		pass(0)
		require.Len(t, n.starts, mostFailures)
		pass(2 * time.Second)
		require.Error(t, n.AwaitReady(t.Context()))
		pass(0)
		require.Len(t, n.starts, mostFailures+1, "a command after the pause")
		n.Configure(Settings{})
		pass(0)
		require.Len(t, n.starts, mostFailures+2, "a save")
		require.Equal(t, GivenUp, n.state())

		broken = false
		n.Configure(Settings{})
		pass(0)
		require.NoError(t, n.AwaitReady(t.Context()))
		n.Stop()
	})
}

func TestADifferentBuildIsGivenUpAtOnce(t *testing.T) {
	for name, answer := range map[string]func(context.Context, any, any) error{
		"refused by the sidecar": func(context.Context, any, any) error { return &WireError{Code: CodeVersionMismatch} },
		"refused by us": func(_ context.Context, _, result any) error {
			*result.(*InitializeResult) = InitializeResult{BuildVersion: "another"}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := supervise(t, Settings{}, func(int) (child, error) {
					return newFakeChild().on(MethodInitialize, answer), nil
				})
				pass(10 * time.Minute)
				require.Len(t, n.starts, 1)
				var notReady *NotReadyError
				require.ErrorAs(t, n.AwaitReady(t.Context()), &notReady)
				require.Equal(t, NotReadyError{State: GivenUp, Reason: ReasonVersionMismatch}, *notReady)
				n.Stop()
			})
		})
	}
}

func TestACrashIsFollowedByARestartAndALongLifeForgivesIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var current *fakeChild
		n := supervise(t, Settings{}, func(int) (child, error) {
			current = newFakeChild()
			return current, nil
		})
		for range 20 {
			pass(provenAfter)
			require.Equal(t, Ready, n.state())
			current.die()
			pass(shortestPause)
		}
		require.Equal(t, Ready, n.state(), "each had lived long enough")
		require.Len(t, n.starts, 21)
		for failures := 2; failures <= mostFailures; failures++ {
			current.die()
			pass(pauseAfter(failures))
		}
		require.Equal(t, GivenUp, n.state(), "a series of short lives")
		require.Equal(t, "killed", current.howEnded())
		n.Stop()
	})
}

func TestASilentChildIsEndedAfterTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := supervise(t, Settings{}, func(int) (child, error) { return newFakeChild().on(MethodInitialize, hang), nil })
		pass(InitializeDeadline + shortestPause)
		require.Equal(t, []time.Duration{0, InitializeDeadline + shortestPause}, n.starts)
		n.Stop()
	})
}

func TestAHungChildIsFoundOutAndItsCallsFail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var first *fakeChild
		n := supervise(t, Settings{}, func(number int) (child, error) {
			c := newFakeChild()
			if number == 1 {
				first = c.on(MethodPing, hang)
			}
			return c, nil
		})
		pass(pingEvery + PingDeadline - time.Millisecond)
		require.Empty(t, first.howEnded())
		pass(time.Millisecond)
		require.Equal(t, "killed", first.howEnded())
		require.Contains(t, n.log.find("failed and is started again"), "ping")
		pass(shortestPause)
		require.Equal(t, Ready, n.state())
		require.Len(t, n.starts, 2)
		n.Stop()
	})
}

func TestSettingsReachTheChildOnlyWhenTheyDiffer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newFakeChild()
		n := supervise(t, settingsOf("regions", "a"), func(int) (child, error) { return c, nil })
		pass(0)
		n.Configure(settingsOf("regions", "a"))
		pass(time.Second)
		require.Len(t, c.given, 1)
		require.Equal(t, Configuration{"regions": "a"}, c.given[0].(InitializeParams).Configuration)
		n.Configure(settingsOf("regions", "b"))
		pass(time.Second)
		require.Len(t, c.given, 2)
		require.Equal(t, Configuration{"regions": "b"}, c.given[1].(ConfigurationChangedParams).Configuration)
		require.Len(t, n.starts, 1)
		n.Stop()
	})
}

func TestWhatIsSavedIsInForceAtTheNextCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		taken := false
		n := supervise(t, settingsOf("regions", "a"), func(int) (child, error) {
			return newFakeChild().on(MethodConfigurationChanged, func(context.Context, any, any) error {
				time.Sleep(time.Second)
				taken = true
				return nil
			}), nil
		})
		pass(0)
		n.Configure(settingsOf("regions", "b"))
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		require.NoError(t, n.AwaitReady(ctx))
		require.True(t, taken, "the command did not wait for the settings")
		require.NoError(t, n.AwaitReady(ctx), "nothing is left to wait for")

		n.Configure(settingsOf("mode", "own"))
		require.NoError(t, n.AwaitReady(ctx))
		require.Equal(t, []string{"", "own"}, n.profiles, "the command met the child of the old profile")
		n.Stop()
	})
}

func TestSettingsThatChangeDuringTheStartAreNotLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newFakeChild()
		initialized := c.answers[MethodInitialize]
		c.on(MethodInitialize, func(ctx context.Context, params, result any) error {
			time.Sleep(time.Second)
			return initialized(ctx, params, result)
		})
		n := supervise(t, settingsOf("regions", "a"), func(int) (child, error) { return c, nil })
		pass(500 * time.Millisecond)
		n.Configure(settingsOf("regions", "b"))
		pass(time.Second)
		require.Len(t, c.given, 2)
		require.Equal(t, Configuration{"regions": "b"}, c.given[1].(ConfigurationChangedParams).Configuration)
		n.Stop()
	})
}

func TestAChildThatDoesNotTakeItsSettingsIsReplaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var children []*fakeChild
		n := supervise(t, Settings{}, func(int) (child, error) {
			c := newFakeChild().on(MethodConfigurationChanged, hang)
			children = append(children, c)
			return c, nil
		})
		pass(0)
		n.Configure(settingsOf("regions", "b"))
		pass(ConfigurationChangedDeadline + shortestPause)
		require.Len(t, children, 2)
		require.Equal(t, "killed", children[0].howEnded())
		require.Equal(t, Configuration{"regions": "b"}, children[1].given[0].(InitializeParams).Configuration)
		n.Stop()
	})
}

func TestAnotherProfileIsAnotherChildAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var first *fakeChild
		n := supervise(t, settingsOf("mode", "demo"), func(number int) (child, error) {
			c := newFakeChild()
			if number == 1 {
				first = c
			}
			return c, nil
		})
		pass(time.Second)
		n.Configure(settingsOf("mode", "key"))
		pass(0)
		require.Len(t, n.starts, 1, "neither has a profile")
		n.Configure(settingsOf("mode", "own"))
		pass(0)
		require.Equal(t, "stopped in order", first.howEnded())
		require.Equal(t, []string{"", "own"}, n.profiles)
		require.NoError(t, n.AwaitReady(t.Context()))
		require.Equal(t, time.Second, time.Since(n.began))
		n.Stop()
	})
}

func TestStopEndsTheChildAndRefusesMore(t *testing.T) {
	for name, start := range map[string]func() *fakeChild{
		"ready":    newFakeChild,
		"starting": func() *fakeChild { return newFakeChild().on(MethodInitialize, hang) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := start()
				n := supervise(t, Settings{}, func(int) (child, error) { return c, nil })
				pass(0)
				n.Stop()
				n.Stop()
				require.Equal(t, map[string]string{"ready": "stopped in order", "starting": "stopped in haste"}[name], c.howEnded())
				var notReady *NotReadyError
				require.ErrorAs(t, n.AwaitReady(t.Context()), &notReady)
				require.Equal(t, Stopped, notReady.State)
				require.Zero(t, time.Since(n.began))
				n.Configure(settingsOf("regions", "b"))
				pass(time.Hour)
				require.Len(t, n.starts, 1)
			})
		})
	}
}

func TestStopDoesNotWaitForAPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := supervise(t, Settings{}, func(int) (child, error) { return nil, &startError{cause: errors.New("broken")} })
		pass(20 * time.Second)
		before := time.Now()
		n.Stop()
		require.Zero(t, time.Since(before))
	})
}
