// Command mattermost is the real Mattermost server, built from its own Go module, for the tests
// and the demo. It adds nothing: it is what the server's own cmd/mattermost does.
package main

import (
	"os"

	"github.com/mattermost/mattermost/server/v8/cmd/mattermost/commands"
	// The built-in slash commands and the sign-in provider register themselves when imported;
	// the server does not start without them.
	_ "github.com/mattermost/mattermost/server/v8/channels/app/oauthproviders/gitlab"
	_ "github.com/mattermost/mattermost/server/v8/channels/app/slashcommands"
)

func main() {
	if err := commands.Run(os.Args[1:]); err != nil {
		os.Exit(1)
	}
}
