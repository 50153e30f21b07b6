package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-ec2ctl/server/bridge/sidecar"
)

func typed(userID string) *model.CommandArgs {
	return &model.CommandArgs{UserId: userID, ChannelId: "c", TeamId: "t", RootId: "r", TriggerId: "tr", Command: "/example ls", ConnectionId: "x"}
}

func TestACommandIsForwardedWithItsContext(t *testing.T) {
	for name, from := range map[string]*plugin.Context{
		"a person":       {SessionId: "s", RequestId: "q", IPAddress: "192.0.2.7", AcceptLanguage: "de", UserAgent: "ua", ConnectionId: "n"},
		"another plugin": {},
		"no context":     nil,
	} {
		t.Run(name, func(t *testing.T) {
			asked := say(sidecar.ExecuteCommandResult{Response: &model.CommandResponse{Text: "hello"}}, nil)
			b, _ := newBridge(t, asked)
			response, appErr := b.ExecuteCommand(from, typed("carol"))
			require.Nil(t, appErr)
			require.Equal(t, "hello", response.Text)
			var expected sidecar.PluginContext
			if name == "a person" {
				expected = sidecar.PluginContext{SessionID: "s", RequestID: "q", IPAddress: "192.0.2.7", AcceptLanguage: "de", UserAgent: "ua"}
			}
			require.Equal(t, []any{sidecar.ExecuteCommandParams{
				Context: expected,
				Args:    sidecar.CommandArgs{UserID: "carol", ChannelID: "c", TeamID: "t", RootID: "r", TriggerID: "tr", Command: "/example ls"},
			}}, asked.asked)
		})
	}
}

func TestEveryFailureOfACommandHasItsSentence(t *testing.T) {
	notReady := func(state sidecar.State, reason sidecar.Reason) error {
		return &sidecar.NotReadyError{State: state, Reason: reason}
	}
	for expected, errs := range map[messageKey][]error{
		messageStarting:          {notReady(sidecar.Starting, sidecar.ReasonOther)},
		messageUnavailable:       {notReady(sidecar.Waiting, sidecar.ReasonOther), &sidecar.WireError{Code: sidecar.CodeBusy}},
		messageGaveUp:            {notReady(sidecar.GivenUp, sidecar.ReasonOther)},
		messageNoRuntime:         {notReady(sidecar.Waiting, sidecar.ReasonNoRuntime), notReady(sidecar.GivenUp, sidecar.ReasonNoRuntime)},
		messageWrongArchitecture: {notReady(sidecar.GivenUp, sidecar.ReasonWrongArchitecture)},
		messageMissingLibrary:    {notReady(sidecar.GivenUp, sidecar.ReasonMissingLibrary)},
		messageVersionMismatch:   {notReady(sidecar.GivenUp, sidecar.ReasonVersionMismatch)},
		messageShuttingDown:      {notReady(sidecar.Stopped, sidecar.ReasonOther), &sidecar.WireError{Code: sidecar.CodeShuttingDown}},
		messageInterrupted:       {fmt.Errorf("call: %w", sidecar.ErrClosed)},
		messageNotAnswering:      {fmt.Errorf("call: %w", context.DeadlineExceeded)},
		messageTooLarge:          {&sidecar.TooLargeError{Bytes: 9}, &sidecar.WireError{Code: sidecar.CodeTooLarge}},
	} {
		for _, err := range errs {
			b, _ := newBridge(t, say(nil, err))
			response, appErr := b.ExecuteCommand(&plugin.Context{}, typed("carol"))
			require.Nil(t, appErr)
			require.Equal(t, &model.CommandResponse{
				ResponseType: model.CommandResponseTypeEphemeral, Text: "english " + string(expected), SkipSlackParsing: true,
			}, response)
		}
	}
}

func TestADefectIsAReferenceForThePersonAndTheRestForTheLog(t *testing.T) {
	for name, answer := range map[string]func(context.Context, any) (any, error){
		"an error":    func(context.Context, any) (any, error) { return nil, errors.New("hunter2") },
		"a panic":     func(context.Context, any) (any, error) { panic("hunter2") },
		"no response": func(context.Context, any) (any, error) { return sidecar.ExecuteCommandResult{}, nil },
		"a bad attachment": func(context.Context, any) (any, error) {
			return json.RawMessage(`{"response":{"attachments":[null]}}`), nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			b, api := newBridge(t, &fakeSupervisor{answer: answer})
			response, appErr := b.ExecuteCommand(&plugin.Context{}, typed("carol"))
			require.Nil(t, appErr)
			require.Equal(t, model.CommandResponseTypeEphemeral, response.ResponseType)
			require.Regexp(t, `^failed under [a-z0-9]{26}$`, response.Text)
			require.NotEmpty(t, api.find(response.Text[len("failed under "):]))
		})
	}
}

func TestADefectOfTheSidecarKeepsItsReference(t *testing.T) {
	data := json.RawMessage(`{"reference":"its-own"}`)
	b, api := newBridge(t, say(nil, &sidecar.WireError{Code: sidecar.CodeInternalError, Message: "Internal error", Data: data}))
	response, _ := b.ExecuteCommand(&plugin.Context{}, typed("carol"))
	require.Equal(t, "failed under its-own", response.Text)
	require.NotEmpty(t, api.find("its-own"))
}

func TestTheBridgesSentencesAreInThePersonsLanguage(t *testing.T) {
	b, api := newBridge(t, say(nil, &sidecar.NotReadyError{State: sidecar.Starting}))
	api.users["dora"] = &model.User{Locale: "de"}
	response, _ := b.ExecuteCommand(&plugin.Context{}, typed("dora"))
	require.Equal(t, "deutsch starting", response.Text)
	b.saved.Store(&savedConfiguration{settings: sidecar.Settings{Server: sidecar.ServerFacts{DefaultLocale: "de"}}})
	response, _ = b.ExecuteCommand(&plugin.Context{}, typed("nobody"))
	require.Equal(t, "deutsch starting", response.Text, "else the server's")
	api.users["flo"] = &model.User{Locale: "fr"}
	response, _ = b.ExecuteCommand(&plugin.Context{}, typed("flo"))
	require.Equal(t, "english starting", response.Text, "for who has another language, English")
}

// waitingSupervisor is never ready, and waits as long as it may.
type waitingSupervisor struct {
	fakeSupervisor
}

func (s *waitingSupervisor) AwaitReady(ctx context.Context) error {
	<-ctx.Done()
	return &sidecar.NotReadyError{State: sidecar.Starting}
}

func TestACommandWaits3SecondsForAStartAndNoLonger(t *testing.T) {
	b, _ := newBridge(t, say(nil, nil))
	b.active.Load().probe.stop()
	synctest.Test(t, func(t *testing.T) {
		active := *b.active.Load()
		active.supervisor = &waitingSupervisor{}
		began := time.Now()
		_, err := active.executeCommand(&plugin.Context{}, typed("carol"))
		require.Error(t, err)
		require.Equal(t, 3*time.Second, time.Since(began))
	})
}
