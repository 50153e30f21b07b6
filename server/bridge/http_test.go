package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mattermost/mattermost/server/public/plugin"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-ec2ctl/server/bridge/sidecar"
)

// oneWrite is a writer as that of the server for requests from inside: each Write replaces the one before.
type oneWrite struct {
	*httptest.ResponseRecorder
	writes int
}

func (w *oneWrite) Write(chunk []byte) (int, error) {
	w.writes++
	return w.ResponseRecorder.Write(chunk)
}

// untouched is a body that must not be read.
type untouched struct {
	t *testing.T
}

func (b untouched) Read([]byte) (int, error) {
	b.t.Error("the body was read")
	return 0, io.EOF
}

func request(method, target string, body io.Reader, headers ...string) *http.Request {
	r := httptest.NewRequest(method, target, body)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

func serve(b *bridge, r *http.Request) *oneWrite {
	w := &oneWrite{ResponseRecorder: httptest.NewRecorder()}
	b.ServeHTTP(&plugin.Context{SessionId: "s", RequestId: "r"}, w, r)
	return w
}

// requireGuarded asks for what the server itself does not add: no browser may run or frame an answer.
func requireGuarded(t *testing.T, w *oneWrite) {
	t.Helper()
	require.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"))
	require.Equal(t, "DENY", w.Header().Get("X-Frame-Options"))
	require.Equal(t, "default-src 'none'", w.Header().Get("Content-Security-Policy"))
}

func TestARequestIsForwardedWithoutCredentials(t *testing.T) {
	asked := say(sidecar.ServeHTTPResult{
		Status:  201,
		Headers: map[string][]string{"content-type": {"application/json"}, "Set-Cookie": {"a=b"}, "Content-Length": {"1"}},
		Body:    []byte("[1]"),
	}, nil)
	b, _ := newBridge(t, asked)
	w := serve(b, request("POST", "/complete/x?user_id=mallory&a=b", strings.NewReader("body"),
		"Mattermost-User-Id", "carol", "Mattermost-Extra", "x", "Authorization", "Bearer t", "Cookie", "c=1",
		"X-CSRF-Token", "t", "Accept", "application/json"))
	require.Equal(t, 201, w.Code)
	require.Equal(t, "[1]", w.Body.String())
	require.Equal(t, 1, w.writes)
	require.Equal(t, "application/json", w.Header().Get("Content-Type"))
	requireGuarded(t, w)
	require.Empty(t, w.Header().Get("Set-Cookie"))
	require.Empty(t, w.Header().Get("Content-Length"))
	require.Equal(t, []any{sidecar.ServeHTTPParams{
		Context: sidecar.PluginContext{SessionID: "s", RequestID: "r"},
		UserID:  "carol", Method: "POST", Path: "/complete/x", Query: "user_id=mallory&a=b",
		Headers: map[string][]string{"Accept": {"application/json"}},
		Body:    []byte("body"),
	}}, asked.asked)
}

func TestTheSidecarMaySetAPolicyOfItsOwn(t *testing.T) {
	policy := map[string][]string{"content-security-policy": {"default-src 'self'"}}
	b, _ := newBridge(t, say(sidecar.ServeHTTPResult{Status: 200, Headers: policy}, nil))
	w := serve(b, request("GET", "/", nil, "Mattermost-User-Id", "carol"))
	require.Equal(t, []string{"default-src 'self'"}, w.Header().Values("Content-Security-Policy"))
	require.Equal(t, "DENY", w.Header().Get("X-Frame-Options"))
}

func TestWhoMayNotAskIsRefusedBeforeTheBodyIsRead(t *testing.T) {
	for name, refused := range map[string]struct {
		headers []string
		status  int
	}{
		"nobody":                       {nil, 401},
		"another plugin":               {[]string{"Mattermost-Plugin-ID", "other"}, 403},
		"another plugin, for a person": {[]string{"Mattermost-Plugin-ID", "other", "Mattermost-User-Id", "carol"}, 403},
	} {
		t.Run(name, func(t *testing.T) {
			asked := say(nil, nil)
			b, _ := newBridge(t, asked)
			w := serve(b, request("POST", "/", untouched{t}, refused.headers...))
			require.Equal(t, refused.status, w.Code)
			require.Equal(t, 1, w.writes)
			requireGuarded(t, w)
			require.Empty(t, asked.asked)
		})
	}
}

func TestABodyEndsAt64KiB(t *testing.T) {
	asked := say(sidecar.ServeHTTPResult{Status: 200}, nil)
	b, _ := newBridge(t, asked)
	w := serve(b, request("POST", "/", bytes.NewReader(make([]byte, maxBodyBytes)), "Mattermost-User-Id", "carol"))
	require.Equal(t, 200, w.Code)
	endless := io.MultiReader(bytes.NewReader(make([]byte, maxBodyBytes+1)), untouched{t})
	w = serve(b, request("POST", "/", endless, "Mattermost-User-Id", "carol"))
	require.Equal(t, 413, w.Code)
	require.Len(t, asked.asked, 1)
}

// slowBody never comes, and closing it does not end a read under way, as with the server's; letGo does.
type slowBody struct {
	letGo chan struct{}
}

func (b slowBody) Read([]byte) (int, error) {
	<-b.letGo
	return 0, io.ErrClosedPipe
}

func (b slowBody) Close() error { return nil }

func TestABodyThatDoesNotComeIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := newBridge(t, say(nil, nil))
		r := request("POST", "/", nil, "Mattermost-User-Id", "carol")
		body := slowBody{make(chan struct{})}
		r.Body = body
		began := time.Now()
		require.Equal(t, 413, serve(b, r).Code)
		require.Equal(t, sidecar.ServeHTTPDeadline, time.Since(began))
		for range maxInFlightAPiece {
			require.True(t, b.active.Load().requests.enter("carol"), "the place of the request is free again")
		}
		close(body.letGo)
		b.active.Load().probe.stop()
	})
}

func TestRequestsInFlightAreLimited(t *testing.T) {
	release, began := make(chan struct{}), make(chan struct{}, maxInFlight)
	held := &fakeSupervisor{answer: func(context.Context, any) (any, error) {
		began <- struct{}{}
		<-release
		return sidecar.ServeHTTPResult{Status: 200}, nil
	}}
	b, _ := newBridge(t, held)
	ask := func(person string) int { return serve(b, request("GET", "/", nil, "Mattermost-User-Id", person)).Code }
	done := make(chan int, maxInFlight)
	hold := func(person string, count int) {
		for range count {
			go func() { done <- ask(person) }()
			<-began
		}
	}
	hold("carol", maxInFlightAPiece)
	require.Equal(t, 429, ask("carol"), "four a person")
	for person := range maxInFlight/maxInFlightAPiece - 1 {
		hold(fmt.Sprint(person), maxInFlightAPiece)
	}
	require.Equal(t, 429, ask("erin"), "32 in all")
	close(release)
	for range maxInFlight {
		require.Equal(t, 200, <-done)
	}
	require.Equal(t, 200, ask("carol"))
	require.Empty(t, b.active.Load().requests.byPerson)
}

func TestWithoutASidecarCompletionIsEmptyAndTheRestIsRefused(t *testing.T) {
	away := &fakeSupervisor{notReady: &sidecar.NotReadyError{State: sidecar.Waiting}}
	b, _ := newBridge(t, away)
	w := serve(b, request("GET", "/complete", nil, "Mattermost-User-Id", "carol"))
	require.Equal(t, 200, w.Code)
	require.Equal(t, "[]", w.Body.String())
	require.Equal(t, "application/json", w.Header().Get("Content-Type"))
	require.Equal(t, 1, w.writes)
	requireGuarded(t, w)
	require.Equal(t, 503, serve(b, request("POST", "/", nil, "Mattermost-User-Id", "carol")).Code)
}

func TestFailuresHaveAStatus(t *testing.T) {
	for name, failed := range map[string]struct {
		err    error
		status int
	}{
		"died":     {sidecar.ErrClosed, 503},
		"deadline": {context.DeadlineExceeded, 504},
		"large":    {&sidecar.TooLargeError{Bytes: 9}, 413},
		"busy":     {&sidecar.WireError{Code: sidecar.CodeBusy}, 503},
		"defect":   {errors.New("the secret is hunter2"), 500},
	} {
		t.Run(name, func(t *testing.T) {
			b, _ := newBridge(t, say(nil, failed.err))
			w := serve(b, request("GET", "/", nil, "Mattermost-User-Id", "carol"))
			require.Equal(t, failed.status, w.Code)
			require.NotContains(t, w.Body.String(), "hunter2")
		})
	}
	for _, status := range []int{0, 42, 101, 199, 600, 1000} {
		b, _ := newBridge(t, say(sidecar.ServeHTTPResult{Status: status}, nil))
		require.Equal(t, 502, serve(b, request("GET", "/", nil, "Mattermost-User-Id", "carol")).Code)
	}
}

func TestAPanicInServeHTTPIsAnAnswer(t *testing.T) {
	b, api := newBridge(t, &fakeSupervisor{answer: func(context.Context, any) (any, error) { panic("hunter2") }})
	w := serve(b, request("GET", "/", nil, "Mattermost-User-Id", "carol"))
	require.Equal(t, 500, w.Code)
	require.NotContains(t, w.Body.String(), "hunter2")
	require.Contains(t, api.find("a hook failed"), "hunter2")
	require.Equal(t, 0, b.active.Load().requests.all, "its place is free again")
}
