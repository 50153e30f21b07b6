package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin"

	"mattermost-plugin-ec2ctl/server/bridge/sidecar"
)

const (
	// A command that is typed while the sidecar starts waits for it so long.
	readyWithin = 3 * time.Second
	// The person's language is worth no longer wait.
	localeWithin = time.Second
)

// ExecuteCommand forwards a typed command. Whatever goes wrong is a sentence for the person alone, never an
// error: that would be shown as a failure of the server.
func (b *bridge) ExecuteCommand(from *plugin.Context, args *model.CommandArgs) (response *model.CommandResponse, appErr *model.AppError) {
	active := b.active.Load()
	if active == nil {
		return &model.CommandResponse{ResponseType: model.CommandResponseTypeEphemeral}, nil
	}
	defer b.recovered("ExecuteCommand", func(reference string) {
		response, appErr = b.say(active, args, messageInternalError, reference), nil
	})
	response, err := active.executeCommand(from, args)
	if err != nil {
		key, reference := active.explain(err, "ExecuteCommand")
		return b.say(active, args, key, reference), nil
	}
	return response, nil
}

func (a *activation) executeCommand(from *plugin.Context, args *model.CommandArgs) (*model.CommandResponse, error) {
	waiting, cancel := context.WithTimeout(context.Background(), readyWithin)
	defer cancel()
	if err := a.supervisor.AwaitReady(waiting); err != nil {
		return nil, err
	}
	asking, cancel := context.WithTimeout(context.Background(), sidecar.ExecuteCommandDeadline)
	defer cancel()
	var result sidecar.ExecuteCommandResult
	err := a.supervisor.Call(asking, sidecar.MethodExecuteCommand, sidecar.ExecuteCommandParams{
		Context: pluginContext(from),
		Args: sidecar.CommandArgs{
			UserID:    args.UserId,
			ChannelID: args.ChannelId,
			TeamID:    args.TeamId,
			RootID:    args.RootId,
			ParentID:  args.ParentId,
			TriggerID: args.TriggerId,
			Command:   args.Command,
		},
	}, &result)
	if err != nil {
		return nil, err
	}
	if result.Response == nil {
		// The server would take it for "no such command".
		return nil, errors.New("the sidecar's answer has no response")
	}
	if err := carriedByGob(result.Response); err != nil {
		// Given to the server it would break the connection for good.
		return nil, fmt.Errorf("the sidecar's response cannot reach the server: %w", err)
	}
	return result.Response, nil
}

// pluginContext takes over what the contract has of the server's context.
func pluginContext(from *plugin.Context) sidecar.PluginContext {
	if from == nil {
		return sidecar.PluginContext{}
	}
	return sidecar.PluginContext{
		SessionID:      from.SessionId,
		RequestID:      from.RequestId,
		IPAddress:      from.IPAddress,
		AcceptLanguage: from.AcceptLanguage,
		UserAgent:      from.UserAgent,
	}
}

// explain tells which sentence fits a failure. A defect is logged here, under the reference that it returns.
func (a *activation) explain(err error, hook string) (key messageKey, reference string) {
	var notReady *sidecar.NotReadyError
	var tooLarge *sidecar.TooLargeError
	switch {
	case errors.As(err, &notReady):
		return explainNotReady(notReady), ""
	case errors.Is(err, sidecar.ErrClosed):
		return messageInterrupted, ""
	case errors.Is(err, context.DeadlineExceeded):
		a.log.Warn("the sidecar did not answer in time", "hook", hook)
		return messageNotAnswering, ""
	case errors.As(err, &tooLarge), sidecar.HasCode(err, sidecar.CodeTooLarge):
		return messageTooLarge, ""
	case sidecar.HasCode(err, sidecar.CodeBusy):
		return messageUnavailable, ""
	case sidecar.HasCode(err, sidecar.CodeShuttingDown):
		return messageShuttingDown, ""
	}
	// The sidecar has logged a defect of its own under this reference.
	if reference = sidecar.Reference(err); reference == "" {
		reference = model.NewId()
	}
	a.log.Error("a hook failed", "hook", hook, "reference", reference, "error", err.Error())
	return messageInternalError, reference
}

func explainNotReady(err *sidecar.NotReadyError) messageKey {
	switch err.Reason {
	case sidecar.ReasonNoRuntime:
		return messageNoRuntime
	case sidecar.ReasonWrongArchitecture:
		return messageWrongArchitecture
	case sidecar.ReasonMissingLibrary:
		return messageMissingLibrary
	case sidecar.ReasonVersionMismatch:
		return messageVersionMismatch
	case sidecar.ReasonOther:
	}
	switch err.State {
	case sidecar.Starting, sidecar.Ready:
		return messageStarting
	case sidecar.GivenUp:
		return messageGaveUp
	case sidecar.Stopped:
		return messageShuttingDown
	case sidecar.Waiting:
	}
	return messageUnavailable
}

// say answers the person alone with one of the bridge's own sentences: in the person's language, or in the server's
// where that is not known.
func (b *bridge) say(active *activation, args *model.CommandArgs, key messageKey, reference string) *model.CommandResponse {
	locale := b.localeOf(args.UserId)
	if saved := b.saved.Load(); locale == "" && saved != nil {
		locale = saved.settings.Server.DefaultLocale
	}
	return &model.CommandResponse{
		ResponseType: model.CommandResponseTypeEphemeral,
		Text:         active.bundle.messages.text(key, reference, locale),
		// Else the server would look for mentions and links in it.
		SkipSlackParsing: true,
	}
}

// localeOf returns a person's language, or nothing when the server does not say in time.
func (b *bridge) localeOf(userID string) string {
	found := make(chan string, 1)
	go func() {
		locale := ""
		defer func() {
			_ = recover() // a language is nothing to fail for
			found <- locale
		}()
		if user, err := b.API.GetUser(userID); err == nil && user != nil {
			locale = user.Locale
		}
	}()
	timer := time.NewTimer(localeWithin)
	defer timer.Stop()
	select {
	case locale := <-found:
		return locale
	case <-timer.C:
		return ""
	}
}
