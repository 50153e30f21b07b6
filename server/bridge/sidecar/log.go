package sidecar

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"sort"
	"strings"
	"time"
)

// Logger writes to Mattermost's log. Fields are names and values in turn. Never given a secret.
type Logger interface {
	Debug(message string, fields ...any)
	Info(message string, fields ...any)
	Warn(message string, fields ...any)
	Error(message string, fields ...any)
}

const (
	// A longer line of the log is cut.
	maxLogLineBytes = 64 << 10
	// A sidecar that floods stderr must not flood the server's log: so many lines at once, then so many a second.
	logBurst         = 500
	logLinesASecond  = 50
	maxRawLineLength = 2000
)

// logEntry is one line of the child's stderr.
type logEntry struct {
	Fields  map[string]any `json:"fields"`
	Level   string         `json:"level"`
	Message string         `json:"message"`
}

// forwardLog hands the child's stderr on to log until it ends. One JSON object a line keeps its level; any
// other line, as of the runtime or the loader, is a warning.
func forwardLog(stderr io.Reader, log Logger) {
	reader := bufio.NewReaderSize(stderr, maxLogLineBytes)
	allowance := newAllowance(logBurst, logLinesASecond)
	dropped := 0
	for {
		line, err := reader.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			// The rest of a line that is too long is not kept, and reading it overwrites the reader's buffer.
			line = bytes.Clone(line)
			for errors.Is(err, bufio.ErrBufferFull) {
				_, err = reader.ReadSlice('\n')
			}
		}
		if text := strings.TrimRight(string(line), "\r\n"); text != "" {
			if allowance.take(time.Now()) {
				if dropped > 0 {
					log.Warn("lines of the sidecar's log were dropped: too many at once", "lines", dropped)
					dropped = 0
				}
				forwardLine(text, log)
			} else {
				dropped++
			}
		}
		if err != nil {
			if dropped > 0 {
				log.Warn("lines of the sidecar's log were dropped: too many at once", "lines", dropped)
			}
			return
		}
	}
}

func forwardLine(line string, log Logger) {
	var entry logEntry
	if json.Unmarshal([]byte(line), &entry) != nil || entry.Message == "" {
		if len(line) > maxRawLineLength {
			line = line[:maxRawLineLength] + "…"
		}
		log.Warn("the sidecar wrote to stderr", "line", line)
		return
	}
	fields := sortedFields(entry.Fields)
	switch entry.Level {
	case "debug":
		log.Debug(entry.Message, fields...)
	case "info":
		log.Info(entry.Message, fields...)
	case "error":
		log.Error(entry.Message, fields...)
	default:
		log.Warn(entry.Message, fields...)
	}
}

// sortedFields makes names and values in turn of an object, in one order.
func sortedFields(fields map[string]any) []any {
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	sort.Strings(names)
	pairs := make([]any, 0, 2*len(names))
	for _, name := range names {
		value := fields[name]
		switch value.(type) {
		case string, float64, bool:
		default:
			text, err := json.Marshal(value)
			if err != nil {
				continue
			}
			value = string(text)
		}
		pairs = append(pairs, name, value)
	}
	return pairs
}

// allowance lets so many through at once, and then so many a second.
type allowance struct {
	last      time.Time
	left      float64
	burst     float64
	perSecond float64
}

func newAllowance(burst, perSecond float64) *allowance {
	return &allowance{left: burst, burst: burst, perSecond: perSecond}
}

func (a *allowance) take(now time.Time) bool {
	if !a.last.IsZero() {
		a.left = min(a.burst, a.left+now.Sub(a.last).Seconds()*a.perSecond)
	}
	a.last = now
	if a.left < 1 {
		return false
	}
	a.left--
	return true
}
