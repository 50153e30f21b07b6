package sidecar

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"
)

// pulse pings a child as long as it is of use.
type pulse struct {
	// failed gets the error that ends the child.
	failed   chan error
	answered atomic.Pointer[time.Time]
}

// startPulse pings until ctx ends or a ping fails.
func startPulse(ctx context.Context, pinged child) *pulse {
	p := &pulse{failed: make(chan error, 1)}
	go p.run(ctx, pinged)
	return p
}

func (p *pulse) run(ctx context.Context, pinged child) {
	for {
		timer := time.NewTimer(pingEvery)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		err := ping(ctx, pinged)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			p.failed <- err
			return
		}
		now := time.Now()
		p.answered.Store(&now)
	}
}

func ping(ctx context.Context, pinged child) error {
	ctx, cancel := context.WithTimeout(ctx, PingDeadline)
	defer cancel()
	err := pinged.call(ctx, MethodPing, nil, nil)
	if isDeadline(err) {
		return fmt.Errorf("%w for %v", errHung, PingDeadline)
	}
	return err
}

// last returns when a ping was last answered; before the first answer, the start.
func (p *pulse) last(start time.Time) time.Time {
	if answered := p.answered.Load(); answered != nil {
		return *answered
	}
	return start
}
