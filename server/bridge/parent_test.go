package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"mattermost-plugin-ec2ctl/server/bridge/sidecar"
)

const modeFlag = "--mode="

// TestMain makes this binary the server, the plugin and the child of its own tests.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		if mode, ok := strings.CutPrefix(os.Args[1], modeFlag); ok {
			play(mode)
			return
		}
	}
	os.Exit(m.Run())
}

func play(mode string) {
	switch mode {
	case "silent":
		// Neither reads nor answers, and does not notice the end of its stdin.
		select {}
	case "server":
		playServer()
	case "plugin":
		playPlugin()
	default:
		panic("no such mode: " + mode)
	}
}

// playServer starts a plugin, passes on what it prints, and waits to be killed.
func playServer() {
	path, err := os.Executable()
	if err != nil {
		panic(err)
	}
	child := exec.Command(path, modeFlag+"plugin")
	child.Stdout = os.Stdout
	if err := child.Run(); err != nil {
		panic(err)
	}
}

// playPlugin is a plugin process with a sidecar. It prints its pid.
func playPlugin() {
	go endWithParent(os.Getppid(), os.Getppid, abandon)
	path, err := os.Executable()
	if err != nil {
		panic(err)
	}
	sidecar.Supervise(sidecar.Options{
		Launch:       &sidecar.Launch{BuildVersion: "b", Command: filepath.Base(path), Flags: []string{modeFlag + "silent"}, Entry: "e"},
		Bundle:       filepath.Dir(path),
		BuildVersion: "b",
		Log:          serverLog{newFakeAPI()},
	})
	fmt.Println(os.Getpid())
	select {}
}

// launchOf is a launch file whose runtime is this binary.
func launchOf(t *testing.T, mode string) string {
	t.Helper()
	path, err := os.Executable()
	require.NoError(t, err)
	relative, err := filepath.Rel("/", path)
	require.NoError(t, err)
	raw, err := json.Marshal(sidecar.Launch{
		BuildVersion: buildVersion, Command: "../../../../../../../../" + relative, Flags: []string{modeFlag + mode}, Entry: "e",
	})
	require.NoError(t, err)
	return string(raw)
}

// childOf returns the pid of a child of a process; 0 for none.
func childOf(pid int) int {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		stat, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		_, rest, _ := strings.Cut(string(stat), ") ")
		if fields := strings.Fields(rest); len(fields) > 1 && fields[0] != "Z" && fields[1] == strconv.Itoa(pid) {
			found, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
			return found
		}
	}
	return 0
}

func isGone(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, rest, _ := strings.Cut(string(stat), ") ")
	return err != nil || strings.HasPrefix(rest, "Z")
}

// startServer starts a server with a plugin and its sidecar, and returns their pids.
func startServer(t *testing.T) (server *exec.Cmd, pluginPid, sidecarPid int) {
	t.Helper()
	path, err := os.Executable()
	require.NoError(t, err)
	server = exec.Command(path, modeFlag+"server")
	said, err := server.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, server.Start())
	lines := bufio.NewScanner(said)
	require.True(t, lines.Scan())
	pluginPid, err = strconv.Atoi(lines.Text())
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		sidecarPid = childOf(pluginPid)
		return sidecarPid != 0
	}, within, 5*time.Millisecond)
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	return server, pluginPid, sidecarPid
}

func TestAServerThatIsKilledTakesPluginAndSidecarWithIt(t *testing.T) {
	server, pluginPid, sidecarPid := startServer(t)
	require.NoError(t, server.Process.Kill())
	require.Eventually(t, func() bool { return isGone(pluginPid) && isGone(sidecarPid) }, 5*time.Second, 5*time.Millisecond)
}

func TestAPluginThatIsKilledTakesItsSidecarWithIt(t *testing.T) {
	_, pluginPid, sidecarPid := startServer(t)
	process, err := os.FindProcess(pluginPid)
	require.NoError(t, err)
	require.NoError(t, process.Kill())
	require.Eventually(t, func() bool { return isGone(pluginPid) && isGone(sidecarPid) }, 5*time.Second, 5*time.Millisecond)
}

func TestTheParentIsLookedAtEverySecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		parent := func() int {
			if time.Since(began) < 90*time.Second {
				return 7
			}
			return 1
		}
		ended := 0
		endWithParent(7, parent, func() { ended++ })
		require.Equal(t, 90*time.Second, time.Since(began))
		require.Equal(t, 1, ended)
	})
}
