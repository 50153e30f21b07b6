package sidecar

import (
	"context"
	"errors"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Timing of the end of a child. All of it together stays under 5 s.
const (
	exitAfterInput = 800 * time.Millisecond
	exitAfterTerm  = 500 * time.Millisecond
	drainAfterExit = 300 * time.Millisecond
	exitAfterEOF   = 300 * time.Millisecond
)

// ForbidCoreFiles sees to it that neither this process nor a child of it leaves its memory, with the
// credentials in it, in a core file.
func ForbidCoreFiles() error {
	return unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
}

// process is a child with the connection to it.
type process struct {
	*conn
	cmd  *exec.Cmd
	path string
	// exited is closed when the child is gone and reaped; exit is set before.
	exited chan struct{}
	exit   *exitError

	mu     sync.Mutex
	reaped bool
}

// startProcess starts a child. Its errors are *startError.
func startProcess(made command, handle Handler, log Logger) (*process, error) {
	// The context of exec would kill the child alone; its end is ours to arrange.
	cmd := exec.CommandContext(context.Background(), made.path, made.args...) //nolint:gosec // the path is inside our own bundle
	cmd.Env = made.env
	if cmd.Env == nil {
		// Nil would inherit all.
		cmd.Env = []string{}
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{
		// A group of its own: Ctrl-C in the server's terminal is not for it, and all of it can be ended at once.
		Setpgid: true,
		// However this process ends, the child does not outlive it.
		Pdeathsig: syscall.SIGKILL,
	}
	// Pipes of its own: a child with the plugin's real stdout or stderr would hang the server's Kill.
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, newStartError(made.path, err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, newStartError(made.path, err)
	}
	stderr, err := cmd.StderrPipe()
	if err != nil {
		return nil, newStartError(made.path, err)
	}
	if err := startOnLastingThread(cmd); err != nil {
		return nil, newStartError(made.path, err)
	}
	p := &process{cmd: cmd, path: made.path, exited: make(chan struct{})}
	logged := make(chan struct{})
	go func() {
		defer close(logged)
		forwardLog(stderr, log)
	}()
	p.conn = newConn(stdout, stdin, handle, log)
	go p.reap(logged)
	return p, nil
}

var starter struct {
	once     sync.Once
	requests chan func()
}

// startOnLastingThread starts cmd from a thread that lives as long as this process: the kernel sends
// Pdeathsig when the *thread* that forked ends, and Go ends idle threads.
func startOnLastingThread(cmd *exec.Cmd) error {
	starter.once.Do(func() {
		starter.requests = make(chan func())
		go func() {
			runtime.LockOSThread()
			for request := range starter.requests {
				request()
			}
		}()
	})
	result := make(chan error, 1)
	starter.requests <- func() { result <- cmd.Start() }
	return <-result
}

// reap waits for the end of the child, ends what it left behind, and drains its pipes.
func (p *process) reap(logged <-chan struct{}) {
	waitUnreaped(p.cmd.Process.Pid)
	// As long as it is not reaped its pid, and so the group's, cannot be somebody else's.
	p.signal(unix.SIGKILL)
	// Both pipes are read to their end before Wait closes them: the last words matter most.
	drained, cancel := context.WithTimeout(context.Background(), drainAfterExit)
	for _, end := range []<-chan struct{}{logged, p.done()} {
		select {
		case <-end:
		case <-drained.Done():
		}
	}
	cancel()
	p.close()
	p.mu.Lock()
	p.reaped = true
	p.mu.Unlock()
	_ = p.cmd.Wait() // how it ended is in ProcessState
	exit := &exitError{code: -1}
	if state := p.cmd.ProcessState; state != nil {
		exit.code = state.ExitCode()
		if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
			exit.signal = status.Signal()
		}
	}
	p.exit = exit
	close(p.exited)
}

// waitUnreaped returns when the child has ended, and leaves it to be reaped.
func waitUnreaped(pid int) {
	for {
		var info unix.Siginfo
		err := unix.Waitid(unix.P_PID, pid, &info, unix.WEXITED|unix.WNOWAIT, nil)
		if !errors.Is(err, unix.EINTR) {
			return
		}
	}
}

// signal sends a signal to the child and all that it started.
func (p *process) signal(signal unix.Signal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.reaped {
		return
	}
	// The group is gone already, at worst.
	_ = unix.Kill(-p.cmd.Process.Pid, signal)
}

// ended is closed when the child is of no more use: gone, or its connection broken.
func (p *process) ended() <-chan struct{} {
	return p.done()
}

// stop ends the child in order: shutdown (while the handler goes on answering it), end of its stdin, SIGTERM,
// SIGKILL. It returns when the child is gone, after 5 s at most.
func (p *process) stop(orderly bool) {
	if orderly {
		ctx, cancel := context.WithTimeout(context.Background(), ShutdownDeadline)
		// An error changes nothing: the next step follows either way.
		_ = p.call(ctx, MethodShutdown, nil, nil)
		cancel()
	}
	p.endInput()
	if p.exitsWithin(exitAfterInput) {
		return
	}
	p.signal(unix.SIGTERM)
	if p.exitsWithin(exitAfterTerm) {
		return
	}
	p.signal(unix.SIGKILL)
	<-p.exited
}

// kill ends the child at once, and returns when it is gone. One whose stream just ended is given a moment to
// exit by itself: its exit code says why.
func (p *process) kill() {
	select {
	case <-p.done():
		if p.cause() == nil && p.exitsWithin(exitAfterEOF) {
			return
		}
	default:
	}
	p.signal(unix.SIGKILL)
	<-p.exited
}

// failure says how the child failed; called after kill.
func (p *process) failure() error {
	if err := p.cause(); err != nil {
		return err
	}
	return p.exit
}

func (p *process) exitsWithin(limit time.Duration) bool {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-p.exited:
		return true
	case <-timer.C:
		return false
	}
}
