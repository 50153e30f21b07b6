package main

import (
	"fmt"
	"io"
	"path"
	"reflect"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin"
)

// refusedMethods are never there for the sidecar, whatever the bundle's list says: to control the sidecar,
// by one bad package in it, must not mean to control Mattermost. Patterns of path.Match.
var refusedMethods = []string{
	"GetUnsanitizedConfig", "SaveConfig", "CreateSession", "CreateUserAccessToken", "UpdateUser*", "*Plugin*",
	"*OAuthApp*", "ExecuteSlashCommand", "SendMail", "PermanentDelete*",
}

func isRefused(method string) bool {
	for _, pattern := range refusedMethods {
		// The only error is a bad pattern, and a test matches with each.
		if matched, err := path.Match(pattern, method); err != nil || matched {
			return true
		}
	}
	return false
}

var (
	apiType      = reflect.TypeFor[plugin.API]()
	errorType    = reflect.TypeFor[error]()
	appErrorType = reflect.TypeFor[*model.AppError]()
	readerType   = reflect.TypeFor[io.Reader]()
)

// hostMethod is a method of the plugin API, ready to be called by name.
type hostMethod struct {
	call reflect.Value
	// wire is the struct in which the plugin's connection sends the parameters: one field each.
	wire     reflect.Type
	params   []reflect.Type
	variadic bool
	// fails says that the last result is an error.
	fails bool
}

// newHostMethod prepares a method; it fails for one that is refused, does not exist or takes more than JSON.
func newHostMethod(api plugin.API, name string) (*hostMethod, error) {
	if isRefused(name) {
		return nil, fmt.Errorf("method %s is refused", name)
	}
	declared, ok := apiType.MethodByName(name)
	if !ok {
		return nil, fmt.Errorf("method %s does not exist", name)
	}
	if !isCarriedByJSON(declared.Type) {
		return nil, fmt.Errorf("method %s takes more than JSON can carry", name)
	}
	method := &hostMethod{call: reflect.ValueOf(api).MethodByName(name), variadic: declared.Type.IsVariadic()}
	var fields []reflect.StructField
	for parameter := range declared.Type.Ins() {
		fields = append(fields, reflect.StructField{Name: fmt.Sprintf("P%d", len(method.params)), Type: parameter})
		method.params = append(method.params, parameter)
	}
	if method.variadic {
		// What follows the fixed parameters is made text before it is sent.
		fields = fields[:len(fields)-1]
	}
	method.wire = reflect.StructOf(fields)
	if last := declared.Type.NumOut() - 1; last >= 0 {
		result := declared.Type.Out(last)
		method.fails = result == errorType || result == appErrorType
	}
	return method, nil
}

func isCarriedByJSON(method reflect.Type) bool {
	for parameter := range method.Ins() {
		switch {
		case parameter == readerType, parameter.Kind() == reflect.Func, parameter.Kind() == reflect.Chan:
			return false
		}
	}
	return true
}
