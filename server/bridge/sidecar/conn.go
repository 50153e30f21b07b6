package sidecar

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/sourcegraph/jsonrpc2"
)

// maxServed is how many requests of the sidecar are served at the same time; past it they get CodeBusy.
const maxServed = 256

// Handler answers one request of the sidecar. The context ends when the sidecar cancels the request or the
// connection closes. An error that is no *WireError is a defect: it is logged, and the sidecar learns a
// reference alone.
type Handler func(ctx context.Context, method string, params json.RawMessage) (any, error)

// conn is the bridge's end of the pipe. It wraps the library for what that leaves out: deadlines and
// cancellation that reach the other side, limits, and typed errors.
type conn struct {
	rpc    *jsonrpc2.Conn
	stream *stream
	handle Handler
	log    Logger
	lastID atomic.Uint64
	// made is closed when rpc is set: the library reads before it returns the connection.
	made chan struct{}

	mu     sync.Mutex
	served map[jsonrpc2.ID]*servedRequest
}

// servedRequest is a request of the sidecar that is being worked on.
type servedRequest struct {
	cancel context.CancelFunc
}

// newConn speaks the protocol over the child's stdout and stdin.
func newConn(output io.ReadCloser, input io.WriteCloser, handle Handler, log Logger) *conn {
	c := &conn{handle: handle, log: log, made: make(chan struct{}), served: map[jsonrpc2.ID]*servedRequest{}}
	c.stream = newStream(output, input, func() {
		<-c.made
		c.close()
	})
	c.rpc = jsonrpc2.NewConn(context.Background(), c.stream, receiver{c}, jsonrpc2.SetLogger(libraryLog{log}))
	close(c.made)
	return c
}

// libraryLog takes the library's own remarks: answers that nobody waits for any more, broken streams. Both
// are seen elsewhere; here they help with a riddle.
type libraryLog struct {
	log Logger
}

func (l libraryLog) Printf(format string, args ...any) {
	l.log.Debug("protocol", "remark", fmt.Sprintf(format, args...))
}

// call asks the sidecar and waits for the answer, which is decoded into result (nil: not looked at). When
// ctx ends it returns ctx's error at once and tells the sidecar. Errors: *WireError (the sidecar's answer),
// *TooLargeError, ErrClosed, or ctx's.
func (c *conn) call(ctx context.Context, method string, params, result any) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	if params == nil {
		// The library would leave params out, and the contract says null.
		params = json.RawMessage("null")
	}
	id := jsonrpc2.ID{Num: c.lastID.Add(1)}
	waiter, err := c.rpc.DispatchCall(ctx, method, params, jsonrpc2.PickID(id))
	if err != nil {
		return fmt.Errorf("%s: %w", method, localError(err))
	}
	var answer json.RawMessage
	err = waiter.Wait(ctx, &answer)
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		// The library forgets to tell the other side. A failure to do so means that the connection is gone.
		_ = c.rpc.Notify(context.WithoutCancel(ctx), MethodCancelRequest, map[string]any{"id": id})
	}
	if err != nil {
		return fmt.Errorf("%s: %w", method, localError(err))
	}
	if result == nil {
		return nil
	}
	if err := json.Unmarshal(answer, result); err != nil {
		return fmt.Errorf("%s: the answer does not fit the contract: %w", method, err)
	}
	return nil
}

// localError makes the library's errors ours.
func localError(err error) error {
	if errors.Is(err, jsonrpc2.ErrClosed) || errors.Is(err, errNotReading) {
		return ErrClosed
	}
	var answered *jsonrpc2.Error
	if !errors.As(err, &answered) {
		return err
	}
	wire := &WireError{Code: Code(answered.Code), Message: answered.Message}
	if answered.Data != nil {
		wire.Data = *answered.Data
	}
	return wire
}

// receiver takes what the sidecar sends, in order; the library waits for it before it reads on.
type receiver struct {
	conn *conn
}

func (r receiver) Handle(ctx context.Context, _ *jsonrpc2.Conn, request *jsonrpc2.Request) {
	<-r.conn.made
	if request.Notif {
		if request.Method == MethodCancelRequest {
			r.conn.cancel(request.Params)
		}
		return
	}
	r.conn.serve(ctx, request)
}

// cancel ends the work on a request of the sidecar.
func (c *conn) cancel(raw *json.RawMessage) {
	var params CancelRequestParams
	var id jsonrpc2.ID
	if raw == nil || json.Unmarshal(*raw, &params) != nil || json.Unmarshal(params.ID, &id) != nil {
		c.log.Warn("the sidecar cancels a request without naming it")
		return
	}
	c.mu.Lock()
	request := c.served[id]
	c.mu.Unlock()
	if request != nil {
		request.cancel()
	}
}

// serve works on a request of the sidecar in the background.
func (c *conn) serve(ctx context.Context, request *jsonrpc2.Request) {
	ctx, cancel := context.WithCancel(ctx)
	current := &servedRequest{cancel: cancel}
	c.mu.Lock()
	_, taken := c.served[request.ID]
	busy := len(c.served) >= maxServed
	if !taken && !busy {
		c.served[request.ID] = current
	}
	c.mu.Unlock()
	if taken || busy {
		cancel()
		refusal := &WireError{Code: CodeBusy, Message: "Cannot take the request: too many are being served"}
		if taken {
			refusal = &WireError{Code: CodeInvalidParams, Message: "Cannot take the request: its id is in use"}
		}
		c.answer(ctx, request, nil, refusal)
		return
	}
	go func() {
		defer cancel()
		var params json.RawMessage
		if request.Params != nil {
			params = *request.Params
		}
		result, err := c.run(ctx, request.Method, params)
		c.mu.Lock()
		delete(c.served, request.ID)
		c.mu.Unlock()
		c.answer(ctx, request, result, err)
	}()
}

// run calls the handler; its panic is a defect of ours, and no reason to end the plugin.
func (c *conn) run(ctx context.Context, method string, params json.RawMessage) (result any, err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("panic: %v\n%s", problem, debug.Stack())
		}
	}()
	return c.handle(ctx, method, params)
}

func (c *conn) answer(ctx context.Context, request *jsonrpc2.Request, result any, err error) {
	// The answer goes out although the request was cancelled: the other side may still count on one.
	ctx = context.WithoutCancel(ctx)
	if err == nil {
		err = c.rpc.Reply(ctx, request.ID, result)
		if err == nil || errors.Is(localError(err), ErrClosed) {
			return
		}
		var tooLarge *TooLargeError
		if errors.As(err, &tooLarge) {
			data := TooLargeData{Bytes: tooLarge.Bytes, Limit: MaxMessageBytes}
			err = &WireError{Code: CodeTooLarge, Message: "The answer is longer than a message may be", Data: data}
		}
	}
	err = c.rpc.ReplyWithError(ctx, request.ID, c.toLibrary(request.Method, err))
	if err != nil && !errors.Is(localError(err), ErrClosed) {
		c.log.Error("an error cannot be sent to the sidecar", "method", request.Method, "error", err.Error())
		c.close()
	}
}

// toLibrary gives an error the form in which it crosses. The text of a defect stays here.
func (c *conn) toLibrary(method string, err error) *jsonrpc2.Error {
	var wire *WireError
	if !errors.As(err, &wire) {
		reference := model.NewId()
		c.log.Error("a request of the sidecar failed by a defect", "reference", reference, "method", method, "error", err.Error())
		wire = &WireError{Code: CodeInternalError, Message: "Internal error", Data: InternalErrorData{Reference: reference}}
	}
	answer := &jsonrpc2.Error{Code: int64(wire.Code), Message: wire.Message}
	if wire.Data != nil {
		answer.SetError(wire.Data)
	}
	return answer
}

// endInput closes the child's stdin once all that was said has gone out.
func (c *conn) endInput() {
	c.stream.end()
}

// close closes the connection: every pending call fails with ErrClosed at once.
func (c *conn) close() {
	// The only error is that it is closed already, or that the pipes were.
	_ = c.rpc.Close()
}

// done is closed when the connection is.
func (c *conn) done() <-chan struct{} {
	return c.rpc.DisconnectNotify()
}

// cause says why the connection closed, unless the pipes just ended: on that side, whatever was under way, the child
// knows better.
func (c *conn) cause() error {
	err := c.stream.cause()
	for _, end := range []error{io.EOF, io.ErrUnexpectedEOF, syscall.EPIPE, os.ErrClosed} {
		if errors.Is(err, end) {
			return nil
		}
	}
	return err
}
