package sidecar

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

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
		require.Regexp(t, "^error .*upload the plugin again", n.log.find("after a pause"))
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

// dyingChild takes a moment to be gone.
type dyingChild struct {
	*fakeChild
}

func (c dyingChild) kill() {
	time.Sleep(exitAfterEOF)
	c.fakeChild.kill()
}

func TestASaveDuringTheLastAttemptIsTriedAtOnceAfterIt(t *testing.T) {
	for name, last := range map[string]struct {
		method string
		answer func(context.Context, any, any) error
		state  State
		ends   time.Duration
	}{
		"while it starts":   {MethodInitialize, hang, Starting, InitializeDeadline},
		"while it is ended": {MethodPing, func(context.Context, any, any) error { return errHung }, Waiting, exitAfterEOF},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := supervise(t, settingsOf("regions", "a"), func(number int) (child, error) {
					switch {
					case number < mostFailures:
						return nil, &startError{cause: errors.New("broken")}
					case number == mostFailures:
						return dyingChild{newFakeChild().on(last.method, last.answer)}, nil
					}
					return newFakeChild(), nil
				})
				pass(31*time.Second + pingEvery)
				require.Len(t, n.starts, mostFailures)
				require.Equal(t, last.state, n.state())
				n.Configure(settingsOf("regions", "b"))
				pass(last.ends)
				require.Equal(t, Ready, n.state())
				require.Len(t, n.starts, mostFailures+1)
				n.Stop()
			})
		})
	}
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
