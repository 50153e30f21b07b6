package sidecar

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func forwarded(lines string) []string {
	log := &fakeLog{}
	forwardLog(strings.NewReader(lines), log)
	return log.all()
}

func TestALineKeepsItsLevelAndFields(t *testing.T) {
	require.Equal(t, []string{
		"debug d",
		"info two lines\nin one b true n 1.5 s text",
		"warn w odd [1,null]",
		"error e",
		"warn no such level",
	}, forwarded(`{"level":"debug","message":"d","fields":{}}
{"level":"info","message":"two lines\nin one","fields":{"s":"text","n":1.5,"b":true}}
{"level":"warn","message":"w","fields":{"odd":[1,null]}}
{"level":"error","message":"e"}
{"level":"shout","message":"no such level"}
`))
}

func TestAnyOtherLineIsAWarning(t *testing.T) {
	require.Equal(t, []string{
		"warn the sidecar wrote to stderr line plain",
		"warn the sidecar wrote to stderr line {\"level\":\"info\"}",
		"warn the sidecar wrote to stderr line [1]",
		"warn the sidecar wrote to stderr line no end",
	}, forwarded("plain\r\n\n{\"level\":\"info\"}\n[1]\nno end"))
}

func TestALongLineIsCut(t *testing.T) {
	entries := forwarded("head " + strings.Repeat("x", 3*maxLogLineBytes) + " tail\nnext\n")
	require.Len(t, entries, 2)
	require.Contains(t, entries[0], "head xxx", "the start of the line was lost to what follows it")
	require.NotContains(t, entries[0], "tail")
	require.Less(t, len(entries[0]), maxRawLineLength+100)
	require.Contains(t, entries[1], "next")
}

func TestAFloodIsCutAndCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		entries := forwarded(strings.Repeat("again\n", 10*logBurst))
		require.Len(t, entries, logBurst+1)
		require.Equal(t, "warn lines of the sidecar's log were dropped: too many at once lines 4500", entries[logBurst])

		a := newAllowance(2, 1)
		require.Equal(t, []bool{true, true, false}, []bool{a.take(time.Now()), a.take(time.Now()), a.take(time.Now())})
		time.Sleep(time.Second) // the bubble's time: nobody waits
		require.Equal(t, []bool{true, false}, []bool{a.take(time.Now()), a.take(time.Now())})
	})
}
