package main

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// pace is how slowly a body may come in (Dutch: tempo): as long as so many bytes come within so much waiting, an upload
// may take as long as it needs; what drips in or stands still is cut.
type pace struct {
	wait  time.Duration
	bytes int64
	now   func() time.Time
}

// slowest lets through what a bad telephone line carries, and cuts the rest after ten seconds.
func slowest(now func() time.Time) pace {
	return pace{wait: 10 * time.Second, bytes: 8 << 10, now: now}
}

// keep holds bodies to the pace. A time for the whole request would either cut large uploads or leave slow ones alone,
// and would also break off what is long at work on an answer.
func (p pace) keep(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body != nil && r.Body != http.NoBody {
			b := &pacedBody{body: r.Body, pace: p, control: http.NewResponseController(w), left: p.wait}
			// A body that nobody reads is read away at the end, and that may not take longer either.
			if err := b.until(p.now().Add(p.wait)); err != nil {
				http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
				return
			}
			r.Body = b
		}
		next.ServeHTTP(w, r)
	})
}

// pacedBody is a body that is read under a pace. Only waiting for the line counts, not what is done with the bytes.
type pacedBody struct {
	body    io.ReadCloser
	pace    pace
	control *http.ResponseController
	left    time.Duration
	came    int64
}

func (b *pacedBody) Read(p []byte) (int, error) {
	began := b.pace.now()
	if err := b.until(began.Add(b.left)); err != nil {
		return 0, err
	}
	n, err := b.body.Read(p)
	if err != nil {
		if errors.Is(err, io.EOF) {
			// From here on the server watches the line for a reader who leaves, and may do so for ever.
			_ = b.until(time.Time{})
		}
		return n, err
	}
	b.left -= b.pace.now().Sub(began)
	if b.came += int64(n); b.came >= b.pace.bytes {
		b.left, b.came = b.pace.wait, 0
	}
	return n, nil
}

func (b *pacedBody) Close() error { return b.body.Close() }

// until sets the moment after which waiting fails; none is for ever. What is no line, as in tests, has no such moment.
func (b *pacedBody) until(t time.Time) error {
	if err := b.control.SetReadDeadline(t); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	return nil
}
