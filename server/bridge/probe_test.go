package main

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

type fakeVersion func() string

func (f fakeVersion) GetServerVersion() string { return f() }

func TestAHealthyConnectionIsProbedEvery10Seconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := atomic.Int32{}
		p := startProbe(fakeVersion(func() string { asked.Add(1); return "11.9.0" }), func() { t.Error("nothing is broken") })
		time.Sleep(35 * time.Second)
		synctest.Wait()
		require.EqualValues(t, 3, asked.Load())
		p.now()
		synctest.Wait()
		require.EqualValues(t, 4, asked.Load(), "at once when asked for")
		p.stop()
		p.stop()
	})
}

func TestABrokenConnectionEndsTheProcess(t *testing.T) {
	for name, broken := range map[string]struct {
		version func() string
		after   time.Duration
	}{
		"an empty answer": {func() string { return "" }, probeEvery},
		"no answer":       {func() string { <-time.After(time.Hour); return "late" }, probeEvery + probeWithin},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began, ended := time.Now(), make(chan time.Duration, 1)
				startProbe(fakeVersion(broken.version), func() { ended <- time.Since(began) })
				require.Equal(t, broken.after, <-ended)
				time.Sleep(2 * time.Hour) // the bubble's time: what hangs ends
			})
		})
	}
}

func TestAPluginThatIsBeingStoppedDoesNotEndInHaste(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asking := make(chan struct{})
		p := startProbe(fakeVersion(func() string { close(asking); <-time.After(time.Second); return "" }), func() { t.Error("it ends anyway") })
		<-asking
		p.stop()
		time.Sleep(time.Minute)
	})
}
