package sidecar

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"
)

type nopWriteCloser struct{}

func (nopWriteCloser) Write(chunk []byte) (int, error) { return len(chunk), nil }
func (nopWriteCloser) Close() error                    { return nil }

func frame(body string) string {
	return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body)
}

func readerOf(source io.Reader) *stream {
	return newStream(io.NopCloser(source), nopWriteCloser{}, func() {})
}

func TestReadTakesMessagesByteByByte(t *testing.T) {
	s := readerOf(iotest.OneByteReader(strings.NewReader(frame(`"日本"`) + frame(`2`))))
	var text string
	require.NoError(t, s.ReadObject(&text))
	require.Equal(t, "日本", text)
	var number int
	require.NoError(t, s.ReadObject(&number))
	require.Equal(t, 2, number)
	require.ErrorIs(t, s.ReadObject(&number), io.EOF)
}

func TestReadTakesOtherHeadersAndSpellings(t *testing.T) {
	var number int
	require.NoError(t, readerOf(strings.NewReader("Content-Type: x\r\ncontent-length:1\r\n\r\n7")).ReadObject(&number))
	require.Equal(t, 7, number)
}

func TestReadRefusesWhatIsNotTheProtocol(t *testing.T) {
	for name, input := range map[string]string{
		"a stray line":               "listening on port 80\n",
		"a stray line, CR LF":        "hello\r\n\r\n{}",
		"no length":                  "Content-Type: x\r\n\r\n{}",
		"a length that is no number": "Content-Length: ten\r\n\r\n{}",
		"a negative length":          "Content-Length: -1\r\n\r\n{}",
		"a length over the limit":    fmt.Sprintf("Content-Length: %d\r\n\r\n", MaxMessageBytes+1),
		"an endless header":          "X: " + strings.Repeat("y", maxHeaderBytes),
		"a body that is no JSON":     frame("{"),
		"two bodies in one":          frame("1 2"),
		"an empty body":              frame(""),
	} {
		t.Run(name, func(t *testing.T) {
			var value any
			require.ErrorIs(t, readerOf(strings.NewReader(input)).ReadObject(&value), errNotTheProtocol)
		})
	}
}

func TestReadTakesAMessageOfExactlyTheLimit(t *testing.T) {
	body := `"` + strings.Repeat("x", MaxMessageBytes-2) + `"`
	var text string
	require.NoError(t, readerOf(strings.NewReader(frame(body))).ReadObject(&text))
	require.Len(t, text, MaxMessageBytes-2)
}

func TestReadOfHalfAMessageIsAnError(t *testing.T) {
	var value any
	err := readerOf(strings.NewReader("Content-Length: 10\r\n\r\n{}")).ReadObject(&value)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
}

// stuckPipe is one that nobody reads.
type stuckPipe struct {
	closed chan struct{}
}

func (p stuckPipe) Write([]byte) (int, error) {
	<-p.closed
	return 0, io.ErrClosedPipe
}

func (p stuckPipe) Close() error {
	select {
	case <-p.closed:
	default:
		close(p.closed)
	}
	return nil
}

func TestWriteNeverBlocksAndBreaksAtItsLimit(t *testing.T) {
	broken := make(chan struct{})
	s := newStream(io.NopCloser(strings.NewReader("")), stuckPipe{make(chan struct{})}, func() { close(broken) })
	defer func() { require.NoError(t, s.Close()) }()
	message := strings.Repeat("x", 4<<20)
	var err error
	for written := 0; err == nil; written += len(message) {
		require.LessOrEqual(t, written, maxUnsentBytes)
		err = s.WriteObject(message)
	}
	require.ErrorIs(t, err, errNotReading)
	select {
	case <-broken:
	case <-time.After(within):
		t.Fatal("nobody was told")
	}
	require.ErrorIs(t, s.cause(), errNotReading)
}

// keptPipe keeps what is written, each Write by itself.
type keptPipe struct {
	written chan string
	closed  chan struct{}
}

func (p keptPipe) Write(chunk []byte) (int, error) {
	p.written <- string(chunk)
	return len(chunk), nil
}

func (p keptPipe) Close() error {
	close(p.closed)
	return nil
}

func TestEndSendsWhatIsQueuedThenCloses(t *testing.T) {
	pipe := keptPipe{make(chan string, 2), make(chan struct{})}
	s := newStream(io.NopCloser(strings.NewReader("")), pipe, func() {})
	require.NoError(t, s.WriteObject("é"))
	require.NoError(t, s.WriteObject(2))
	s.end()
	require.ErrorIs(t, s.WriteObject(3), ErrClosed)
	select {
	case <-pipe.closed:
	case <-time.After(within):
		t.Fatal("the input was not closed")
	}
	require.Equal(t, frame(`"é"`), <-pipe.written)
	require.Equal(t, frame("2"), <-pipe.written)
}
