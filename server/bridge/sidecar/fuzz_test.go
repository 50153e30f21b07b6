package sidecar

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"
)

// What a sidecar that means harm can write is bytes. Plain `go test` plays those in testdata and those below;
// `go test -fuzz` looks for more.

// broken are streams that are not the protocol, or strain it.
var broken = []string{
	"",
	"\r\n\r\n",
	"listening on port 80\n",
	"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}}",
	"Content-Length: +2\r\n\r\n{}",
	"Content-Length: 99999999999999999999\r\n\r\n{}",
	"Content-Length: 8388608\r\n\r\n{}",
	"content-length:2\r\nX: y\r\n\r\n[]",
	frame(`[{"jsonrpc":"2.0","id":1,"method":"api/call"}]`),
	frame(`null`) + frame(`7`) + frame(`"x"`),
	frame(`{}`),
	frame(`{"jsonrpc":"1.0","id":1,"method":"api/call","params":null}`),
	frame(`{"jsonrpc":"2.0","id":{"a":1},"method":"api/call","params":{}}`),
	frame(`{"jsonrpc":"2.0","id":null,"method":"api/call","params":{}}`),
	frame(`{"jsonrpc":"2.0","id":-1,"method":"api/call"}`),
	frame(`{"jsonrpc":"2.0","id":1.5,"method":7,"params":[[]]}`),
	frame(`{"jsonrpc":"2.0","id":1,"result":null,"error":null}`),
	frame(`{"jsonrpc":"2.0","id":1,"error":{"code":"x","message":1}}`),
	frame(`{"jsonrpc":"2.0","id":1,"method":"a","result":{},"error":{"code":1,"message":"m"}}`),
	frame(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":{}}}`),
	frame(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":[]}`),
	frame(`{"jsonrpc":"2.0","method":"$/cancelRequest"}`),
	strings.Repeat(frame(`{"jsonrpc":"2.0","id":1,"method":"api/call","params":{}}`), 3),
	frame(`{"jsonrpc":"2.0","id":1,"method":"api/call","params":` + strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000) + `}`),
	frame("{\"jsonrpc\":\"2.0\",\"id\":\"\xff\",\"method\":\"\xff\xfe\"}"),
}

// addMessages begins with every golden message, and with what is broken.
func addMessages(f *testing.F) {
	f.Helper()
	files, err := filepath.Glob(filepath.Join(fixtures, "*.json"))
	require.NoError(f, err)
	require.NotEmpty(f, files)
	all := ""
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add([]byte(frame(string(raw))))
		all += frame(string(raw))
	}
	f.Add([]byte(all))
	for _, input := range broken {
		f.Add([]byte(input))
	}
}

// readAll reads messages until the stream cannot be used any more.
func readAll(source io.Reader) (messages []string, end error) {
	s := readerOf(source)
	defer func() { _ = s.Close() }()
	for {
		var message json.RawMessage
		if err := s.ReadObject(&message); err != nil {
			return messages, err
		}
		messages = append(messages, string(message))
	}
}

// FuzzReadingAStream: whatever comes, reading ends, each message is JSON, and how the bytes are cut into reads
// makes no difference.
func FuzzReadingAStream(f *testing.F) {
	addMessages(f)
	f.Fuzz(func(t *testing.T, input []byte) {
		whole, end := readAll(bytes.NewReader(input))
		for _, message := range whole {
			require.True(t, json.Valid([]byte(message)))
		}
		require.Error(t, end)
		inBytes, endInBytes := readAll(iotest.OneByteReader(bytes.NewReader(input)))
		require.Equal(t, whole, inBytes)
		require.Equal(t, errors.Is(end, errNotTheProtocol), errors.Is(endInBytes, errNotTheProtocol))
	})
}

// answers keeps what the bridge writes.
type answers struct {
	mu      sync.Mutex
	written bytes.Buffer
}

func (a *answers) Write(chunk []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.written.Write(chunk)
}

func (a *answers) Close() error { return nil }

// FuzzTheBridgesEnd: whatever a sidecar says, the bridge neither panics nor hangs, asks for nothing that is no
// JSON, and what it says itself is the protocol.
func FuzzTheBridgesEnd(f *testing.F) {
	addMessages(f)
	f.Fuzz(func(t *testing.T, input []byte) {
		said := &answers{}
		handle := func(_ context.Context, _ string, params json.RawMessage) (any, error) {
			// The library makes nothing of params that are not there.
			if params != nil && !json.Valid(params) {
				t.Error("params are no JSON")
			}
			var call APICallParams
			if err := DecodeStrictly(params, &call); err != nil {
				return nil, &WireError{Code: CodeInvalidParams, Message: err.Error()}
			}
			return call, nil
		}
		c := newConn(io.NopCloser(bytes.NewReader(input)), said, handle, &fakeLog{})
		select {
		case <-c.done():
		case <-time.After(within):
			t.Fatal("the connection does not end with the stream")
		}
		said.mu.Lock()
		defer said.mu.Unlock()
		messages, _ := readAll(&said.written)
		for _, message := range messages {
			var answer envelope
			require.NoError(t, DecodeStrictly([]byte(message), &answer))
			require.Equal(t, "2.0", answer.JSONRPC)
			require.Empty(t, answer.Method, "nothing was to be asked")
		}
	})
}

// FuzzDecodingStrictly: what is taken is one value of JSON, and comes back the same when it is encoded and decoded again.
func FuzzDecodingStrictly(f *testing.F) {
	for _, input := range []string{
		`{"method":"GetUser","args":["x"],"deadlineMs":5}`, `{"method":"x","args":[null,{},[[]]],"deadlineMs":-1}`,
		`{"METHOD":"x"}`, `{"method":"a","method":"b"}`, `{"args":null}`, `{} {}`, `null`, `{"deadlineMs":1e3}`, `{"x":1}`, ``,
	} {
		f.Add([]byte(input))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		var taken APICallParams
		if DecodeStrictly(input, &taken) != nil {
			return
		}
		require.True(t, json.Valid(input))
		encoded, err := json.Marshal(taken)
		require.NoError(t, err)
		var again APICallParams
		require.NoError(t, DecodeStrictly(encoded, &again))
		require.Equal(t, taken.Method, again.Method)
		require.Equal(t, taken.DeadlineMs, again.DeadlineMs)
		require.Len(t, again.Args, len(taken.Args))
	})
}

// FuzzTheLog: whatever the sidecar writes to stderr becomes entries of the log, no more than it has lines.
func FuzzTheLog(f *testing.F) {
	for _, input := range []string{
		`{"level":"error","message":"m","fields":{"a":[1],"b":null,"plugin_id":"other"}}` + "\n", "plain\r\nand more",
		`{"level":7,"message":"m"}`, `{"level":"info","message":"m","fields":[]}`, `{"message":"\u0000\n{\"level\":\"error\"}"}`, "\xff\n\n",
	} {
		f.Add([]byte(input))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		log := &fakeLog{}
		forwardLog(bytes.NewReader(input), log)
		entries := log.all()
		require.LessOrEqual(t, len(entries), 1+bytes.Count(input, []byte("\n")))
	})
}
