package sidecar

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

const (
	modeFlag = "--child-mode="
	// testBuild is the build version of all tests.
	testBuild = "0.1.0+0123456789ab"
	// within bounds every wait.
	within = 20 * time.Second
)

// TestMain makes this binary the child of its own tests: a sidecar that behaves in a named way.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		if mode, ok := strings.CutPrefix(os.Args[1], modeFlag); ok {
			behave(mode)
			return
		}
	}
	os.Exit(m.Run())
}

// behave plays a sidecar, good or bad, until its end.
func behave(mode string) {
	switch mode {
	case "good", "stubborn", "slow", "other-build", "last-words", "grandparent":
		newMiniature(mode).run()
	case "silent":
		drainInput()
	case "never-reading":
		select {}
	case "exits-at-once":
		fmt.Fprintln(os.Stderr, "cannot go on")
		os.Exit(3)
	case "loader":
		fmt.Fprintln(os.Stderr, "node: error while loading shared libraries: libexample.so.6: cannot open shared object file")
		os.Exit(127)
	case "deaf":
		// What is written to it fails. It ends, for a reason of its own, when nobody listens either.
		if err := os.Stdin.Close(); err != nil {
			panic(err)
		}
		fmt.Fprintln(os.Stderr, "deaf")
		for closed := 0; closed < 1; { // a signal interrupts it
			closed, _ = unix.Poll([]unix.PollFd{{Fd: 1}}, -1)
		}
		os.Exit(127)
	case "chatty":
		fmt.Println("starting up, please wait")
		newMiniature("good").run()
	case "garbage":
		for {
			if _, err := os.Stdout.WriteString("\x00\xff garbage without an end"); err != nil {
				return
			}
		}
	case "too-long":
		fmt.Printf("Content-Length: %d\r\n\r\n", MaxMessageBytes+1)
		drainInput()
	case "bridge":
		playBridge()
	default:
		panic("no such mode: " + mode)
	}
}

func drainInput() {
	reader := bufio.NewReader(os.Stdin)
	for {
		if _, err := reader.ReadByte(); err != nil {
			return
		}
	}
}

// miniature is a small sidecar that speaks the real protocol.
type miniature struct {
	mode string
	conn *conn
}

func newMiniature(mode string) *miniature {
	return &miniature{mode: mode}
}

func (m *miniature) run() {
	if m.mode == "stubborn" {
		signal.Ignore(syscall.SIGTERM)
	}
	ready := make(chan struct{})
	handle := func(ctx context.Context, method string, params json.RawMessage) (any, error) {
		<-ready
		return m.handle(ctx, method, params)
	}
	m.conn = newConn(os.Stdin, os.Stdout, handle, &fakeLog{})
	close(ready)
	<-m.conn.done()
	if m.mode == "stubborn" {
		select {}
	}
}

func (m *miniature) handle(ctx context.Context, method string, params json.RawMessage) (any, error) {
	switch method {
	case MethodInitialize:
		return m.initialize()
	case MethodExecuteCommand:
		var typed ExecuteCommandParams
		if err := json.Unmarshal(params, &typed); err != nil {
			return nil, err
		}
		text, err := m.execute(ctx, typed.Args.Command)
		return ExecuteCommandResult{Response: &model.CommandResponse{Text: text}}, err
	case MethodShutdown:
		if m.mode == "last-words" {
			_, err := m.api(ctx, "GetServerVersion")
			return nil, err
		}
		if m.mode == "stubborn" {
			<-ctx.Done()
		}
	}
	return nil, nil
}

func (m *miniature) initialize() (any, error) {
	switch m.mode {
	case "slow":
		select {}
	case "other-build":
		return InitializeResult{BuildVersion: "another"}, nil
	case "grandparent":
		// What it starts holds its pipes, and outlives it.
		left, err := os.StartProcess("/bin/sleep", []string{"sleep", "1000"}, &os.ProcAttr{Files: []*os.File{os.Stdin, os.Stdout, os.Stderr}})
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(os.Stderr, `{"level":"info","message":"started","fields":{"pid":%d}}`+"\n", left.Pid)
	}
	return InitializeResult{BuildVersion: testBuild}, nil
}

// execute does what a test asks for.
func (m *miniature) execute(ctx context.Context, command string) (string, error) {
	switch command {
	case "environment":
		return strings.Join(os.Environ(), "\n"), nil
	case "arguments":
		return strings.Join(os.Args[1:], "\n"), nil
	case "limits":
		limits, err := os.ReadFile("/proc/self/limits")
		return string(limits), err
	case "pid":
		return fmt.Sprint(os.Getpid()), nil
	case "exit":
		os.Exit(5)
	case "wait":
		<-ctx.Done()
		fmt.Fprintln(os.Stderr, `{"level":"info","message":"was cancelled"}`)
		return "", ctx.Err()
	case "large":
		return strings.Repeat("x", MaxMessageBytes), nil
	case "version":
		return m.api(ctx, "GetServerVersion")
	}
	return "done: " + command, nil
}

func (m *miniature) api(ctx context.Context, method string) (string, error) {
	var result struct {
		Result string `json:"result"`
	}
	err := m.conn.call(ctx, MethodAPICall, APICallParams{Method: method, Args: []json.RawMessage{}, DeadlineMs: 1000}, &result)
	return result.Result, err
}

// childCommand is the command line of a child with a behaviour.
func childCommand(t *testing.T, mode string) command {
	t.Helper()
	return command{path: ownPath(t), args: []string{modeFlag + mode}}
}

func ownPath(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	require.NoError(t, err)
	return path
}

// childLaunch is a launch file whose runtime is this binary.
func childLaunch(t *testing.T, mode string) (launch *Launch, bundle string) {
	t.Helper()
	path := ownPath(t)
	return &Launch{
		BuildVersion: testBuild,
		Command:      filepath.Base(path),
		Flags:        []string{modeFlag + mode},
		Entry:        "sidecar.js",
	}, filepath.Dir(path)
}

// fakeLog keeps what was logged.
type fakeLog struct {
	mu      sync.Mutex
	entries []string
}

func (l *fakeLog) add(level, message string, fields []any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = append(l.entries, strings.TrimSpace(level+" "+message+" "+fmt.Sprintln(fields...)))
}

func (l *fakeLog) Debug(message string, fields ...any) { l.add("debug", message, fields) }
func (l *fakeLog) Info(message string, fields ...any)  { l.add("info", message, fields) }
func (l *fakeLog) Warn(message string, fields ...any)  { l.add("warn", message, fields) }
func (l *fakeLog) Error(message string, fields ...any) { l.add("error", message, fields) }

func (l *fakeLog) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string{}, l.entries...)
}

// find returns the first entry with a text in it; empty for none.
func (l *fakeLog) find(text string) string {
	for _, entry := range l.all() {
		if strings.Contains(entry, text) {
			return entry
		}
	}
	return ""
}

// eventually waits for a condition.
func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	require.Eventually(t, condition, within, 5*time.Millisecond, what)
}

// isGone reports whether no process has this pid, but for one that is dead and not reaped.
func isGone(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return true
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	return strings.HasPrefix(rest, "Z")
}
