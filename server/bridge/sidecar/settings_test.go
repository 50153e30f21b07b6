package sidecar

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

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
