package main

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"fmt"
	"io"
	"reflect"

	"mattermost-plugin-ec2ctl/server/bridge/sidecar"
)

// invalidParams is the answer to arguments that must not reach the server.
func invalidParams(format string, args ...any) error {
	return &sidecar.WireError{Code: sidecar.CodeInvalidParams, Message: fmt.Sprintf(format, args...)}
}

// decodeArguments turns positional JSON into the arguments of a method, and refuses what would do harm: a
// careless one can end the whole server.
func (m *hostMethod) decodeArguments(name string, raw []json.RawMessage) ([]reflect.Value, error) {
	fixed := len(m.params)
	if m.variadic {
		fixed--
	}
	if len(raw) < fixed || (len(raw) > fixed && !m.variadic) {
		return nil, invalidParams("%s takes %d arguments, got %d", name, fixed, len(raw))
	}
	arguments := make([]reflect.Value, 0, len(raw))
	for i, value := range raw {
		kind := m.params[min(i, len(m.params)-1)]
		if i >= fixed {
			kind = kind.Elem()
		}
		argument, err := decodeArgument(kind, value)
		if err != nil {
			return nil, invalidParams("%s, argument %d: %v", name, i+1, err)
		}
		arguments = append(arguments, argument)
	}
	if err := m.carriedByConnection(arguments[:fixed]); err != nil {
		return nil, invalidParams("%s: %v", name, err)
	}
	return arguments, nil
}

func decodeArgument(kind reflect.Type, raw json.RawMessage) (reflect.Value, error) {
	// The server's own code does not expect nil; it panics, and all of Mattermost with it. Only a list may be
	// missing: Go makes no difference between that and an empty one.
	value := bytes.TrimSpace(raw)
	if len(value) == 0 || (bytes.Equal(value, []byte("null")) && kind.Kind() != reflect.Slice) {
		return reflect.Value{}, fmt.Errorf("null for %s", kind)
	}
	if kind == bytesType && value[0] == '{' {
		var compressed packed
		if err := sidecar.DecodeStrictly(raw, &compressed); err != nil {
			return reflect.Value{}, err
		}
		content, err := compressed.unpack()
		return reflect.ValueOf(content), err
	}
	target := reflect.New(kind)
	if err := sidecar.DecodeStrictly(raw, target.Interface()); err != nil {
		return reflect.Value{}, err
	}
	return target.Elem(), nil
}

// carriedByConnection encodes the parameters as the plugin's connection will. One that it cannot carry would
// break the connection for good, and every later call would give zero values without an error.
func (m *hostMethod) carriedByConnection(arguments []reflect.Value) error {
	message := reflect.New(m.wire).Elem()
	for i, argument := range arguments {
		message.Field(i).Set(argument)
	}
	if m.wire.NumField() == 0 {
		return nil
	}
	return carriedByGob(message.Interface())
}

// carriedByGob reports why a value cannot cross between plugin and server, or nil.
func carriedByGob(value any) (err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("cannot be carried: %v", problem)
		}
	}()
	if err := gob.NewEncoder(io.Discard).Encode(value); err != nil {
		return fmt.Errorf("cannot be carried: %w", err)
	}
	return nil
}
