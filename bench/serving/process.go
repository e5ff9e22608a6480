package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is a server that runs beside us.
type process struct {
	command *exec.Cmd
	address string // with a slash at the end
}

var told = regexp.MustCompile(`http://127\.0\.0\.1:\d+/`)

// launch starts a server and returns once it has told its address.
func launch(ctx context.Context, name string, args ...string) (*process, error) {
	c := exec.CommandContext(ctx, name, args...)
	var said bytes.Buffer
	c.Stderr = &said
	out, err := c.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if at := told.FindString(lines.Text()); at != "" {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return &process{c, at}, nil
		}
	}
	_ = c.Wait()
	return nil, fmt.Errorf("%s ended before it was ready: %s", name, said.String())
}

// serve starts the program on the loaded store.
func (b *bench) serve(ctx context.Context) (*process, error) {
	return launch(ctx, b.program, "serve", "--db", b.database, "--addr", "127.0.0.1:0")
}

// kill ends a server at once.
func (p *process) kill() {
	_ = p.command.Process.Kill()
	_ = p.command.Wait()
}

// terminate asks a server to end and returns how long that took and its exit status.
func (p *process) terminate() (time.Duration, error) {
	began := time.Now()
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
		return 0, err
	}
	err := p.command.Wait()
	return time.Since(began), err
}

// cpu returns the processor time that the threads of the process have used.
func (p *process) cpu() time.Duration {
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", p.command.Process.Pid))
	if err != nil {
		return 0
	}
	var sum time.Duration
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			continue
		}
		first, _, _ := strings.Cut(string(text), " ")
		n, err := strconv.ParseInt(first, 10, 64)
		if err == nil {
			sum += time.Duration(n)
		}
	}
	return sum
}

// status returns a line of the process's status, in kB for memory.
func (p *process) status(name string) int {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.command.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, name+":"); ok {
			n, err := strconv.Atoi(strings.Fields(value)[0])
			if err == nil {
				return n
			}
		}
	}
	return 0
}

// files returns how many files and connections the process has open.
func (p *process) files() int {
	list, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", p.command.Process.Pid))
	if err != nil {
		return 0
	}
	return len(list)
}

// bareOf starts the bare server on these bytes.
func (b *bench) bareOf(ctx context.Context, body []byte, kind string) (*process, error) {
	file := filepath.Join(b.folder, "body")
	if err := os.WriteFile(file, body, 0o600); err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return launch(ctx, self, "-bare", file, "-kind", kind)
}

// serveBare gives the same packed bytes to everybody, as simply as net/http can.
func serveBare(file, kind string) error {
	body, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("http://%s/\n", l.Addr())
	err = http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body)
	}))
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
