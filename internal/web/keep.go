package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/sync/singleflight"

	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// kept is an answer as it goes over the wire.
type kept struct {
	packed []byte
	kind   string
	etag   string
	size   int
	// extra holds the other headers that the answer needs.
	extra http.Header
}

// keep holds answers so that none is made or packed twice: by address, language, tenant, right to write and version of
// the store. It is bounded in bytes; what was asked longest ago goes first.
type keep struct {
	mu      sync.Mutex
	entries map[string]*kept
	order   []string
	bytes   int
	most    int
	flight  singleflight.Group
}

func newKeep(most int) *keep { return &keep{entries: map[string]*kept{}, most: most} }

func (k *keep) get(key string) (*kept, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	e, ok := k.entries[key]
	return e, ok
}

func (k *keep) put(key string, e *kept) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, ok := k.entries[key]; ok || len(e.packed) > k.most/4 {
		return
	}
	k.entries[key] = e
	k.order = append(k.order, key)
	k.bytes += len(e.packed) + len(key)
	for k.bytes > k.most {
		oldest := k.order[0]
		k.order = k.order[1:]
		k.bytes -= len(k.entries[oldest].packed) + len(oldest)
		delete(k.entries, oldest)
	}
}

// recorder takes an answer in.
type recorder struct {
	header http.Header
	body   bytes.Buffer
	status int
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) { r.status = status }

func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }

// errMoved tells that the store changed while an answer was made of it, so that parts may be of before and parts of after.
var errMoved = errors.New("the store changed meanwhile")

// mostMoves is how often an answer is made anew because the store changed under it.
const mostMoves = 20

// keeping serves an answer from what is kept, and makes and keeps it otherwise. An answer is wholly of one version of the
// store. Only for answers that depend on the address, the language, the reader's tenant and the store alone.
func (s *site) keeping(serve handler) handler {
	return func(w http.ResponseWriter, r *page.Request) error {
		for range mostMoves {
			e, err := s.kept(serve, r)
			if errors.Is(err, errMoved) {
				continue
			}
			if err != nil {
				return err
			}
			return e.serve(w, r.Request)
		}
		return problem.New(problem.Unavailable, "web.moving")
	}
}

// kept returns the answer at the version of the store that is in force, from what is kept or made now.
func (s *site) kept(serve handler, r *page.Request) (*kept, error) {
	version, err := s.library.Version(r.Context())
	if err != nil {
		return nil, err
	}
	key := strings.Join([]string{strconv.FormatInt(version, 10), r.Language.String(), string(r.Reader.Tenant()),
		strconv.Itoa(int(r.Reader.Role())), strconv.FormatBool(s.mayWrite(r)), r.URL.Path, r.URL.RawQuery}, "\x00")
	if e, ok := s.keep.get(key); ok {
		return e, nil
	}
	// Others may wait for this answer, so it is made also when the first who asked has left.
	shared := *r
	shared.Request = r.WithContext(context.WithoutCancel(r.Context()))
	made, err, _ := s.keep.flight.Do(key, func() (any, error) {
		e, err := s.make(serve, &shared)
		now, failed := s.library.Version(shared.Context())
		switch {
		case failed != nil:
			return nil, failed
		case now != version:
			return nil, errMoved
		case err != nil:
			return nil, err
		}
		if e.etag != "" && !strings.Contains(e.extra.Get("Cache-Control"), "no-store") {
			s.keep.put(key, e)
		}
		return e, nil
	})
	if err != nil {
		return nil, err
	}
	return made.(*kept), nil
}

// make runs the handler and packs what it answers. An answer other than 200, such as a redirect, goes out as it is, and
// without the mark by which answers are kept.
func (s *site) make(serve handler, r *page.Request) (*kept, error) {
	rec := &recorder{header: http.Header{}, status: http.StatusOK}
	if err := serve(rec, r); err != nil {
		return nil, err
	}
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, 6)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(rec.body.Bytes()); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(rec.body.Bytes())
	e := &kept{packed: packed.Bytes(), kind: rec.header.Get("Content-Type"), etag: `"` + hex.EncodeToString(sum[:12]) + `"`,
		size: rec.body.Len(), extra: rec.header}
	e.extra.Del("Content-Type")
	if rec.status != http.StatusOK {
		e.etag = ""
		e.extra.Set("Status", strconv.Itoa(rec.status))
		return e, nil
	}
	return e, nil
}

// serve writes the answer, packed for who takes it packed, or says that the reader has it already.
func (e *kept) serve(w http.ResponseWriter, r *http.Request) error {
	h := w.Header()
	for name, values := range e.extra {
		if name != "Status" {
			h[name] = values
		}
	}
	if status := e.extra.Get("Status"); status != "" {
		n, err := strconv.Atoi(status)
		if err != nil {
			return err
		}
		w.WriteHeader(n)
		return nil
	}
	h.Set("Content-Type", e.kind)
	h.Set("Etag", e.etag)
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Vary", "Accept-Encoding")
	if strings.Contains(r.Header.Get("If-None-Match"), e.etag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	if acceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
		h.Set("Content-Length", strconv.Itoa(len(e.packed)))
		if r.Method == http.MethodHead {
			return nil
		}
		_, _ = w.Write(e.packed) // A reader who has left needs no answer, and no problem page can follow.
		return nil
	}
	h.Set("Content-Length", strconv.Itoa(e.size))
	if r.Method == http.MethodHead {
		return nil
	}
	z, err := gzip.NewReader(bytes.NewReader(e.packed))
	if err != nil {
		return err
	}
	_, _ = io.Copy(w, z)
	return nil
}
