package sidecar

import (
	"context"
	"encoding/json"
	"flag"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What is typed, for a configuration that names where there are instances.
var benchTyping = flag.String("typing", "", "file with the questions of completion to ask, as JSON")

// typing is what stands in that file.
type typing struct {
	// Typed are the questions to be timed.
	Typed []question `json:"typed"`
	// Known are those that are answered with a row that has a hint once the fleet was read.
	Known []question `json:"known"`
}

const (
	// fleetFresh is for how long the sidecar takes what it has read for fresh, while somebody types.
	fleetFresh = 30 * time.Second
	// fastTyping is less than anybody takes from one letter to the next.
	fastTyping = 10 * time.Millisecond
	// fleetDeadline is more than a reading of any fleet may take.
	fleetDeadline = 20 * time.Second
)

// question is one that Mattermost's server asks while somebody types.
type question struct {
	Input  string `json:"input"`
	Parsed string `json:"parsed"`
}

// offeredRow is one row of the answer.
type offeredRow struct {
	Item, Hint, HelpText string
}

// BenchmarkCompletion has the real sidecar read a fleet, and asks it what may follow at each letter: when nothing else
// happens, and while it reads the fleet anew, as it does when somebody types after a pause.
func BenchmarkCompletion(b *testing.B) {
	if *benchTyping == "" {
		b.Skip("-typing names no questions to be asked")
	}
	raw, err := os.ReadFile(*benchTyping)
	require.NoError(b, err)
	var what typing
	require.NoError(b, DecodeStrictly(raw, &what))
	require.NotEmpty(b, what.Typed)
	require.NotEmpty(b, what.Known)
	asked := &completer{b: b, started: startReal(b, realLaunch(b))}
	began := time.Now()
	for _, one := range what.Known {
		asked.until(one, began.Add(fleetDeadline))
	}
	reading := time.Since(began)
	again := time.Now().Add(fleetFresh)

	asked.all(what.Typed) // finds code that was not compiled yet
	var quiet []time.Duration
	for range b.N {
		quiet = append(quiet, asked.all(what.Typed)...)
	}
	// The reading begins a moment before, and with somebody typing it takes longer than without.
	time.Sleep(time.Until(again.Add(-fastTyping * 10)))
	var meanwhile []time.Duration
	for end := again.Add(2 * reading); time.Now().Before(end); time.Sleep(fastTyping) {
		_, took := asked.once(what.Typed[len(meanwhile)%len(what.Typed)])
		meanwhile = append(meanwhile, took)
	}
	b.ReportMetric(percentile(quiet, 50), "quiet-p50-µs")
	b.ReportMetric(percentile(quiet, 99), "quiet-p99-µs")
	b.ReportMetric(percentile(meanwhile, 50), "reading-p50-µs")
	b.ReportMetric(percentile(meanwhile, 99), "reading-p99-µs")
}

// completer asks each question as another person: what one may ask within a second is limited.
type completer struct {
	b       *testing.B
	started *process
	people  int
}

func (c *completer) all(questions []question) []time.Duration {
	times := make([]time.Duration, 0, len(questions))
	for _, one := range questions {
		_, took := c.once(one)
		times = append(times, took)
	}
	return times
}

func (c *completer) once(one question) ([]offeredRow, time.Duration) {
	c.people++
	query := url.Values{"user_input": {one.Input}, "parsed": {one.Parsed}, "channel_id": {"channel"}}
	params := ServeHTTPParams{
		UserID: "person" + strconv.Itoa(c.people),
		Method: http.MethodGet,
		Path:   "/complete",
		Query:  query.Encode(),
		// The bridge passes on a map, if only an empty one.
		Headers: map[string][]string{},
	}
	ctx, cancel := context.WithTimeout(c.b.Context(), ServeHTTPDeadline)
	defer cancel()
	var result ServeHTTPResult
	took := timed(func() { require.NoError(c.b, c.started.call(ctx, MethodServeHTTP, params, &result)) })
	var rows []offeredRow
	require.NoError(c.b, json.Unmarshal(result.Body, &rows))
	require.NotEmpty(c.b, rows)
	return rows, took
}

// until asks until the fleet is known as far as the question goes.
func (c *completer) until(one question, deadline time.Time) {
	for {
		rows, _ := c.once(one)
		if rows[0].Hint != "" {
			return
		}
		require.True(c.b, time.Now().Before(deadline), "%q is not known, but %v", one.Input, rows)
		time.Sleep(fastTyping)
	}
}
