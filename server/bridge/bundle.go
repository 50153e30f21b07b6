package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-ec2ctl/server/bridge/sidecar"
)

// bundle is what the bridge knows of its plugin: the manifest, and the small files that the build made from
// the sidecar's sources.
type bundle struct {
	launch   *sidecar.Launch
	messages *messages
	folder   string
	pluginID string
	commands translated[[]*model.Command]
	// methods of the plugin API that the sidecar may call.
	methods []string
}

// readBundle reads the files below folder.
func readBundle(folder string) (*bundle, error) {
	manifest, _, err := model.FindManifest(folder)
	if err != nil {
		return nil, fmt.Errorf("read the manifest: %w", err)
	}
	b := &bundle{folder: folder, pluginID: manifest.Id}
	server := filepath.Join(folder, "server")
	if b.commands, err = readTranslated[[]*model.Command](server, "commands"); err != nil {
		return nil, err
	}
	var hostAPI struct {
		Methods []string `json:"methods"`
	}
	if err := readJSON(filepath.Join(server, "host-api.json"), &hostAPI); err != nil {
		return nil, err
	}
	b.methods = hostAPI.Methods
	if b.launch, err = sidecar.ReadLaunch(filepath.Join(server, "launch.json")); err != nil {
		return nil, fmt.Errorf("read the bundle: %w", err)
	}
	if b.messages, err = readMessages(server); err != nil {
		return nil, err
	}
	return b, nil
}

func readJSON(path string, target any) error {
	raw, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		return fmt.Errorf("read the bundle: %w", err)
	}
	if err := sidecar.DecodeStrictly(raw, target); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}
