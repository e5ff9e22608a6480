package neighbour

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// ErrFile means that a file with links cannot be read or written as asked; the message names the line.
var ErrFile = errors.New("neighbour: a file of links that cannot be")

// named is a link as it is written.
type named struct {
	a, b   string
	weight float64
	line   int
}

// order gives names their numbers.
type order struct {
	ids    []string
	number map[string]int32
	// closed is true when names that are not there yet are refused.
	closed bool
}

func newOrder(ids []string) (*order, error) {
	o := &order{number: make(map[string]int32, len(ids)), closed: ids != nil}
	for _, id := range ids {
		if _, twice := o.number[id]; twice {
			return nil, fmt.Errorf("%w: the area %q is there twice", ErrFile, id)
		}
		o.add(id)
	}
	return o, nil
}

func (o *order) add(id string) {
	if _, there := o.number[id]; !there {
		o.number[id] = int32(len(o.ids))
		o.ids = append(o.ids, id)
	}
}

// weights makes weights of links. New names get the next number as they come, unless the order is closed.
func (o *order) weights(links []named) (*spatial.Weights, error) {
	type numbered struct {
		spatial.Edge
		line int
	}
	list := make([]numbered, 0, len(links))
	for _, l := range links {
		for _, id := range []string{l.a, l.b} {
			if _, there := o.number[id]; !there && o.closed {
				return nil, fmt.Errorf("%w: line %d: no area is called %q", ErrFile, l.line, id)
			}
			o.add(id)
		}
		if l.a == l.b {
			return nil, fmt.Errorf("%w: line %d: %q as its own neighbour", ErrFile, l.line, l.a)
		}
		list = append(list, numbered{spatial.Edge{A: o.number[l.a], B: o.number[l.b], Weight: l.weight}, l.line})
	}
	slices.SortFunc(list, func(a, b numbered) int {
		return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B), cmp.Compare(a.line, b.line))
	})
	edges := make([]spatial.Edge, len(list))
	for i, e := range list {
		edges[i] = e.Edge
		if i > 0 && list[i-1].A == e.A && list[i-1].B == e.B && list[i-1].Weight != e.Weight {
			return nil, fmt.Errorf("%w: lines %d and %d: two weights from %q to %q", ErrFile, list[i-1].line, e.line, o.ids[e.A], o.ids[e.B])
		}
	}
	return spatial.NewWeights(len(o.ids), edges)
}

// lines calls do with the words of each line that has any.
func lines(r io.Reader, do func(line int, words []string) error) error {
	s := bufio.NewScanner(r)
	s.Buffer(nil, 64<<20)
	line := 0
	for s.Scan() {
		line++
		text := s.Text()
		if line == 1 {
			text = strings.TrimPrefix(text, "\ufeff")
		}
		if words := strings.Fields(text); len(words) > 0 {
			if err := do(line, words); err != nil {
				return err
			}
		}
	}
	if err := s.Err(); err != nil {
		return fmt.Errorf("%w: line %d: %w", ErrFile, line+1, err)
	}
	if line == 0 {
		return fmt.Errorf("%w: it is empty", ErrFile)
	}
	return nil
}

// writable checks that names fit the weights and, when they stand between spaces, hold none.
func writable(ids []string, w *spatial.Weights, spaced bool) error {
	if len(ids) != w.Len() {
		return spatial.ErrLength
	}
	if _, err := newOrder(ids); err != nil {
		return err
	}
	for _, id := range ids {
		if strings.TrimSpace(id) != id || id == "" || spaced && len(strings.Fields(id)) != 1 {
			return fmt.Errorf("%w: the name %q does not fit in this form", ErrFile, id)
		}
	}
	return nil
}
