package sidecar

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// pair is a bridge's end and a sidecar's end, in one process.
type pair struct {
	bridge  *conn
	sidecar *conn
	log     *fakeLog
}

func refuseAll(context.Context, string, json.RawMessage) (any, error) {
	return nil, &WireError{Code: CodeMethodNotFound, Message: "none here"}
}

func newPair(t *testing.T, bridge, sidecar Handler) *pair {
	t.Helper()
	toSidecar, fromBridge, err := os.Pipe()
	require.NoError(t, err)
	toBridge, fromSidecar, err := os.Pipe()
	require.NoError(t, err)
	p := &pair{log: &fakeLog{}}
	p.bridge = newConn(toBridge, fromBridge, bridge, p.log)
	p.sidecar = newConn(toSidecar, fromSidecar, sidecar, &fakeLog{})
	t.Cleanup(func() {
		p.bridge.close()
		p.sidecar.close()
	})
	return p
}

func bounded(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), within)
	t.Cleanup(cancel)
	return ctx
}

func TestCallGetsTheAnswer(t *testing.T) {
	p := newPair(t, refuseAll, func(_ context.Context, method string, params json.RawMessage) (any, error) {
		return map[string]string{"method": method, "params": string(params)}, nil
	})
	var result map[string]string
	require.NoError(t, p.bridge.call(bounded(t), MethodPing, nil, &result))
	require.Equal(t, map[string]string{"method": MethodPing, "params": "null"}, result)
}

func TestBothSidesMayCallAtTheSameTime(t *testing.T) {
	p := newPair(t, func(context.Context, string, json.RawMessage) (any, error) { return "from the bridge", nil }, refuseAll)
	p.sidecar.handle = func(ctx context.Context, _ string, _ json.RawMessage) (any, error) {
		var answer string
		err := p.sidecar.call(ctx, MethodAPICall, nil, &answer)
		return answer, err
	}
	var result string
	require.NoError(t, p.bridge.call(bounded(t), MethodExecuteCommand, nil, &result))
	require.Equal(t, "from the bridge", result)
}

func TestAnErrorKeepsItsCodeAndData(t *testing.T) {
	refused := &WireError{Code: CodeAPIError, Message: "no", Data: APIErrorData{ID: "x.y", Message: "no", StatusCode: 404}}
	p := newPair(t, refuseAll, func(context.Context, string, json.RawMessage) (any, error) { return nil, refused })
	err := p.bridge.call(bounded(t), MethodPing, nil, nil)
	require.True(t, HasCode(err, CodeAPIError))
	var wire *WireError
	require.ErrorAs(t, err, &wire)
	require.JSONEq(t, `{"id":"x.y","message":"no","statusCode":404}`, string(wire.Data.(json.RawMessage)))
}

func TestADefectCrossesAsAReferenceAlone(t *testing.T) {
	for name, handler := range map[string]Handler{
		"error": func(context.Context, string, json.RawMessage) (any, error) {
			return nil, errors.New("the secret is hunter2")
		},
		"panic": func(context.Context, string, json.RawMessage) (any, error) { panic("the secret is hunter2") },
		"value": func(context.Context, string, json.RawMessage) (any, error) { return func() {}, nil },
	} {
		t.Run(name, func(t *testing.T) {
			p := newPair(t, handler, refuseAll)
			err := p.sidecar.call(bounded(t), MethodAPICall, nil, nil)
			require.True(t, HasCode(err, CodeInternalError), "%v", err)
			require.NotContains(t, err.Error(), "hunter2")
			require.Contains(t, p.log.find("defect"), Reference(err))
			require.NotEmpty(t, Reference(err))
		})
	}
}

func TestADeadlineFailsTheCallAndCancelsTheOtherSide(t *testing.T) {
	cancelled := make(chan struct{})
	p := newPair(t, refuseAll, func(ctx context.Context, _ string, _ json.RawMessage) (any, error) {
		<-ctx.Done()
		close(cancelled)
		return nil, ctx.Err()
	})
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, p.bridge.call(ctx, MethodExecuteCommand, nil, nil), context.DeadlineExceeded)
	select {
	case <-cancelled:
	case <-time.After(within):
		t.Fatal("the other side was not told")
	}
}

func TestTheSidecarCanCancel(t *testing.T) {
	cancelled := make(chan struct{})
	p := newPair(t, func(ctx context.Context, _ string, _ json.RawMessage) (any, error) {
		<-ctx.Done()
		close(cancelled)
		return nil, ctx.Err()
	}, refuseAll)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, p.sidecar.call(ctx, MethodAPICall, nil, nil), context.DeadlineExceeded)
	select {
	case <-cancelled:
	case <-time.After(within):
		t.Fatal("the bridge was not told")
	}
}

func TestPendingCallsFailAtOnceWhenTheConnectionEnds(t *testing.T) {
	began := make(chan struct{}, 3)
	p := newPair(t, refuseAll, func(ctx context.Context, _ string, _ json.RawMessage) (any, error) {
		began <- struct{}{}
		<-ctx.Done()
		return nil, ctx.Err()
	})
	failed := make(chan error, 3)
	for range 3 {
		go func() { failed <- p.bridge.call(bounded(t), MethodExecuteCommand, nil, nil) }()
	}
	for range 3 {
		<-began
	}
	p.sidecar.close()
	for range 3 {
		require.ErrorIs(t, <-failed, ErrClosed)
	}
	require.ErrorIs(t, p.bridge.call(bounded(t), MethodPing, nil, nil), ErrClosed)
}

func TestARequestThatIsTooLargeFailsWhereItIsMade(t *testing.T) {
	p := newPair(t, refuseAll, func(context.Context, string, json.RawMessage) (any, error) { return nil, nil })
	err := p.bridge.call(bounded(t), MethodServeHTTP, strings.Repeat("x", MaxMessageBytes), nil)
	var tooLarge *TooLargeError
	require.ErrorAs(t, err, &tooLarge)
	require.Greater(t, tooLarge.Bytes, MaxMessageBytes)
	require.NoError(t, p.bridge.call(bounded(t), MethodPing, nil, nil), "the connection lives")
}

func TestAnAnswerThatIsTooLargeBecomesAnError(t *testing.T) {
	p := newPair(t, func(context.Context, string, json.RawMessage) (any, error) {
		return strings.Repeat("x", MaxMessageBytes), nil
	}, func(context.Context, string, json.RawMessage) (any, error) { return nil, nil })
	err := p.sidecar.call(bounded(t), MethodAPICall, nil, nil)
	require.True(t, HasCode(err, CodeTooLarge), "%v", err)
	require.NoError(t, p.bridge.call(bounded(t), MethodPing, nil, nil), "the connection lives")
}

func TestTooManyRequestsGetBusy(t *testing.T) {
	release := make(chan struct{})
	began := make(chan struct{}, maxServed)
	p := newPair(t, func(context.Context, string, json.RawMessage) (any, error) {
		began <- struct{}{}
		<-release
		return nil, nil
	}, refuseAll)
	answered := make(chan error, maxServed)
	for range maxServed {
		go func() { answered <- p.sidecar.call(bounded(t), MethodAPICall, nil, nil) }()
	}
	for range maxServed {
		<-began
	}
	require.True(t, HasCode(p.sidecar.call(bounded(t), MethodAPICall, nil, nil), CodeBusy))
	close(release)
	for range maxServed {
		require.NoError(t, <-answered)
	}
	require.NoError(t, p.sidecar.call(bounded(t), MethodAPICall, nil, nil))
}

func TestAnIDInUseIsRefused(t *testing.T) {
	release := make(chan struct{})
	toBridge, fromSidecar, err := os.Pipe()
	require.NoError(t, err)
	toSidecar, fromBridge, err := os.Pipe()
	require.NoError(t, err)
	bridge := newConn(toBridge, fromBridge, func(context.Context, string, json.RawMessage) (any, error) {
		<-release
		return "late", nil
	}, &fakeLog{})
	defer bridge.close()
	request := `{"jsonrpc":"2.0","id":"a","method":"api/call","params":null}`
	for range 2 {
		_, err = io.WriteString(fromSidecar, frame(request))
		require.NoError(t, err)
	}
	reader := newStream(toSidecar, nopWriteCloser{}, func() {})
	var refused envelope
	require.NoError(t, reader.ReadObject(&refused))
	require.Equal(t, CodeInvalidParams, refused.Error.Code)
	close(release)
	var answered envelope
	require.NoError(t, reader.ReadObject(&answered))
	require.Equal(t, `"late"`, string(*answered.Result))
}

func TestWhatIsNoRequestIsSurvived(t *testing.T) {
	for name, message := range map[string]string{
		"unknown notification":        `{"jsonrpc":"2.0","method":"$/hello","params":null}`,
		"cancel without an id":        `{"jsonrpc":"2.0","method":"$/cancelRequest"}`,
		"cancel of nothing":           `{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":77}}`,
		"answer that nobody asked":    `{"jsonrpc":"2.0","id":99,"result":1}`,
		"error answer, nobody asked":  `{"jsonrpc":"2.0","id":98,"error":{"code":1,"message":"x"}}`,
		"request with unknown method": `{"jsonrpc":"2.0","id":97,"method":"toString"}`,
	} {
		t.Run(name, func(t *testing.T) {
			toBridge, fromSidecar, err := os.Pipe()
			require.NoError(t, err)
			toSidecar, fromBridge, err := os.Pipe()
			require.NoError(t, err)
			bridge := newConn(toBridge, fromBridge, refuseAll, &fakeLog{})
			defer bridge.close()
			_, err = io.WriteString(fromSidecar, frame(message)+frame(`{"jsonrpc":"2.0","id":"last","method":"x"}`))
			require.NoError(t, err)
			reader := newStream(toSidecar, nopWriteCloser{}, func() {})
			for {
				var answer envelope
				require.NoError(t, reader.ReadObject(&answer))
				require.Equal(t, CodeMethodNotFound, answer.Error.Code)
				if answer.ID.Str == "last" {
					return
				}
			}
		})
	}
}
