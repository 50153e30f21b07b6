package sidecar

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// superviseReal runs real children of one kind.
func superviseReal(t *testing.T, mode string, change func(*Options)) (*Supervisor, *fakeLog) {
	t.Helper()
	launch, bundle := childLaunch(t, mode)
	log := &fakeLog{}
	options := Options{Launch: launch, Bundle: bundle, BuildVersion: testBuild, Handle: refuseAll, Log: log}
	if change != nil {
		change(&options)
	}
	s := Supervise(options)
	t.Cleanup(s.Stop)
	return s, log
}

// pidOf asks the child who it is.
func pidOf(t *testing.T, s *Supervisor) (string, error) {
	t.Helper()
	if err := s.AwaitReady(bounded(t)); err != nil {
		return "", err
	}
	var result ExecuteCommandResult
	err := s.Call(bounded(t), MethodExecuteCommand, ExecuteCommandParams{Args: CommandArgs{Command: "pid"}}, &result)
	if err != nil {
		return "", err
	}
	return result.Response.Text, nil
}

func TestARealChildIsStartedAndReplacedAfterACrash(t *testing.T) {
	s, log := superviseReal(t, "good", nil)
	first, err := pidOf(t, s)
	require.NoError(t, err)
	err = s.Call(bounded(t), MethodExecuteCommand, ExecuteCommandParams{Args: CommandArgs{Command: "exit"}}, nil)
	require.ErrorIs(t, err, ErrClosed, "it fails at once, and is not repeated")
	eventually(t, "another child", func() bool {
		second, err := pidOf(t, s)
		return err == nil && second != first
	})
	require.Contains(t, log.find("failed and is started again"), "exited with code 5")
}

func TestARealChildOfAnotherBuildIsRefused(t *testing.T) {
	s, _ := superviseReal(t, "other-build", nil)
	var notReady *NotReadyError
	require.ErrorAs(t, s.AwaitReady(bounded(t)), &notReady)
	require.Equal(t, NotReadyError{State: GivenUp, Reason: ReasonVersionMismatch}, *notReady)
}

func TestALaunchFileOfAnotherBuildStartsNothing(t *testing.T) {
	s, _ := superviseReal(t, "good", func(o *Options) { o.BuildVersion = "another" })
	var notReady *NotReadyError
	require.ErrorAs(t, s.AwaitReady(bounded(t)), &notReady)
	require.Equal(t, ReasonVersionMismatch, notReady.Reason)
}

func TestARealChildWithoutALibraryIsNamedSo(t *testing.T) {
	s, log := superviseReal(t, "loader", nil)
	var notReady *NotReadyError
	require.ErrorAs(t, s.AwaitReady(bounded(t)), &notReady)
	require.Equal(t, ReasonMissingLibrary, notReady.Reason)
	require.Contains(t, log.find("shared libraries"), "libexample.so.6")
}

func TestStopDuringASlowStartTakesNoTime(t *testing.T) {
	t.Parallel()
	s, _ := superviseReal(t, "slow", nil)
	began := time.Now()
	s.Stop()
	require.Less(t, time.Since(began), stopsWithin)
}
