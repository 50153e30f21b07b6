package sidecar

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Launch says how to start the child: `launch.json` of the bundle. Its paths are relative to the bundle.
type Launch struct {
	Profiles       map[string]Profile `json:"profiles"`
	BuildVersion   string             `json:"buildVersion"`
	Command        string             `json:"command"`
	LibraryPath    string             `json:"libraryPath"`
	Entry          string             `json:"entry"`
	ProfileSetting string             `json:"profileSetting"`
	Flags          []string           `json:"flags"`
	Read           []string           `json:"read"`
	Environment    []string           `json:"environment"`
}

// Profile is what a value of the profile setting adds to the child's environment and readable files.
type Profile struct {
	Environment         []string `json:"environment"`
	Read                []string `json:"read"`
	ReadFromEnvironment []string `json:"readFromEnvironment"`
}

// ReadLaunch reads a launch.json.
func ReadLaunch(path string) (*Launch, error) {
	raw, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		return nil, fmt.Errorf("read launch file: %w", err)
	}
	var launch Launch
	if err := DecodeStrictly(raw, &launch); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	if launch.Command == "" || launch.Entry == "" || launch.BuildVersion == "" {
		return nil, fmt.Errorf("read %s: command, entry or buildVersion is missing", path)
	}
	return &launch, nil
}

// command is a program with its arguments and its whole environment.
type command struct {
	path string
	args []string
	env  []string
}

// profile returns the name of the profile that a configuration selects; empty for none.
func (l *Launch) profile(configuration Configuration) string {
	name, ok := configuration[l.ProfileSetting].(string)
	if !ok {
		return ""
	}
	if _, ok := l.Profiles[name]; !ok {
		return ""
	}
	return name
}

// command makes the command line and the environment of a child. Nothing of the environment is inherited
// but what the launch file names: the server's own holds passwords.
func (l *Launch) command(bundle, profileName string, lookup func(string) (string, bool)) command {
	profile := l.Profiles[profileName]
	made := command{path: filepath.Join(bundle, l.Command)}
	for _, name := range append(append([]string{}, l.Environment...), profile.Environment...) {
		if value, ok := lookup(name); ok {
			made.env = append(made.env, name+"="+value)
		}
	}
	if l.LibraryPath != "" {
		made.env = append(made.env, "LD_LIBRARY_PATH="+filepath.Join(bundle, l.LibraryPath))
	}
	made.args = append(made.args, l.Flags...)
	for _, path := range l.Read {
		made.args = append(made.args, "--allow-fs-read="+filepath.Join(bundle, path))
	}
	for _, path := range readablePaths(profile, lookup) {
		made.args = append(made.args, "--allow-fs-read="+path)
	}
	made.args = append(made.args, filepath.Join(bundle, l.Entry))
	return made
}

func readablePaths(profile Profile, lookup func(string) (string, bool)) []string {
	var paths []string
	for _, path := range profile.Read {
		inHome, ok := strings.CutPrefix(path, "~/")
		if !ok {
			paths = append(paths, path)
			continue
		}
		if home, ok := lookup("HOME"); ok && home != "" {
			paths = append(paths, filepath.Join(home, inHome))
		}
	}
	for _, name := range profile.ReadFromEnvironment {
		if path, ok := lookup(name); ok && path != "" {
			paths = append(paths, path)
		}
	}
	return paths
}
