package main

import (
	"github.com/mattermost/mattermost/server/public/plugin"

	"mattermost-plugin-ec2ctl/server/bridge/sidecar"
)

// serverLog writes to Mattermost's log.
type serverLog struct {
	api plugin.API
}

var _ sidecar.Logger = serverLog{}

// Debug implements sidecar.Logger.
func (l serverLog) Debug(message string, fields ...any) { l.api.LogDebug(message, fields...) }

// Info implements sidecar.Logger.
func (l serverLog) Info(message string, fields ...any) { l.api.LogInfo(message, fields...) }

// Warn implements sidecar.Logger.
func (l serverLog) Warn(message string, fields ...any) { l.api.LogWarn(message, fields...) }

// Error implements sidecar.Logger.
func (l serverLog) Error(message string, fields ...any) { l.api.LogError(message, fields...) }
