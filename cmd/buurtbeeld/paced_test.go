package main

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// drip sends a body in pieces with a pause between them, and returns the status of the answer and how long it took.
// Without a status the line was cut.
func drip(t *testing.T, address, piece string, pieces int, pause time.Duration) (status string, took time.Duration) {
	t.Helper()
	began := time.Now()
	line, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = line.Close() }()
	if _, err := fmt.Fprintf(line, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n", len(piece)*pieces); err != nil {
		t.Fatal(err)
	}
	answered := make(chan string, 1)
	go func() {
		status, _ := bufio.NewReader(line).ReadString('\n')
		answered <- strings.TrimSpace(status)
	}()
	for range pieces {
		select {
		case status := <-answered:
			return status, time.Since(began)
		case <-time.After(pause):
		}
		if _, err := io.WriteString(line, piece); err != nil {
			break
		}
	}
	return <-answered, time.Since(began)
}

func TestSlowBodiesAreCutAndSteadyOnesPass(t *testing.T) {
	const wait = 400 * time.Millisecond
	read := func(w http.ResponseWriter, r *http.Request) {
		n, err := io.Copy(io.Discard, r.Body)
		if err != nil {
			w.WriteHeader(http.StatusRequestTimeout)
			return
		}
		// The answer takes longer than the body may pause, and is not broken off.
		select {
		case <-r.Context().Done():
			w.WriteHeader(http.StatusGone)
		case <-time.After(wait * 3 / 2):
			_, _ = fmt.Fprint(w, n)
		}
	}
	unread := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }
	for name, tt := range map[string]struct {
		serve  http.HandlerFunc
		piece  string
		pieces int
		pause  time.Duration
		want   string
		most   time.Duration
	}{
		"a byte at a time":            {read, "x", 10_000, wait / 10, "HTTP/1.1 408 Request Timeout", 5 * wait},
		"nothing after the headers":   {read, "x", 1, time.Hour, "HTTP/1.1 408 Request Timeout", 5 * wait},
		"a large file, slow but sure": {read, strings.Repeat("x", 800), 20, wait / 4, "HTTP/1.1 200 OK", time.Minute},
		"all at once":                 {read, "x", 1, 0, "HTTP/1.1 200 OK", time.Minute},
		"a body that nobody reads":    {unread, "x", 10_000, wait / 10, "HTTP/1.1 403 Forbidden", 5 * wait},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(pace{wait: wait, bytes: 1000, now: time.Now}.keep(tt.serve))
			defer server.Close()
			status, took := drip(t, server.URL, tt.piece, tt.pieces, tt.pause)
			if status != tt.want || took > tt.most {
				t.Errorf("%q after %s", status, took)
			}
			if tt.want == "HTTP/1.1 200 OK" && tt.pieces > 1 && took < 4*wait {
				t.Errorf("it took %s, which proves nothing", took)
			}
		})
	}
}

func TestServerWaitsForNobodyForLong(t *testing.T) {
	server := (&app{now: time.Now}).server(http.NotFoundHandler(), slog.New(slog.DiscardHandler))
	if server.ReadHeaderTimeout == 0 || server.ReadHeaderTimeout > 15*time.Second || slowest(time.Now).wait > 15*time.Second || server.IdleTimeout == 0 {
		t.Errorf("headers %s, bodies %s, idle %s", server.ReadHeaderTimeout, slowest(time.Now).wait, server.IdleTimeout)
	}
}
