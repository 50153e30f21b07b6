package main

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"mattermost-plugin-ec2ctl/server/bridge/sidecar"
)

func (a *fakeAPI) lines() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.logged
}

func TestARequestThatIsTurnedAwayIsALineInTheLog(t *testing.T) {
	for name, turned := range map[string]struct {
		headers []string
		status  int
		body    int
		line    string
	}{
		"nobody":         {nil, 200, 0, "info HTTP requests were turned away status401count1"},
		"another plugin": {[]string{"Mattermost-Plugin-ID", "other"}, 200, 0, "info HTTP requests were turned away status403count1pluginother"},
		"too long":       {[]string{"Mattermost-User-Id", "carol"}, 200, maxBodyBytes + 1, "info HTTP requests were turned away status413count1userIdcarol"},
		"no such page":   {[]string{"Mattermost-User-Id", "carol"}, 404, 0, "info HTTP requests were turned away status404count1userIdcarol"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, api := newBridge(t, say(sidecar.ServeHTTPResult{Status: turned.status}, nil))
				serve(b, request("POST", "/x", bytes.NewReader(make([]byte, turned.body)), turned.headers...))
				require.Equal(t, []string{turned.line}, api.lines())
				time.Sleep(2 * turnedAwayEvery)
				require.Len(t, api.lines(), 1)
				b.active.Load().probe.stop()
			})
		})
	}
}

func TestARequestThatIsAnsweredOrFailsIsNotTurnedAway(t *testing.T) {
	for _, status := range []int{200, 302, 399, 500, 503, 599} {
		b, api := newBridge(t, say(sidecar.ServeHTTPResult{Status: status}, nil))
		serve(b, request("GET", "/", nil, "Mattermost-User-Id", "carol"))
		require.Empty(t, api.lines())
	}
}

func TestWhoIsTurnedAwayOftenDoesNotFillTheLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, api := newBridge(t, say(nil, nil))
		send := func(times int, headers ...string) {
			for range times {
				serve(b, request("GET", "/", nil, headers...))
			}
		}
		send(1000)
		require.Len(t, api.lines(), 1)
		// Others are seen nevertheless.
		send(1, "Mattermost-Plugin-ID", "other")
		require.Len(t, api.lines(), 2)
		time.Sleep(turnedAwayEvery)
		synctest.Wait()
		send(7)
		time.Sleep(turnedAwayEvery)
		synctest.Wait()
		time.Sleep(10 * turnedAwayEvery)
		send(1)
		require.Equal(t, []string{
			"info HTTP requests were turned away status401count1",
			"info HTTP requests were turned away status403count1pluginother",
			"info HTTP requests were turned away status401count999",
			"info HTTP requests were turned away status401count7",
			"info HTTP requests were turned away status401count1",
		}, api.lines())
		b.active.Load().probe.stop()
	})
}
