package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// moving is a store whose version goes on by itself.
type moving struct {
	Library
	version atomic.Int64
}

func (m *moving) Version(context.Context) (int64, error) { return m.version.Load(), nil }

func TestAnAnswerIsOfOneVersionOfTheStore(t *testing.T) {
	for name, tt := range map[string]struct {
		changes int // how many times the store changes while an answer is made
		want    string
		key     string
	}{
		"it stands still":     {0, "0 0", ""},
		"it changes twice":    {2, "2 2", ""},
		"it changes for ever": {1 << 30, "", "web.moving"},
	} {
		t.Run(name, func(t *testing.T) {
			library := &moving{}
			s := &site{library: library, keep: newKeep(1 << 20)}
			left := tt.changes
			serve := s.keeping(func(w http.ResponseWriter, _ *page.Request) error {
				first := library.version.Load()
				if left > 0 {
					left--
					library.version.Add(1)
				}
				_, err := fmt.Fprint(w, first, " ", library.version.Load())
				return err
			})
			w := httptest.NewRecorder()
			err := serve(w, &page.Request{Request: httptest.NewRequest(http.MethodGet, "/", nil)})
			if problem.KeyOf(err) != tt.key || w.Body.String() != tt.want {
				t.Errorf("%v, %q", err, w.Body)
			}
		})
	}
}
