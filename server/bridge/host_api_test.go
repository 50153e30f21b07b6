package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-ec2ctl/server/bridge/sidecar"
)

// callableAPI has methods of every shape.
type callableAPI struct {
	*fakeAPI
	posts   []*model.Post
	options []model.PluginKVSetOptions
	values  [][]byte
	hold    chan struct{}
}

func (a *callableAPI) CreatePost(post *model.Post) (*model.Post, *model.AppError) {
	a.posts = append(a.posts, post)
	return post, nil
}

func (a *callableAPI) KVSetWithOptions(_ string, value []byte, options model.PluginKVSetOptions) (bool, *model.AppError) {
	a.values = append(a.values, value)
	a.options = append(a.options, options)
	return true, nil
}

func (a *callableAPI) KVGet(string) ([]byte, *model.AppError)              { return nil, nil }
func (a *callableAPI) KVDelete(string) *model.AppError                     { return nil }
func (a *callableAPI) GetChannel(string) (*model.Channel, *model.AppError) { panic("nil pointer") }

func (a *callableAPI) GetEmojiImage(string) ([]byte, string, *model.AppError) {
	return []byte("png"), "image/png", nil
}

func (a *callableAPI) EnsureBotUser(*model.Bot) (string, error) {
	return "", errors.New("no bots here")
}

func (a *callableAPI) GetTeams() ([]*model.Team, *model.AppError) {
	<-a.hold
	return nil, nil
}

var everyTestMethod = []string{
	"CreatePost", "KVSetWithOptions", "KVGet", "KVDelete", "GetEmojiImage", "EnsureBotUser", "GetTeams", "GetUser",
	"GetChannel", "GetConfig", "LogInfo", "RegisterCommand",
}

type hostFixture struct {
	*hostAPI
	api     *callableAPI
	overdue int
}

func newHost(t *testing.T) *hostFixture {
	t.Helper()
	fixture := &hostFixture{api: &callableAPI{fakeAPI: newFakeAPI(), hold: make(chan struct{})}}
	fixture.hostAPI = newHostAPI(fixture.api, pluginID, everyTestMethod, serverLog{fixture.api}, func() { fixture.overdue++ })
	require.Empty(t, fixture.api.logged)
	return fixture
}

// ask makes a call with a deadline of one second; args is the JSON list.
func (f *hostFixture) ask(method, args string) (string, error) {
	params := `{"method":"` + method + `","args":` + args + `,"deadlineMs":1000}`
	result, err := f.handle(context.Background(), sidecar.MethodAPICall, json.RawMessage(params))
	if err != nil {
		return "", err
	}
	raw, err := json.Marshal(result)
	return string(raw), err
}

func requireCode(t *testing.T, code sidecar.Code, err error) {
	t.Helper()
	require.True(t, sidecar.HasCode(err, code), "wanted code %d, got %v", code, err)
}

func TestACallReachesTheMethodAndItsResultComesBack(t *testing.T) {
	f := newHost(t)
	result, err := f.ask("CreatePost", `[{"channel_id":"c","message":"hello","props":{"n":1,"list":["a",true]}}]`)
	require.NoError(t, err)
	require.Equal(t, "hello", f.api.posts[0].Message)
	require.Equal(t, []any{"a", true}, f.api.posts[0].GetProps()["list"])
	require.Contains(t, result, `"message":"hello"`)

	result, err = f.ask("KVSetWithOptions", `["k","dg==",{"Atomic":true,"OldValue":null,"ExpireInSeconds":60}]`)
	require.NoError(t, err)
	require.JSONEq(t, `{"result":true}`, result)
	require.Equal(t, "v", string(f.api.values[0]))
	require.Equal(t, model.PluginKVSetOptions{Atomic: true, ExpireInSeconds: 60}, f.api.options[0])
}

func TestResultsOfEveryShape(t *testing.T) {
	f := newHost(t)
	for method, expected := range map[string]string{
		"KVGet":         `{"result":null}`,
		"KVDelete":      `{"result":null}`,
		"GetEmojiImage": `{"result":["cG5n","image/png"]}`,
	} {
		result, err := f.ask(method, `["x"]`)
		require.NoError(t, err)
		require.JSONEq(t, expected, result, method)
	}
	result, err := f.ask("LogInfo", `["hello","n",1,"ok",true]`)
	require.NoError(t, err)
	require.JSONEq(t, `{"result":null}`, result)
	require.Equal(t, "info hello n1oktrue", f.api.find("hello"))
}

func TestARefusalOfMattermostIsATypedError(t *testing.T) {
	f := newHost(t)
	_, err := f.ask("GetUser", `["nobody"]`)
	requireCode(t, sidecar.CodeAPIError, err)
	var wire *sidecar.WireError
	require.ErrorAs(t, err, &wire)
	require.Equal(t, sidecar.APIErrorData{ID: "app.user.missing", Message: "app.user.missing", StatusCode: 404}, wire.Data)
	require.NotContains(t, err.Error(), "SELECT", "the detailed error stays here")

	_, err = f.ask("EnsureBotUser", `[{"username":"x"}]`)
	require.ErrorAs(t, err, &wire)
	require.Equal(t, sidecar.APIErrorData{Message: "no bots here"}, wire.Data)
}

func TestThePageOfTheContractNamesTheDangerousMethods(t *testing.T) {
	page, err := os.ReadFile("../protocol/README.md")
	require.NoError(t, err)
	sentence := regexp.MustCompile("Some methods do not exist whatever `host-api.json` says: `([^`]+)`").FindSubmatch(page)
	require.NotNil(t, sentence)
	require.Equal(t, strings.Fields(string(sentence[1])), refusedMethods)
}

func TestDangerousMethodsDoNotExistWhateverTheListSays(t *testing.T) {
	for _, pattern := range refusedMethods {
		matched := 0
		for method := range apiType.Methods() {
			if !isRefused(method.Name) {
				continue
			}
			if ok, _ := path.Match(pattern, method.Name); !ok {
				continue
			}
			matched++
			api := newFakeAPI()
			host := newHostAPI(api, pluginID, []string{method.Name}, serverLog{api}, func() {})
			_, err := host.handle(t.Context(), sidecar.MethodAPICall,
				json.RawMessage(`{"method":"`+method.Name+`","args":[],"deadlineMs":1}`))
			requireCode(t, sidecar.CodeNotAllowed, err)
			require.NotEmpty(t, api.find(method.Name), "the log says so")
		}
		require.Positive(t, matched, "%s matches no method", pattern)
	}
}

func TestWhatIsNotOnTheListIsNotAllowed(t *testing.T) {
	f := newHost(t)
	for _, method := range []string{"DeleteTeam", "handle", "", "createPost", "String"} {
		_, err := f.ask(method, `[]`)
		requireCode(t, sidecar.CodeNotAllowed, err)
	}
	api := newFakeAPI()
	newHostAPI(api, pluginID, []string{"NoSuchMethod", "UploadData"}, serverLog{api}, func() {})
	require.NotEmpty(t, api.find("NoSuchMethod does not exist"))
	require.NotEmpty(t, api.find("UploadData takes more than JSON"))
}

func TestCallsThatAreNoneAreRefused(t *testing.T) {
	f := newHost(t)
	_, err := f.handle(t.Context(), "hook/executeCommand", nil)
	requireCode(t, sidecar.CodeMethodNotFound, err)
	for _, params := range []string{
		``, `null`, `[]`, `{"method":"KVDelete","args":["k"],"deadlineMs":0}`, `{"method":"KVDelete","args":["k"],"deadlineMs":-1}`,
		`{"method":"KVDelete","args":["k"]}`, `{"method":"KVDelete","args":{},"deadlineMs":1}`, `{"method":7,"args":[],"deadlineMs":1}`,
		`{"method":"KVDelete","args":["k"],"deadlineMs":1000,"as":"admin"}`,
	} {
		_, err := f.handle(t.Context(), sidecar.MethodAPICall, json.RawMessage(params))
		requireCode(t, sidecar.CodeInvalidParams, err)
	}
}

func TestACallPastItsDeadlineIsUnknownAndItsLateAnswerIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newHost(t)
		began := time.Now()
		_, err := f.ask("GetTeams", `[]`)
		requireCode(t, sidecar.CodeDeadlineExceeded, err)
		require.Equal(t, time.Second, time.Since(began))
		require.Equal(t, 1, f.overdue, "the connection is probed")
		require.Empty(t, f.api.logged)
		close(f.api.hold)
		synctest.Wait()
		require.Contains(t, f.api.find("late answer"), "GetTeams")
	})
}

func TestNoCallMayAskForMoreThan30Seconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newHost(t)
		began := time.Now()
		_, err := f.handle(t.Context(), sidecar.MethodAPICall, json.RawMessage(`{"method":"GetTeams","args":[],"deadlineMs":9000000000000000}`))
		requireCode(t, sidecar.CodeDeadlineExceeded, err)
		require.Equal(t, sidecar.MaxAPICallDeadline, time.Since(began))
		close(f.api.hold)
	})
}

func TestACancelledCallIsAnsweredAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newHost(t)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Millisecond, cancel)
		_, err := f.handle(ctx, sidecar.MethodAPICall, json.RawMessage(`{"method":"GetTeams","args":[],"deadlineMs":1000}`))
		requireCode(t, sidecar.CodeRequestCancelled, err)
		require.Zero(t, f.overdue)
		close(f.api.hold)
		_, err = f.handle(ctx, sidecar.MethodAPICall, json.RawMessage(`{"method":"KVDelete","args":["k"],"deadlineMs":1000}`))
		requireCode(t, sidecar.CodeRequestCancelled, err)
	})
}

func TestAPanicInACallIsADefectAndNoMore(t *testing.T) {
	f := newHost(t)
	_, err := f.ask("GetChannel", `["c"]`)
	require.Error(t, err)
	var wire *sidecar.WireError
	require.NotErrorAs(t, err, &wire, "the connection makes a reference of it")
	require.Contains(t, err.Error(), "nil pointer")
}

func TestALongErrorIsCut(t *testing.T) {
	var wire *sidecar.WireError
	require.ErrorAs(t, apiError(errors.New(strings.Repeat("é", 1000))), &wire)
	require.Len(t, []rune(wire.Message), maxErrorLength)
}
