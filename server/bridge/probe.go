package main

import (
	"fmt"
	"os"
	"sync"
	"time"
)

const (
	probeEvery  = 10 * time.Second
	probeWithin = 2 * time.Second
)

// versionSource is what a probe asks.
type versionSource interface {
	GetServerVersion() string
}

// probe watches the connection to the server. One that broke answers every call with zero values and no
// error; then the process has to end, so that the server starts another.
type probe struct {
	source versionSource
	broken func()
	soon   chan struct{}
	done   chan struct{}
	once   sync.Once
}

// startProbe asks every 10 s, until stop, and calls broken when there is no answer within 2 s or an empty one.
func startProbe(source versionSource, broken func()) *probe {
	p := &probe{source: source, broken: broken, soon: make(chan struct{}, 1), done: make(chan struct{})}
	go p.run()
	return p
}

func (p *probe) run() {
	ticker := time.NewTicker(probeEvery)
	defer ticker.Stop()
	for {
		select {
		case <-p.done:
			return
		case <-ticker.C:
		case <-p.soon:
		}
		if !p.answers() {
			// The server's log cannot be reached any more; stderr may.
			fmt.Fprintln(os.Stderr, "[ERROR] the connection to the server is broken: the plugin process ends")
			p.broken()
			return
		}
	}
}

// answers asks once. While the plugin is being stopped every answer is good.
func (p *probe) answers() bool {
	version := make(chan string, 1)
	go func() { version <- p.source.GetServerVersion() }()
	timer := time.NewTimer(probeWithin)
	defer timer.Stop()
	select {
	case <-p.done:
		return true
	case answer := <-version:
		return answer != ""
	case <-timer.C:
		return false
	}
}

// now asks for a probe at once.
func (p *probe) now() {
	select {
	case p.soon <- struct{}{}:
	default:
		// One is about to be made.
	}
}

// stop ends the probing. It may be called again.
func (p *probe) stop() {
	p.once.Do(func() { close(p.done) })
}
