package sidecar

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// Reason says why there is no sidecar, as far as an admin can act on it.
type Reason int

// The reasons.
const (
	ReasonOther Reason = iota
	// ReasonNoRuntime means that the runtime is not in the bundle, or may not be run.
	ReasonNoRuntime
	// ReasonWrongArchitecture means that the runtime is for another kind of processor.
	ReasonWrongArchitecture
	// ReasonMissingLibrary means that the system lacks a library, or the loader, that the runtime needs.
	ReasonMissingLibrary
	// ReasonVersionMismatch means that bridge and sidecar are of different builds.
	ReasonVersionMismatch
)

// String implements fmt.Stringer, for the log.
func (r Reason) String() string {
	switch r {
	case ReasonNoRuntime:
		return "the runtime is missing from the plugin folder or may not be run: upload the plugin again"
	case ReasonWrongArchitecture:
		return "the runtime is for another kind of processor: upload the bundle for this one"
	case ReasonMissingLibrary:
		return "the system lacks a library that the runtime needs: the lines before name it"
	case ReasonVersionMismatch:
		return "bridge and sidecar are of different builds: upload the plugin again"
	case ReasonOther:
	}
	return "see the error and the lines before"
}

// startError says that the child could not be started at all.
type startError struct {
	cause  error
	reason Reason
}

func (e *startError) Error() string {
	return fmt.Sprintf("start the sidecar: %v", e.cause)
}

func (e *startError) Unwrap() error {
	return e.cause
}

// newStartError tells by the system's error why path could not be run.
func newStartError(path string, cause error) *startError {
	reason := ReasonOther
	switch {
	case errors.Is(cause, syscall.ENOEXEC):
		reason = ReasonWrongArchitecture
	case errors.Is(cause, fs.ErrNotExist):
		reason = ReasonNoRuntime
		if _, err := os.Stat(path); err == nil {
			// The file is there, so what does not exist is the loader that it names.
			reason = ReasonMissingLibrary
		}
	case errors.Is(cause, fs.ErrPermission):
		reason = ReasonNoRuntime
	}
	return &startError{cause: cause, reason: reason}
}

// exitError says how the child ended by itself.
type exitError struct {
	code   int
	signal syscall.Signal
}

func (e *exitError) Error() string {
	if e.signal != 0 {
		return fmt.Sprintf("the sidecar was ended by signal %d (%v)", int(e.signal), e.signal)
	}
	return fmt.Sprintf("the sidecar exited with code %d", e.code)
}

// The loader's exit code when a library is missing (glibc's ld.so, musl's too).
const loaderFailed = 127

// errHung says that the child did not answer a ping in time.
var errHung = errors.New("the sidecar did not answer a ping")

// reasonOf tells what an admin can do about a failure.
func reasonOf(err error) Reason {
	var start *startError
	var exit *exitError
	switch {
	case errors.As(err, &start):
		return start.reason
	case HasCode(err, CodeVersionMismatch):
		return ReasonVersionMismatch
	case errors.As(err, &exit) && exit.code == loaderFailed:
		return ReasonMissingLibrary
	}
	return ReasonOther
}
