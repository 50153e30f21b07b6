package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/mattermost/mattermost/server/public/plugin"

	"mattermost-plugin-ec2ctl/server/bridge/sidecar"
)

const (
	maxBodyBytes      = 64 << 10
	maxInFlight       = 32
	maxInFlightAPiece = 4

	// Set by the server from the session, and removed by it from what comes from outside.
	headerUserID   = "Mattermost-User-Id"
	headerPluginID = "Mattermost-Plugin-Id"
)

// hiddenHeaders of a request never cross: they are credentials. So does none that begins with Mattermost-.
var hiddenHeaders = map[string]bool{
	"Authorization": true, "Cookie": true, "Proxy-Authorization": true, "X-Csrf-Token": true,
}

// refusedHeaders of an answer are left out: they would be the server's word, or break its framing.
var refusedHeaders = map[string]bool{
	"Connection": true, "Content-Length": true, "Set-Cookie": true, "Transfer-Encoding": true,
}

// requestLimit counts the requests in flight, all and by person.
type requestLimit struct {
	mu       sync.Mutex
	all      int
	byPerson map[string]int
}

func newRequestLimit() *requestLimit {
	return &requestLimit{byPerson: map[string]int{}}
}

// enter takes a place; false when there is none left.
func (l *requestLimit) enter(person string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.all >= maxInFlight || l.byPerson[person] >= maxInFlightAPiece {
		return false
	}
	l.all++
	l.byPerson[person]++
	return true
}

// leave gives the place back.
func (l *requestLimit) leave(person string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all--
	if l.byPerson[person]--; l.byPerson[person] == 0 {
		delete(l.byPerson, person)
	}
}

// ServeHTTP forwards the request of a person with a session. The server has no limits of its own here.
func (b *bridge) ServeHTTP(from *plugin.Context, to http.ResponseWriter, r *http.Request) {
	w := &statusWriter{ResponseWriter: to}
	// Both before a byte of the body is read.
	person, pluginID := r.Header.Get(headerUserID), r.Header.Get(headerPluginID)
	defer func() { b.turnedAway.note(serverLog{b.API}, w.status, requester{person, pluginID}) }()
	defer b.recovered("ServeHTTP", func(reference string) {
		refuse(w, http.StatusInternalServerError, "Internal error. The server log has it under "+reference+".")
	})
	switch {
	case pluginID != "":
		refuse(w, http.StatusForbidden, "Other plugins may not ask.")
		return
	case person == "":
		refuse(w, http.StatusUnauthorized, "Not logged in.")
		return
	}
	active := b.active.Load()
	if active == nil {
		refuse(w, http.StatusServiceUnavailable, "Not ready.")
		return
	}
	if !active.requests.enter(person) {
		refuse(w, http.StatusTooManyRequests, "Too many requests at the same time.")
		return
	}
	defer active.requests.leave(person)
	body, err := readBody(r)
	if err != nil {
		refuse(w, http.StatusRequestEntityTooLarge, "The request is too long, or came too slowly.")
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), sidecar.ServeHTTPDeadline)
	defer cancel()
	var result sidecar.ServeHTTPResult
	err = active.supervisor.Call(ctx, sidecar.MethodServeHTTP, sidecar.ServeHTTPParams{
		Context: pluginContext(from),
		UserID:  person,
		Method:  r.Method,
		Path:    r.URL.Path,
		Query:   r.URL.RawQuery,
		Headers: visibleHeaders(r.Header),
		Body:    body,
	}, &result)
	if err != nil {
		active.refuseFor(w, r, err)
		return
	}
	if result.Status < http.StatusOK || result.Status > 599 {
		active.log.Error("the sidecar answered with an HTTP status that there is not", "status", result.Status)
		refuse(w, http.StatusBadGateway, "Bad answer.")
		return
	}
	answer(w, result)
}

// readBody reads the whole body, and gives up on one that is too long or does not come. Closing the body does not end
// a read that is under way: the stream from the server is closed in one direction alone. So the read is left behind;
// it ends when the server lets go of the request, which it does once the hook has answered.
func readBody(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	type outcome struct {
		err  error
		body []byte
	}
	read := make(chan outcome, 1)
	go func() {
		body, err := io.ReadAll(io.LimitReader(r.Body, maxBodyBytes+1))
		read <- outcome{err, body}
	}()
	slow := time.NewTimer(sidecar.ServeHTTPDeadline)
	defer slow.Stop()
	select {
	case <-slow.C:
		_ = r.Body.Close() // a read that is not under way yet fails
		return nil, errors.New("body does not come")
	case got := <-read:
		if got.err != nil {
			return nil, got.err
		}
		if len(got.body) > maxBodyBytes {
			return nil, errors.New("body is too long")
		}
		return got.body, nil
	}
}

func visibleHeaders(header http.Header) map[string][]string {
	visible := map[string][]string{}
	for name, values := range header {
		name = http.CanonicalHeaderKey(name)
		if hiddenHeaders[name] || strings.HasPrefix(name, "Mattermost-") {
			continue
		}
		visible[name] = append(visible[name], values...)
	}
	return visible
}

// refuseFor answers a request that could not be forwarded.
func (a *activation) refuseFor(w http.ResponseWriter, r *http.Request, err error) {
	var notReady *sidecar.NotReadyError
	if errors.As(err, &notReady) {
		if r.Method == http.MethodGet {
			// Completion: the server takes it for "nothing to propose".
			answer(w, sidecar.ServeHTTPResult{
				Status:  http.StatusOK,
				Headers: map[string][]string{"Content-Type": {"application/json"}},
				Body:    []byte("[]"),
			})
			return
		}
		refuse(w, http.StatusServiceUnavailable, "Not ready.")
		return
	}
	switch key, reference := a.explain(err, "ServeHTTP"); key {
	case messageInternalError:
		refuse(w, http.StatusInternalServerError, "Internal error. The server log has it under "+reference+".")
	case messageTooLarge:
		refuse(w, http.StatusRequestEntityTooLarge, "The request is too long.")
	case messageNotAnswering:
		refuse(w, http.StatusGatewayTimeout, "No answer in time.")
	default:
		refuse(w, http.StatusServiceUnavailable, "Not ready.")
	}
}

func refuse(w http.ResponseWriter, status int, sentence string) {
	answer(w, sidecar.ServeHTTPResult{
		Status:  status,
		Headers: map[string][]string{"Content-Type": {"text/plain; charset=utf-8"}},
		Body:    []byte(sentence + "\n"),
	})
}

// answer writes a whole answer. The body is one Write: for a request from inside the server each Write
// replaces the one before.
func answer(w http.ResponseWriter, result sidecar.ServeHTTPResult) {
	header := w.Header()
	// The server adds none of these by itself. The sidecar may set them otherwise.
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("X-Frame-Options", "DENY")
	header.Set("Content-Security-Policy", "default-src 'none'")
	for name, values := range result.Headers {
		if name = http.CanonicalHeaderKey(name); !refusedHeaders[name] {
			header[name] = values
		}
	}
	w.WriteHeader(result.Status)
	if len(result.Body) > 0 {
		_, _ = w.Write(result.Body) // whoever asked is gone
	}
}
