package main

import (
	"net/http"
	"sync"
	"time"

	"mattermost-plugin-ec2ctl/server/bridge/sidecar"
)

// turnedAwayEvery is how often the log hears of requests that were turned away with the same status.
const turnedAwayEvery = time.Minute

// turnedAway tells the log of HTTP requests that were turned away: of the first at once, of those that follow within a minute
// together, so that whoever sends many does not fill it.
type turnedAway struct {
	mu sync.Mutex
	// byStatus has those that the log has heard of within a minute.
	byStatus map[int]*turnedAwaySince
}

// turnedAwaySince are those that the log has not heard of yet.
type turnedAwaySince struct {
	count int
	// last is who sent the last of them.
	last requester
}

// requester is whom the server names as the sender of a request; empty for nobody.
type requester struct {
	person, pluginID string
}

// note takes a request with its answer. One that was not turned away is none of its business.
func (t *turnedAway) note(log sidecar.Logger, status int, from requester) {
	if status < http.StatusBadRequest || status >= http.StatusInternalServerError {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if since := t.byStatus[status]; since != nil {
		since.count++
		since.last = from
		return
	}
	if t.byStatus == nil {
		t.byStatus = map[int]*turnedAwaySince{}
	}
	t.tell(log, status, turnedAwaySince{1, from})
}

// tell writes a line, and waits for what follows.
func (t *turnedAway) tell(log sidecar.Logger, status int, since turnedAwaySince) {
	fields := []any{"status", status, "count", since.count}
	if since.last.person != "" {
		fields = append(fields, "userId", since.last.person)
	}
	if since.last.pluginID != "" {
		fields = append(fields, "plugin", since.last.pluginID)
	}
	log.Info("HTTP requests were turned away", fields...)
	t.byStatus[status] = &turnedAwaySince{}
	time.AfterFunc(turnedAwayEvery, func() { t.tellRest(log, status) })
}

// tellRest writes a line of those that followed, if there are any.
func (t *turnedAway) tellRest(log sidecar.Logger, status int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	since := *t.byStatus[status]
	if since.count == 0 {
		delete(t.byStatus, status)
		return
	}
	t.tell(log, status, since)
}

// statusWriter remembers with which status a request was answered.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}
