package sidecar

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/sourcegraph/jsonrpc2"
	"github.com/stretchr/testify/require"
)

const (
	fixtures = "../../protocol/fixtures/messages"
	contract = "../../protocol/README.md"
)

// null is the type of params and results that are null.
type null struct{}

// UnmarshalJSON implements json.Unmarshaler.
func (null) UnmarshalJSON(raw []byte) error {
	if string(raw) != "null" {
		return &json.UnmarshalTypeError{Value: string(raw), Type: reflect.TypeFor[null]()}
	}
	return nil
}

// MarshalJSON implements json.Marshaler.
func (null) MarshalJSON() ([]byte, error) {
	return []byte("null"), nil
}

// messageTypes are the types of the contract, by method: params, then result (nil for a notification).
var messageTypes = map[string][2]any{
	MethodInitialize:               {InitializeParams{}, InitializeResult{}},
	MethodConfigurationChanged:     {ConfigurationChangedParams{}, null{}},
	MethodExecuteCommand:           {ExecuteCommandParams{}, ExecuteCommandResult{}},
	MethodServeHTTP:                {ServeHTTPParams{}, ServeHTTPResult{}},
	MethodConfigurationWillBeSaved: {ConfigurationWillBeSavedParams{}, ConfigurationWillBeSavedResult{}},
	MethodShutdown:                 {null{}, null{}},
	MethodPing:                     {null{}, null{}},
	MethodAPICall:                  {APICallParams{}, APICallResult{}},
	MethodCancelRequest:            {CancelRequestParams{}, nil},
}

// errorData are the types of what goes with an error, by code; nil for nothing.
var errorData = map[Code]any{
	CodeMethodNotFound:   nil,
	CodeInvalidParams:    nil,
	CodeInternalError:    InternalErrorData{},
	CodeRequestCancelled: nil,
	CodeAPIError:         APIErrorData{},
	CodeNotAllowed:       nil,
	CodeDeadlineExceeded: nil,
	CodeTooLarge:         TooLargeData{},
	CodeVersionMismatch:  VersionMismatchData{},
	CodeShuttingDown:     nil,
	CodeBusy:             nil,
}

// envelope is a message as it stands in a file.
type envelope struct {
	JSONRPC string           `json:"jsonrpc"`
	ID      *jsonrpc2.ID     `json:"id,omitempty"`
	Method  string           `json:"method,omitempty"`
	Params  *json.RawMessage `json:"params,omitempty"`
	Result  *json.RawMessage `json:"result,omitempty"`
	Error   *struct {
		Data    *json.RawMessage `json:"data,omitempty"`
		Message string           `json:"message"`
		Code    Code             `json:"code"`
	} `json:"error,omitempty"`
}

// fixtureName is `<method>.<kind>[.<variant>].json`; the method in kebab-case without `$/`.
var fixtureName = regexp.MustCompile(`^([a-z-]+)\.(request|result|error|notification)(?:\.([a-z-]+))?\.json$`)

func stem(method string) string {
	kebab := regexp.MustCompile(`([a-z])([A-Z])`).ReplaceAllString(strings.TrimPrefix(method, "$/"), "$1-$2")
	kebab = strings.ReplaceAll(strings.ReplaceAll(kebab, "/", "-"), "serveHTTP", "serve-HTTP")
	return strings.ToLower(kebab)
}

// roundTrip decodes raw strictly into a value of the type of sample, and requires that it encodes to the same.
func roundTrip(t *testing.T, raw []byte, sample any) {
	t.Helper()
	target := reflect.New(reflect.TypeOf(sample))
	require.NoError(t, DecodeStrictly(raw, target.Interface()))
	encoded, err := json.Marshal(target.Elem().Interface())
	require.NoError(t, err)
	var want, got any
	require.NoError(t, json.Unmarshal(raw, &want))
	require.NoError(t, json.Unmarshal(encoded, &got))
	if _, ok := sample.(ExecuteCommandResult); ok {
		dropUnsaid(got.(map[string]any)["response"].(map[string]any), want.(map[string]any)["response"].(map[string]any))
	}
	require.Equal(t, want, got)
}

// dropUnsaid drops the zero values that Mattermost's model, which has no optional fields, says in addition.
func dropUnsaid(got, want map[string]any) {
	for name, value := range got {
		_, said := want[name]
		if !said && (value == nil || value == "" || value == false) {
			delete(got, name)
		}
	}
}

func TestEveryFixtureFitsTheTypes(t *testing.T) {
	methods := map[string]string{}
	for method := range messageTypes {
		methods[stem(method)] = method
	}
	entries, err := os.ReadDir(fixtures)
	require.NoError(t, err)
	require.NotEmpty(t, entries)
	for _, entry := range entries {
		t.Run(entry.Name(), func(t *testing.T) {
			parts := fixtureName.FindStringSubmatch(entry.Name())
			require.NotNil(t, parts, "the name says nothing")
			method, ok := methods[parts[1]]
			require.True(t, ok, "there is no such method")
			raw, err := os.ReadFile(filepath.Join(fixtures, entry.Name()))
			require.NoError(t, err)
			var message envelope
			require.NoError(t, DecodeStrictly(raw, &message))
			require.Equal(t, "2.0", message.JSONRPC)
			switch parts[2] {
			case "request", "notification":
				require.Equal(t, method, message.Method)
				require.Equal(t, parts[2] == "request", message.ID != nil)
				require.NotNil(t, orNull(t, raw, "params"))
				roundTrip(t, orNull(t, raw, "params"), messageTypes[method][0])
			case "result":
				require.NotNil(t, message.ID)
				roundTrip(t, orNull(t, raw, "result"), messageTypes[method][1])
			case "error":
				require.NotNil(t, message.ID)
				sample, known := errorData[message.Error.Code]
				require.True(t, known, "there is no such code")
				require.NotEmpty(t, message.Error.Message)
				if sample == nil {
					require.Nil(t, message.Error.Data)
				} else {
					roundTrip(t, *message.Error.Data, sample)
				}
			}
		})
	}
}

// orNull returns a member of a message; a pointer in the envelope cannot tell null from nothing.
func orNull(t *testing.T, raw []byte, name string) json.RawMessage {
	var members map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(raw, &members))
	return members[name]
}

// tableRows returns the first cell, without its backticks, of every row of a table under a heading.
func tableRows(t *testing.T, heading string, cell *regexp.Regexp) []string {
	page, err := os.ReadFile(contract)
	require.NoError(t, err)
	_, section, found := strings.Cut(string(page), "\n## "+heading+"\n")
	require.True(t, found)
	section, _, _ = strings.Cut(section, "\n## ")
	var cells []string
	for _, match := range cell.FindAllStringSubmatch(section, -1) {
		cells = append(cells, match[1])
	}
	require.NotEmpty(t, cells)
	return cells
}

func TestThePageTheTypesAndTheFixturesNameTheSameMethods(t *testing.T) {
	onPage := tableRows(t, "Methods", regexp.MustCompile("(?m)^\\| `([^`]+)` \\|"))
	inTypes := []string{}
	for method, types := range messageTypes {
		inTypes = append(inTypes, method)
		kinds := []string{"request", "result"}
		if types[1] == nil {
			kinds = []string{"notification"}
		}
		for _, kind := range kinds {
			require.FileExists(t, filepath.Join(fixtures, stem(method)+"."+kind+".json"))
		}
	}
	require.ElementsMatch(t, onPage, inTypes)
}

func TestThePageAndTheCodeNameTheSameLimits(t *testing.T) {
	page, err := os.ReadFile(contract)
	require.NoError(t, err)
	onPage := map[string]string{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\|.*[ |](\\d+) s(?: at most)? \\|$").FindAllStringSubmatch(string(page), -1) {
		onPage[row[1]] = row[2] + "s"
	}
	inCode := map[string]string{}
	for method, deadline := range map[string]time.Duration{
		MethodInitialize:               InitializeDeadline,
		MethodConfigurationChanged:     ConfigurationChangedDeadline,
		MethodExecuteCommand:           ExecuteCommandDeadline,
		MethodServeHTTP:                ServeHTTPDeadline,
		MethodConfigurationWillBeSaved: ConfigurationWillBeSavedDeadline,
		MethodShutdown:                 ShutdownDeadline,
		MethodPing:                     PingDeadline,
		MethodAPICall:                  MaxAPICallDeadline,
	} {
		inCode[method] = deadline.String()
	}
	require.Equal(t, inCode, onPage)
	require.Contains(t, string(page), fmt.Sprintf("A message is %d MiB at most", MaxMessageBytes>>20))
}

func TestThePageTheTypesAndTheFixturesNameTheSameErrors(t *testing.T) {
	onPage := tableRows(t, "Errors", regexp.MustCompile(`(?m)^\| (-\d+) \|`))
	inTypes := []string{}
	for code := range errorData {
		text, err := json.Marshal(code)
		require.NoError(t, err)
		inTypes = append(inTypes, string(text))
	}
	require.ElementsMatch(t, onPage, inTypes)

	inFixtures := map[Code]bool{}
	files, err := filepath.Glob(filepath.Join(fixtures, "*.error.*.json"))
	require.NoError(t, err)
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		var message envelope
		require.NoError(t, json.Unmarshal(raw, &message))
		inFixtures[message.Error.Code] = true
	}
	for code := range errorData {
		require.True(t, inFixtures[code], "no fixture has code %d", code)
	}
}
