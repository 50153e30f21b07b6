package sidecar

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// stopsWithin is the promise, with nothing added.
const stopsWithin = 5 * time.Second

func startChild(t *testing.T, mode string, handle Handler) (*process, *fakeLog) {
	t.Helper()
	log := &fakeLog{}
	made := childCommand(t, mode)
	// Built with the race detector a child would else take a second to exit.
	made.env = []string{"GORACE=atexit_sleep_ms=0"}
	started, err := startProcess(made, handle, log)
	require.NoError(t, err)
	t.Cleanup(started.kill)
	return started, log
}

func execute(t *testing.T, asked interface {
	call(ctx context.Context, method string, params, result any) error
}, what string,
) (string, error) {
	t.Helper()
	var result ExecuteCommandResult
	err := asked.call(bounded(t), MethodExecuteCommand, ExecuteCommandParams{Args: CommandArgs{Command: what}}, &result)
	if err != nil {
		return "", err
	}
	return result.Response.Text, nil
}

func TestAChildAnswersOverItsPipes(t *testing.T) {
	started, _ := startChild(t, "good", refuseAll)
	text, err := execute(t, started, "hello")
	require.NoError(t, err)
	require.Equal(t, "done: hello", text)
}

func TestAChildMayCallWhileItIsAsked(t *testing.T) {
	started, _ := startChild(t, "good", func(context.Context, string, json.RawMessage) (any, error) {
		return APICallResult{Result: "11.9.0"}, nil
	})
	text, err := execute(t, started, "version")
	require.NoError(t, err)
	require.Equal(t, "11.9.0", text)
}

func TestAChildGetsTheEnvironmentThatItIsGivenAndNothingElse(t *testing.T) {
	t.Setenv("MM_SQLSETTINGS_DATASOURCE", "postgres://user:password@localhost")
	t.Setenv("NODE_OPTIONS", "--inspect")
	for _, given := range [][]string{{"TZ=UTC"}, nil} {
		made := childCommand(t, "good")
		made.env = given
		started, err := startProcess(made, refuseAll, &fakeLog{})
		require.NoError(t, err)
		t.Cleanup(started.kill)
		environment, err := execute(t, started, "environment")
		require.NoError(t, err)
		require.Equal(t, strings.Join(given, "\n"), environment)
	}
}

func TestAChildDiesWithACallInFlight(t *testing.T) {
	started, _ := startChild(t, "good", refuseAll)
	_, err := execute(t, started, "exit")
	require.ErrorIs(t, err, ErrClosed)
	started.kill()
	var exit *exitError
	require.ErrorAs(t, started.failure(), &exit)
	require.Equal(t, 5, exit.code, "the code is its own, not that of our kill")
}

func TestBadChildrenAreFoundOut(t *testing.T) {
	for mode, expect := range map[string]func(t *testing.T, err error){
		"chatty":   func(t *testing.T, err error) { require.ErrorIs(t, err, errNotTheProtocol) },
		"garbage":  func(t *testing.T, err error) { require.ErrorIs(t, err, errNotTheProtocol) },
		"too-long": func(t *testing.T, err error) { require.ErrorIs(t, err, errNotTheProtocol) },
		"exits-at-once": func(t *testing.T, err error) {
			var exit *exitError
			require.ErrorAs(t, err, &exit)
			require.Equal(t, 3, exit.code)
		},
		"loader": func(t *testing.T, err error) { require.Equal(t, ReasonMissingLibrary, reasonOf(err)) },
	} {
		t.Run(mode, func(t *testing.T) {
			started, _ := startChild(t, mode, refuseAll)
			_, err := execute(t, started, "hello")
			require.ErrorIs(t, err, ErrClosed)
			started.kill()
			expect(t, started.failure())
			require.True(t, isGone(started.cmd.Process.Pid))
		})
	}
}

func TestAWriteThatFailsHidesNotWhyTheChildEnded(t *testing.T) {
	started, log := startChild(t, "deaf", refuseAll)
	eventually(t, "the child to be deaf", func() bool { return log.find("deaf") != "" })
	require.ErrorIs(t, started.call(bounded(t), MethodInitialize, nil, nil), ErrClosed)
	started.kill()
	require.Equal(t, ReasonMissingLibrary, reasonOf(started.failure()), "%v", started.failure())
}

func TestAChildThatDoesNotReadHoldsUpNobody(t *testing.T) {
	started, _ := startChild(t, "never-reading", refuseAll)
	large := strings.Repeat("x", 1<<20)
	for range 8 {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
		began := time.Now()
		require.ErrorIs(t, started.call(ctx, MethodExecuteCommand, large, nil), context.DeadlineExceeded)
		require.Less(t, time.Since(began), time.Second)
		cancel()
	}
}

func TestLastWordsReachTheLog(t *testing.T) {
	started, log := startChild(t, "exits-at-once", refuseAll)
	<-started.exited
	require.Equal(t, "warn the sidecar wrote to stderr line cannot go on", log.find("cannot go on"))
}

func TestStopEndsAnyChildWithin5Seconds(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"good", "stubborn", "silent", "never-reading"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			started, _ := startChild(t, mode, refuseAll)
			began := time.Now()
			started.stop(true)
			require.Less(t, time.Since(began), stopsWithin)
			require.True(t, isGone(started.cmd.Process.Pid))
		})
	}
}

func TestStopEndsAChildThatIsStopped(t *testing.T) {
	t.Parallel()
	started, _ := startChild(t, "good", refuseAll)
	require.NoError(t, syscall.Kill(started.cmd.Process.Pid, syscall.SIGSTOP))
	began := time.Now()
	started.stop(true)
	require.Less(t, time.Since(began), stopsWithin)
	require.True(t, isGone(started.cmd.Process.Pid))
}

func TestStopAnswersTheLastCallsOfTheChild(t *testing.T) {
	asked := make(chan string, 1)
	started, _ := startChild(t, "last-words", func(_ context.Context, method string, _ json.RawMessage) (any, error) {
		asked <- method
		return APICallResult{Result: "11.9.0"}, nil
	})
	started.stop(true)
	require.Equal(t, MethodAPICall, <-asked)
	require.Equal(t, 0, started.exit.code, "it ended by itself, when its stdin did")
}

func TestKillTakesWhatTheChildLeftBehind(t *testing.T) {
	started, log := startChild(t, "grandparent", refuseAll)
	require.NoError(t, started.call(bounded(t), MethodInitialize, nil, nil))
	eventually(t, "the grandchild", func() bool { return log.find("started pid") != "" })
	left, err := strconv.Atoi(regexp.MustCompile(`\d+`).FindString(log.find("started pid")))
	require.NoError(t, err)
	require.False(t, isGone(left))

	began := time.Now()
	require.NoError(t, syscall.Kill(started.cmd.Process.Pid, syscall.SIGKILL))
	<-started.exited
	require.Less(t, time.Since(began), stopsWithin, "it held the pipes")
	eventually(t, "the end of the grandchild", func() bool { return isGone(left) })
}

func TestNoCoreFileAndNoChildOutlivesABridgeThatIsKilled(t *testing.T) {
	bridge := exec.Command(ownPath(t), modeFlag+"bridge")
	said, err := bridge.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, bridge.Start())
	lines := bufio.NewScanner(said)
	require.True(t, lines.Scan())
	pid, err := strconv.Atoi(lines.Text())
	require.NoError(t, err)
	require.True(t, lines.Scan())
	require.Regexp(t, `^Max core file size\s+0\s+0\s`, lines.Text())
	require.False(t, isGone(pid))

	require.NoError(t, bridge.Process.Kill())
	eventually(t, "the end of the child", func() bool { return isGone(pid) })
	require.Error(t, bridge.Wait(), "it was killed")
}

// playBridge is a bridge with a child that does not look at its stdin. It prints the child's pid and its limit
// for core files, and waits to be killed.
func playBridge() {
	if err := ForbidCoreFiles(); err != nil {
		panic(err)
	}
	path, err := os.Executable()
	if err != nil {
		panic(err)
	}
	started, err := startProcess(command{path: path, args: []string{modeFlag + "never-reading"}}, refuseAll, &fakeLog{})
	if err != nil {
		panic(err)
	}
	limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", started.cmd.Process.Pid))
	if err != nil {
		panic(err)
	}
	fmt.Println(started.cmd.Process.Pid)
	fmt.Println(regexp.MustCompile(`Max core file size.*`).FindString(string(limits)))
	select {}
}

func TestAChildThatCannotBeStartedTellsWhy(t *testing.T) {
	folder := t.TempDir()
	write := func(name, content string, mode os.FileMode) string {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, []byte(content), mode))
		return path
	}
	foreign := "\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 9) + "\x02\x00\xf3\x00" + strings.Repeat("\x00", 44)
	for name, tried := range map[string]struct {
		path   string
		reason Reason
	}{
		"missing":           {filepath.Join(folder, "missing"), ReasonNoRuntime},
		"not executable":    {write("plain", "#!/bin/sh\n", 0o644), ReasonNoRuntime},
		"no program":        {write("text", "just text", 0o755), ReasonWrongArchitecture},
		"another processor": {write("riscv", foreign, 0o755), ReasonWrongArchitecture},
		"no loader":         {write("script", "#!/no/such/loader\n", 0o755), ReasonMissingLibrary},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := startProcess(command{path: tried.path}, refuseAll, &fakeLog{})
			require.Error(t, err)
			require.Equal(t, tried.reason, reasonOf(err), "%v", err)
		})
	}
}

func TestReasonOfAVersionMismatch(t *testing.T) {
	require.Equal(t, ReasonVersionMismatch, reasonOf(fmt.Errorf("start: %w", &WireError{Code: CodeVersionMismatch})))
	require.Equal(t, ReasonOther, reasonOf(errors.New("anything")))
}
