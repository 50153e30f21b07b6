package sidecar

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func testLaunch() *Launch {
	return &Launch{
		BuildVersion:   testBuild,
		Command:        "runtime/bin/node",
		LibraryPath:    "runtime/lib",
		Flags:          []string{"--permission"},
		Entry:          "server/sidecar.js",
		Read:           []string{"server/late.js"},
		Environment:    []string{"HTTPS_PROXY", "TZ"},
		ProfileSetting: "mode",
		Profiles: map[string]Profile{
			"own": {
				Environment:         []string{"HOME", "KEY_FILE"},
				Read:                []string{"~/.cloud/config", "/etc/cloud"},
				ReadFromEnvironment: []string{"KEY_FILE", "OTHER_FILE"},
			},
		},
	}
}

func lookupIn(environment map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		value, ok := environment[name]
		return value, ok
	}
}

func TestCommandWithoutProfileHasTheBaseEnvironmentAlone(t *testing.T) {
	made := testLaunch().command("/plugins/x", "", lookupIn(map[string]string{
		"HTTPS_PROXY": "http://proxy", "HOME": "/home/m", "KEY_FILE": "/k", "PATH": "/bin", "MM_SQLSETTINGS_DATASOURCE": "secret",
	}))
	require.Equal(t, command{
		path: "/plugins/x/runtime/bin/node",
		args: []string{"--permission", "--allow-fs-read=/plugins/x/server/late.js", "/plugins/x/server/sidecar.js"},
		env:  []string{"HTTPS_PROXY=http://proxy", "LD_LIBRARY_PATH=/plugins/x/runtime/lib"},
	}, made)
}

func TestCommandWithProfileAddsItsVariablesAndFiles(t *testing.T) {
	made := testLaunch().command("/plugins/x", "own", lookupIn(map[string]string{"HOME": "/home/m", "KEY_FILE": "/k", "PATH": "/bin"}))
	require.Equal(t, []string{
		"--permission", "--allow-fs-read=/plugins/x/server/late.js", "--allow-fs-read=/home/m/.cloud/config", "--allow-fs-read=/etc/cloud", "--allow-fs-read=/k",
		"/plugins/x/server/sidecar.js",
	}, made.args)
	require.Equal(t, []string{"HOME=/home/m", "KEY_FILE=/k", "LD_LIBRARY_PATH=/plugins/x/runtime/lib"}, made.env)
}

func TestCommandWithoutHomeReadsNothingThere(t *testing.T) {
	made := testLaunch().command("/plugins/x", "own", lookupIn(nil))
	require.Equal(t, []string{
		"--permission", "--allow-fs-read=/plugins/x/server/late.js", "--allow-fs-read=/etc/cloud", "/plugins/x/server/sidecar.js",
	}, made.args)
}

func TestProfileIsOneThatTheLaunchFileHas(t *testing.T) {
	launch := testLaunch()
	require.Equal(t, "own", launch.profile(Configuration{"mode": "own"}))
	require.Empty(t, launch.profile(Configuration{"mode": "demo"}))
	require.Empty(t, launch.profile(Configuration{"mode": 7}))
	require.Empty(t, launch.profile(nil))
}

func TestReadLaunchIsStrict(t *testing.T) {
	path := filepath.Join(t.TempDir(), "launch.json")
	for content, good := range map[string]bool{
		`{"buildVersion":"1","command":"c","entry":"e"}`:             true,
		`{"buildVersion":"1","command":"c"}`:                         false,
		`{"buildVersion":"1","command":"c","entry":"e","enviro":[]}`: false,
		`{`: false,
	} {
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		_, err := ReadLaunch(path)
		require.Equal(t, good, err == nil, content)
	}
	_, err := ReadLaunch(path + ".missing")
	require.ErrorIs(t, err, os.ErrNotExist)
}
