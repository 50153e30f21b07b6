package sidecar

import (
	"context"
	"encoding/json"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What is measured: `go test -bench . -args -bundle FOLDER`.
var (
	benchBundle        = flag.String("bundle", "", "folder of an unpacked bundle, whose runtime and program are measured")
	benchConfiguration = flag.String("configuration", "{}", "the plugin's settings, as JSON")
)

const benchPlugin = "bench"

// BenchmarkPing asks the real sidecar for a sign of life, and in turn has `cat` send back the same bytes: what the
// kernel takes to wake two processes up, one after the other.
func BenchmarkPing(b *testing.B) {
	started := startReal(b, realLaunch(b))
	echo := startEcho(b)
	var pings, echoes []time.Duration
	for i := range b.N + 1000 {
		answered := timed(func() { require.NoError(b, ping(b.Context(), started)) })
		echoed := timed(echo)
		// The first ones find code that was not compiled yet.
		if i >= 1000 {
			pings, echoes = append(pings, answered), append(echoes, echoed)
		}
	}
	b.ReportMetric(percentile(pings, 50), "ping-p50-µs")
	b.ReportMetric(percentile(pings, 99), "ping-p99-µs")
	b.ReportMetric(percentile(echoes, 50), "echo-p50-µs")
	b.ReportMetric(percentile(echoes, 99), "echo-p99-µs")
}

// BenchmarkStart starts the real sidecar until it is ready, and in turn the bare runtime until it has run nothing.
func BenchmarkStart(b *testing.B) {
	launch := realLaunch(b)
	bare := launch.made
	bare.args = append(slices.Clone(launch.Flags), "--eval", "0")
	var starts, bares []time.Duration
	for i := range b.N + 2 {
		before := time.Now()
		started := startReal(b, launch)
		ready := time.Since(before)
		started.stop(true)
		alone := timed(func() {
			cmd := exec.CommandContext(b.Context(), bare.path, bare.args...)
			cmd.Env = bare.env
			require.NoError(b, cmd.Run())
		})
		// The first ones read the files from the disk.
		if i >= 2 {
			starts, bares = append(starts, ready), append(bares, alone)
		}
	}
	b.ReportMetric(percentile(starts, 50), "start-µs")
	b.ReportMetric(percentile(bares, 50), "bare-µs")
}

// realBundle is what there is to start.
type realBundle struct {
	*Launch
	configuration Configuration
	made          command
}

func realLaunch(b *testing.B) realBundle {
	b.Helper()
	folder := *benchBundle
	if folder == "" {
		b.Skip("-bundle names no bundle to measure")
	}
	launch, err := ReadLaunch(filepath.Join(folder, "server", "launch.json"))
	require.NoError(b, err)
	configuration := Configuration{}
	require.NoError(b, json.Unmarshal([]byte(*benchConfiguration), &configuration))
	return realBundle{launch, configuration, launch.command(folder, "", os.LookupEnv)}
}

// startReal starts the sidecar as the supervisor does, and returns when it is ready.
func startReal(b *testing.B, launch realBundle) *process {
	b.Helper()
	started, err := startProcess(launch.made, playServer, &fakeLog{})
	require.NoError(b, err)
	b.Cleanup(started.kill)
	ctx, cancel := context.WithTimeout(b.Context(), InitializeDeadline)
	defer cancel()
	var result InitializeResult
	require.NoError(b, started.call(ctx, MethodInitialize, InitializeParams{
		BuildVersion:  launch.BuildVersion,
		PluginID:      benchPlugin,
		ServerVersion: "11.9.0",
		InstanceID:    "bench",
		Server:        ServerFacts{DefaultLocale: "en"},
		Configuration: launch.configuration,
	}, &result))
	return started
}

// playServer answers what the sidecar asks for on its way to being ready, at once.
func playServer(_ context.Context, _ string, params json.RawMessage) (any, error) {
	var asked APICallParams
	if err := json.Unmarshal(params, &asked); err != nil {
		return nil, err
	}
	answers := map[string]any{
		"EnsureBotUser": "bot",
		"GetUser":       playedUser(asked.Args),
		"GetBot":        map[string]any{"user_id": "bot", "owner_id": benchPlugin},
		"KVList":        []string{},
	}
	answer, ok := answers[asked.Method]
	if !ok {
		return nil, &WireError{Code: CodeNotAllowed, Message: "Nobody asks for " + asked.Method + " here"}
	}
	return APICallResult{Result: answer}, nil
}

// playedUser is the bot, or a person who may do everything.
func playedUser(args []json.RawMessage) map[string]any {
	var id string
	if len(args) == 0 || json.Unmarshal(args[0], &id) != nil || id == "bot" {
		return map[string]any{"id": "bot", "is_bot": true}
	}
	return map[string]any{
		"id": id, "username": id, "locale": "en", "roles": "system_user system_admin", "is_bot": false, "delete_at": 0,
	}
}

// startEcho returns a function that sends a message of a ping's length to another process, and waits for it.
func startEcho(b *testing.B) func() {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), "cat")
	input, err := cmd.StdinPipe()
	require.NoError(b, err)
	output, err := cmd.StdoutPipe()
	require.NoError(b, err)
	require.NoError(b, cmd.Start())
	b.Cleanup(func() {
		_ = input.Close()
		_ = cmd.Wait()
	})
	message := []byte("Content-Length: 57\r\n\r\n" + `{"jsonrpc":"2.0","id":10000,"method":"$/ping","params":null}`)
	answer := make([]byte, len(message))
	return func() {
		_, err := input.Write(message)
		require.NoError(b, err)
		_, err = io.ReadFull(output, answer)
		require.NoError(b, err)
	}
}

func timed(work func()) time.Duration {
	before := time.Now()
	work()
	return time.Since(before)
}

// percentile is given in microseconds, and sorts what it gets.
func percentile(samples []time.Duration, share int) float64 {
	slices.Sort(samples)
	return float64(samples[(len(samples)-1)*share/100].Nanoseconds()) / 1000
}
