package sqlite

import (
	"runtime"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

func TestCacheLetsGoOfWhatWasUsedLongestAgo(t *testing.T) {
	c := newCache[string, int](10)
	has := func(key string, want int) {
		t.Helper()
		if got, ok := c.get(key); got != want || ok != (want != 0) {
			t.Errorf("%s: %d, %v", key, got, ok)
		}
	}
	c.put("a", 1, 4)
	c.put("b", 2, 4)
	has("a", 1)
	c.put("c", 3, 4)
	has("b", 0)
	has("a", 1)
	has("c", 3)
	c.put("huge", 4, 11)
	for _, key := range []string{"a", "b", "c", "huge"} {
		has(key, 0)
	}
	c.put("d", 5, 10)
	c.put("d", 6, 2)
	c.put("e", 7, 8)
	has("d", 6)
	has("e", 7)
	c.clear()
	has("d", 0)
	c.put("f", 8, 10)
	has("f", 8)
}

func TestInternedKeepsNothingItself(t *testing.T) {
	n := newInterned[int]()
	d := area.DivisionID{Level: area.Neighbourhood, Year: 2020}
	make1 := func() *area.Index { return country(t, d, 100).Index() }
	first := n.put(1, make1())
	if n.put(1, make1()) != first || n.get(1) != first || n.get(2) != nil {
		t.Error("one list is there twice")
	}
	runtime.KeepAlive(first)
	first = nil
	for range 5 {
		runtime.GC()
	}
	if n.get(1) != first {
		t.Error("a list that nobody uses is kept")
	}
}
