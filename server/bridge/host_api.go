package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"runtime/debug"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin"

	"mattermost-plugin-ec2ctl/server/bridge/sidecar"
)

// maxErrorLength bounds the text of an error that crosses to the sidecar.
const maxErrorLength = 300

// hostAPI answers the sidecar's calls of Mattermost's plugin API, by name: one function for all methods.
type hostAPI struct {
	methods  map[string]*hostMethod
	log      sidecar.Logger
	pluginID string
	// overdue is told of every call that did not end in time.
	overdue func()
}

// newHostAPI prepares the methods on the bundle's list. One that is refused or unknown does not exist.
func newHostAPI(api plugin.API, pluginID string, methods []string, log sidecar.Logger, overdue func()) *hostAPI {
	host := &hostAPI{methods: map[string]*hostMethod{}, log: log, pluginID: pluginID, overdue: overdue}
	for _, name := range methods {
		method, err := newHostMethod(api, name)
		if err != nil {
			log.Error("the bundle asks for a method of the plugin API that it cannot have", "error", err.Error())
			continue
		}
		host.methods[name] = method
	}
	return host
}

// handle is the sidecar.Handler of the bridge.
func (h *hostAPI) handle(ctx context.Context, method string, raw json.RawMessage) (any, error) {
	if method != sidecar.MethodAPICall {
		return nil, &sidecar.WireError{Code: sidecar.CodeMethodNotFound, Message: "Cannot call the bridge: no such method"}
	}
	var params sidecar.APICallParams
	if err := sidecar.DecodeStrictly(raw, &params); err != nil {
		return nil, invalidParams("Cannot read the call: %v", err)
	}
	if params.DeadlineMs <= 0 {
		return nil, invalidParams("%s: deadlineMs is not positive", params.Method)
	}
	called, ok := h.methods[params.Method]
	if !ok {
		return nil, &sidecar.WireError{Code: sidecar.CodeNotAllowed, Message: "The method is not on the list of the bundle"}
	}
	arguments, err := called.decodeArguments(params.Method, params.Args)
	if err != nil {
		return nil, err
	}
	deadline := sidecar.MaxAPICallDeadline
	if asked := params.DeadlineMs; asked < deadline.Milliseconds() {
		deadline = time.Duration(asked) * time.Millisecond
	}
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	results, err := h.call(ctx, params.Method, called, arguments)
	if err != nil {
		return nil, err
	}
	return h.toResult(called, results)
}

// outcome is what a method gave, or its panic.
type outcome struct {
	results []reflect.Value
	panic   error
}

// call calls a method and waits for it until ctx ends. It cannot be cancelled: it goes on, and what it gives
// late is dropped.
func (h *hostAPI) call(ctx context.Context, name string, method *hostMethod, arguments []reflect.Value) ([]reflect.Value, error) {
	if ctx.Err() != nil {
		return nil, &sidecar.WireError{Code: sidecar.CodeRequestCancelled, Message: name + " was cancelled before it began"}
	}
	began := time.Now()
	given := make(chan outcome, 1)
	go func() { given <- method.invoke(arguments) }()
	select {
	case answer := <-given:
		return answer.results, answer.panic
	case <-ctx.Done():
	}
	go func() {
		<-given
		h.log.Warn("a late answer of the plugin API was dropped", "method", name, "took_ms", time.Since(began).Milliseconds())
	}()
	if !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return nil, &sidecar.WireError{Code: sidecar.CodeRequestCancelled, Message: name + " was cancelled; its outcome is unknown"}
	}
	h.overdue()
	return nil, &sidecar.WireError{Code: sidecar.CodeDeadlineExceeded, Message: name + " did not answer in time; its outcome is unknown"}
}

func (m *hostMethod) invoke(arguments []reflect.Value) (answer outcome) {
	defer func() {
		if problem := recover(); problem != nil {
			answer.panic = fmt.Errorf("panic in the plugin API: %v\n%s", problem, debug.Stack())
		}
	}()
	return outcome{results: m.call.Call(arguments)}
}

// toResult gives the results the form in which they cross: none is null, one is itself, several are a list.
func (h *hostAPI) toResult(method *hostMethod, results []reflect.Value) (any, error) {
	if method.fails {
		last := results[len(results)-1]
		results = results[:len(results)-1]
		if !last.IsNil() {
			return nil, apiError(last.Interface())
		}
	}
	values := make([]any, 0, len(results))
	for _, result := range results {
		values = append(values, h.withoutSecrets(result))
	}
	switch len(values) {
	case 0:
		return sidecar.APICallResult{}, nil
	case 1:
		return sidecar.APICallResult{Result: values[0]}, nil
	default:
		return sidecar.APICallResult{Result: values}, nil
	}
}

// apiError is Mattermost's refusal as it crosses. The detailed error stays here: it may hold anything.
func apiError(refused any) error {
	data := sidecar.APIErrorData{}
	var app *model.AppError
	failure, ok := refused.(error)
	switch {
	case !ok:
		data.Message = "unknown error"
	case errors.As(failure, &app):
		data = sidecar.APIErrorData{ID: app.Id, Message: app.Message, StatusCode: app.StatusCode}
	default:
		data.Message = failure.Error()
	}
	if text := []rune(data.Message); len(text) > maxErrorLength {
		data.Message = string(text[:maxErrorLength])
	}
	return &sidecar.WireError{Code: sidecar.CodeAPIError, Message: data.Message, Data: data}
}
