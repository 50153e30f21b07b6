package sidecar

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/sourcegraph/jsonrpc2"
)

const (
	// A header of the sidecar has some 30 bytes; a stream that shows no end of one by then is not the protocol.
	maxHeaderBytes = 1024
	// What is kept for a sidecar that does not read. Past it the stream counts as broken.
	maxUnsentBytes = 32 << 20
)

var (
	errNotTheProtocol = errors.New("the stream is not the protocol")
	errNotReading     = errors.New("the sidecar does not read what it is sent")
)

// stream carries messages over a pair of pipes, each behind a Content-Length header. It is the library's
// codec with what that lacks: a limit both ways, and a write that never blocks its caller, since a sidecar
// that does not read would else hold up every call past its deadline.
type stream struct {
	reader *bufio.Reader
	output io.Closer
	input  io.WriteCloser

	mu      sync.Mutex
	wake    *sync.Cond
	unsent  [][]byte
	bytes   int
	ending  bool // no more messages are taken; what is unsent still goes out
	closed  bool
	broken  error
	onBreak func()
}

var _ jsonrpc2.ObjectStream = (*stream)(nil)

// newStream reads from output, the child's stdout, and writes to input, its stdin. onBreak is called, once
// and not by a caller of this type, when writing failed.
func newStream(output io.ReadCloser, input io.WriteCloser, onBreak func()) *stream {
	s := &stream{reader: bufio.NewReader(output), output: output, input: input, onBreak: onBreak}
	s.wake = sync.NewCond(&s.mu)
	go s.write()
	return s
}

// WriteObject queues one message. It fails with a TooLargeError, or when the stream is closed or not read.
func (s *stream) WriteObject(obj any) error {
	body, err := json.Marshal(obj)
	if err != nil {
		return fmt.Errorf("encode message: %w", err)
	}
	if len(body) > MaxMessageBytes {
		return &TooLargeError{Bytes: len(body)}
	}
	header := "Content-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n"
	message := append([]byte(header), body...)

	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.ending {
		return ErrClosed
	}
	if s.bytes+len(message) > maxUnsentBytes {
		s.breakLocked(errNotReading)
		return errNotReading
	}
	s.unsent = append(s.unsent, message)
	s.bytes += len(message)
	s.wake.Signal()
	return nil
}

// write sends what is queued until the stream ends.
func (s *stream) write() {
	for {
		s.mu.Lock()
		for len(s.unsent) == 0 && !s.ending && !s.closed {
			s.wake.Wait()
		}
		if s.closed || len(s.unsent) == 0 {
			s.mu.Unlock()
			_ = s.input.Close() // closing twice is harmless, and there is nobody to tell
			return
		}
		message := s.unsent[0]
		s.unsent = s.unsent[1:]
		s.mu.Unlock()

		_, err := s.input.Write(message)

		s.mu.Lock()
		s.bytes -= len(message)
		if err != nil {
			s.breakLocked(fmt.Errorf("write to the sidecar: %w", err))
		}
		s.mu.Unlock()
	}
}

// breakLocked is called with mu held.
func (s *stream) breakLocked(err error) {
	if s.closed || s.broken != nil {
		return
	}
	s.broken = err
	go s.onBreak()
}

// ReadObject reads the next message into v. Every error means that the stream cannot be used any more.
func (s *stream) ReadObject(v any) error {
	body, err := s.read()
	if err != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.broken == nil {
			s.broken = err
		}
		return err
	}
	if err := json.Unmarshal(body, v); err != nil {
		err = fmt.Errorf("%w: %w", errNotTheProtocol, err)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.broken = err
		return err
	}
	return nil
}

func (s *stream) read() ([]byte, error) {
	length := -1
	for budget := maxHeaderBytes; ; {
		line, err := s.headerLine(&budget)
		if err != nil {
			return nil, err
		}
		if line == "" {
			break
		}
		name, value, _ := strings.Cut(line, ":")
		if !strings.EqualFold(name, "Content-Length") {
			continue
		}
		length, err = strconv.Atoi(strings.TrimSpace(value))
		if err != nil || length < 0 {
			return nil, fmt.Errorf("%w: Content-Length is no number", errNotTheProtocol)
		}
	}
	if length < 0 {
		return nil, fmt.Errorf("%w: a message has no Content-Length", errNotTheProtocol)
	}
	if length > MaxMessageBytes {
		return nil, fmt.Errorf("%w: a message of %d bytes is announced, the limit is %d", errNotTheProtocol, length, MaxMessageBytes)
	}
	body := make([]byte, length)
	if _, err := io.ReadFull(s.reader, body); err != nil {
		return nil, fmt.Errorf("read a message: %w", err)
	}
	return body, nil
}

// headerLine returns the next line of a header without its end, and takes its length from the budget.
func (s *stream) headerLine(budget *int) (string, error) {
	var line []byte
	for {
		b, err := s.reader.ReadByte()
		if err != nil {
			return "", fmt.Errorf("read a header: %w", err)
		}
		if *budget--; *budget < 0 {
			return "", fmt.Errorf("%w: a header is longer than %d bytes", errNotTheProtocol, maxHeaderBytes)
		}
		if b != '\n' {
			line = append(line, b)
			continue
		}
		if len(line) == 0 || line[len(line)-1] != '\r' {
			return "", fmt.Errorf("%w: a header line does not end in CR LF", errNotTheProtocol)
		}
		return string(line[:len(line)-1]), nil
	}
}

// end lets what is queued go out, then closes the child's stdin. Answers are still read.
func (s *stream) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ending = true
	s.wake.Signal()
}

// Close closes both pipes at once.
func (s *stream) Close() error {
	s.mu.Lock()
	s.closed = true
	s.unsent = nil
	s.wake.Signal()
	s.mu.Unlock()
	// Closing unblocks a write and a read that are under way.
	return errors.Join(s.input.Close(), s.output.Close())
}

// cause says why the stream cannot be used any more; nil if nothing was wrong with it.
func (s *stream) cause() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.broken
}
