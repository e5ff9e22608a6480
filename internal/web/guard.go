package web

import (
	"net"
	"net/http"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// isLoopback reports whether a request names this machine itself. A page elsewhere whose name was made to point here
// (DNS rebinding) sends its own name, and is told apart by it.
func isLoopback(r *http.Request) bool {
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.Trim(host, "[]")
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// mayWrite reports whether this request may change something: the installation allows it, the request came to the
// machine itself by its own name, and the reader may.
func (s *site) mayWrite(r *page.Request) bool {
	return s.writesAllowed && isLoopback(r.Request) && r.Reader.MayWrite()
}

// changing guards what changes something: a POST from a page of our own, at the machine itself.
func (s *site) changing(serve handler) handler {
	return func(w http.ResponseWriter, r *page.Request) error {
		if err := s.crossOrigin.Check(r.Request); err != nil {
			return problem.New(problem.Forbidden, "web.foreign_request").Because(err)
		}
		return s.writing(serve)(w, r)
	}
}

// writing guards the pages that lead to a change.
func (s *site) writing(serve handler) handler {
	return func(w http.ResponseWriter, r *page.Request) error {
		if !s.mayWrite(r) {
			return problem.New(problem.Forbidden, "web.writes_closed")
		}
		w.Header().Set("Cache-Control", "no-store")
		return serve(w, r)
	}
}
