package sidecar

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// Code is the number of an error that crosses the wire.
type Code int64

// The errors of the contract.
const (
	CodeMethodNotFound   Code = -32601
	CodeInvalidParams    Code = -32602
	CodeInternalError    Code = -32603
	CodeRequestCancelled Code = -32800
	CodeAPIError         Code = -32001
	CodeNotAllowed       Code = -32002
	CodeDeadlineExceeded Code = -32003
	CodeTooLarge         Code = -32004
	CodeVersionMismatch  Code = -32005
	CodeShuttingDown     Code = -32006
	CodeBusy             Code = -32007
)

// WireError is an error that crosses the wire: what the sidecar answered, or what it is answered.
type WireError struct {
	Message string
	// Data is one of the *Data structs of this file, or what came over the wire; nil for none.
	Data any
	Code Code
}

// Error implements error.
func (e *WireError) Error() string {
	return fmt.Sprintf("%s (code %d)", e.Message, e.Code)
}

// APIErrorData goes with CodeAPIError: what Mattermost said.
type APIErrorData struct {
	ID         string `json:"id"`
	Message    string `json:"message"`
	StatusCode int    `json:"statusCode"`
}

// InternalErrorData goes with CodeInternalError.
type InternalErrorData struct {
	// Reference stands in the log as well.
	Reference string `json:"reference"`
}

// TooLargeData goes with CodeTooLarge.
type TooLargeData struct {
	Bytes int `json:"bytes"`
	Limit int `json:"limit"`
}

// VersionMismatchData goes with CodeVersionMismatch.
type VersionMismatchData struct {
	Expected string `json:"expected"`
	Actual   string `json:"actual"`
}

// ErrClosed says that the connection ended before the answer came; whether the request was carried out is
// not known.
var ErrClosed = errors.New("the connection to the sidecar is closed")

// TooLargeError says that a request was not sent since it is longer than a message may be.
type TooLargeError struct {
	Bytes int
}

// Error implements error.
func (e *TooLargeError) Error() string {
	return fmt.Sprintf("message has %d bytes, the limit is %d", e.Bytes, MaxMessageBytes)
}

// HasCode reports whether err is an error of the wire with that code.
func HasCode(err error, code Code) bool {
	var wire *WireError
	return errors.As(err, &wire) && wire.Code == code
}

// Reference returns the reference of an internal error that the sidecar answered, or an empty string.
func Reference(err error) string {
	var wire *WireError
	if !errors.As(err, &wire) || wire.Code != CodeInternalError {
		return ""
	}
	raw, ok := wire.Data.(json.RawMessage)
	if !ok {
		return ""
	}
	var data InternalErrorData
	if json.Unmarshal(raw, &data) != nil {
		return ""
	}
	return data.Reference
}

// isDeadline reports whether err is a deadline of ours that passed.
func isDeadline(err error) bool {
	return errors.Is(err, context.DeadlineExceeded)
}
