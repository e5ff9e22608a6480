package looks

import (
	"context"
	"errors"
	"fmt"
	"testing"
)

type counter struct{ version int64 }

func (c *counter) Version(context.Context) (int64, error) { return c.version, nil }

func TestGroundsAreKeptForOneVersion(t *testing.T) {
	c := &counter{version: 1}
	k := NewKeep(c)
	made := 0
	create := func() (*Ground, error) { made++; return &Ground{Year: made}, nil }
	moving := func() (*Ground, error) { c.version++; return create() }
	failing := func() (*Ground, error) { return nil, errors.New("broken") }
	for i, step := range []struct {
		key    string
		create func() (*Ground, error)
		want   string
	}{
		{"a", create, "1 <nil>"},
		{"a", create, "1 <nil>"},
		{"b", create, "2 <nil>"},
		{"c", failing, "0 broken"},
		{"c", moving, "0 <nil>"}, // it may be of two versions, and is no answer
		{"a", create, "4 <nil>"},
		{"a", create, "4 <nil>"},
	} {
		g, err := k.Get(context.Background(), step.key, step.create)
		year := 0
		if g != nil {
			year = g.Year
		}
		if got := fmt.Sprint(year, " ", err); got != step.want {
			t.Errorf("step %d: %s, want %s", i, got, step.want)
		}
	}
	k.put(1, "old", &Ground{})
	if _, ok := k.find(2, "a"); !ok || len(k.kept) != 1 {
		t.Error("an older version took the place of a newer one")
	}
}

func TestKeptGroundsAreBounded(t *testing.T) {
	k := NewKeep(&counter{})
	for i := range 30 {
		k.put(1, fmt.Sprint(i), &Ground{fixed: make([]byte, 200_000)})
	}
	sum := 0
	for key, g := range k.kept {
		sum += len(key) + g.bytes()
	}
	if k.bytes > mostBytes || sum != k.bytes || len(k.order) != len(k.kept) || len(k.kept) < 5 {
		t.Errorf("%d bytes, %d counted, %d kept, %d in the queue", k.bytes, sum, len(k.kept), len(k.order))
	}
}
