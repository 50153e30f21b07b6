// Package main is the plugin process that Mattermost runs: it forwards the server's hooks to the sidecar and
// gives the sidecar the plugin API. What the plugin is for is the sidecar's alone.
package main

import (
	"fmt"
	"os"

	"github.com/mattermost/mattermost/server/public/plugin"

	"mattermost-plugin-ec2ctl/server/bridge/sidecar"
)

// buildVersion is set by the linker. Bridge and sidecar refuse each other unless it is the same on both sides.
var buildVersion = "unknown"

func main() {
	server := os.Getppid()
	if err := sidecar.ForbidCoreFiles(); err != nil {
		// A core file would hold the credentials: better no plugin.
		fmt.Fprintf(os.Stderr, "[ERROR] cannot forbid core files: %v\n", err)
		os.Exit(1)
	}
	go endWithParent(server, os.Getppid, abandon)
	// It returns when the server has let go of the plugin, after OnDeactivate. The kernel ends what child is left.
	plugin.ClientMain(&bridge{})
}
