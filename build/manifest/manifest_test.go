// Package manifest checks plugin.json with Mattermost's own rules, which the server does not apply when a
// plugin is uploaded.
package manifest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
)

// root is the repository, seen from this package's folder.
const root = "../.."

func readManifest(t *testing.T) *model.Manifest {
	t.Helper()
	manifest, path, err := model.FindManifest(root)
	if err != nil {
		t.Fatalf("read the manifest: %v", err)
	}
	if filepath.Base(path) != "plugin.json" {
		t.Fatalf("the server would read %s, not plugin.json", path)
	}
	return manifest
}

func TestManifestIsValid(t *testing.T) {
	if err := readManifest(t).IsValid(); err != nil {
		t.Fatal(err)
	}
}

// A misspelt field would be ignored by the server in silence.
func TestManifestHasNoUnknownField(t *testing.T) {
	file, err := os.Open(filepath.Join(root, "plugin.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	decoder := json.NewDecoder(file)
	decoder.DisallowUnknownFields()
	var manifest model.Manifest
	if err := decoder.Decode(&manifest); err != nil {
		t.Fatal(err)
	}
}

func TestManifestVersionIsThatOfPackageJSON(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(root, "package.json"))
	if err != nil {
		t.Fatal(err)
	}
	var packageJSON struct {
		Version string `json:"version"`
	}
	if err := json.Unmarshal(content, &packageJSON); err != nil {
		t.Fatal(err)
	}
	if got := readManifest(t).Version; got != packageJSON.Version {
		t.Errorf("plugin.json has version %q, package.json has %q", got, packageJSON.Version)
	}
}

func TestEveryPlatformHasAnExecutable(t *testing.T) {
	manifest := readManifest(t)
	for _, architecture := range []string{"amd64", "arm64"} {
		if manifest.GetExecutableForRuntime("linux", architecture) == "" {
			t.Errorf("no executable for linux-%s", architecture)
		}
	}
	if manifest.HasWebapp() {
		t.Error("the plugin adds nothing to the web app")
	}
	if met, err := manifest.MeetMinServerVersion("11.6.9"); err != nil || met {
		t.Errorf("a server of 11.6.9 is accepted (error: %v)", err)
	}
	if met, err := manifest.MeetMinServerVersion("11.7.0"); err != nil || !met {
		t.Errorf("a server of 11.7.0 is refused (error: %v)", err)
	}
}

// The server keeps keys of another case beside the console's lower-case ones and picks one at random.
func TestSettingKeysAreLowerCaseAndUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, section := range readManifest(t).SettingsSchema.Sections {
		for _, setting := range section.Settings {
			if setting.Key != strings.ToLower(setting.Key) {
				t.Errorf("setting key %q is not in lower case", setting.Key)
			}
			if seen[setting.Key] {
				t.Errorf("setting key %q stands twice", setting.Key)
			}
			seen[setting.Key] = true
			if setting.HelpText == "" {
				t.Errorf("setting %q has no help text", setting.Key)
			}
		}
	}
	if len(readManifest(t).SettingsSchema.Settings) != 0 {
		t.Error("settings outside sections are never shown beside sections")
	}
	for _, key := range []string{"credentials", "accesskeyid", "secretaccesskey", "sessiontoken", "homeregion", "regions", "endpointurl"} {
		if !seen[key] {
			t.Errorf("there is no setting %q", key)
		}
	}
}

func TestSecretsAreMarkedAsSuch(t *testing.T) {
	secret := map[string]bool{"secretaccesskey": true, "sessiontoken": true}
	for _, section := range readManifest(t).SettingsSchema.Sections {
		for _, setting := range section.Settings {
			if setting.Secret != secret[setting.Key] {
				t.Errorf("setting %q: secret is %v", setting.Key, setting.Secret)
			}
		}
	}
}
