// Package holdings keeps the list of what is loaded: divisions, figures and municipalities (Dutch: wat er is). Every page
// begins with it, so it is put together once for each state of the store.
package holdings

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
)

// Versions tells when anything in the store changed.
type Versions interface {
	Version(ctx context.Context) (int64, error)
}

// List is what is loaded. It does not change once made; a reader of its slices must not write to them.
type List struct {
	Divisions  []area.DivisionID
	Summaries  []indicator.Summary
	Indicators []indicator.Indicator
	// Municipalities are by name: those that a division names, and those that the codes of smaller areas name.
	Municipalities []area.Area
	// Sizes counts the areas of each division where people can live.
	Sizes map[area.DivisionID]int
}

// most is how many lists are kept: one for each tenant that was here lately.
const most = 16

// Shelf gives lists and keeps the last of them. It may be used by many at once.
type Shelf struct {
	figures  stack.Figures
	versions Versions
	mu       sync.Mutex
	kept     map[string]*List
	order    []string
}

// New returns an empty shelf.
func New(f stack.Figures, v Versions) *Shelf {
	return &Shelf{figures: f, versions: v, kept: map[string]*List{}}
}

// Get returns what is loaded for a reader.
func (s *Shelf) Get(ctx context.Context, r reader.Reader) (*List, error) {
	version, err := s.versions.Version(ctx)
	if err != nil {
		return nil, err
	}
	key := fmt.Sprintf("%d %s %d", version, r.Tenant(), r.Role())
	s.mu.Lock()
	found, ok := s.kept[key]
	s.mu.Unlock()
	if ok {
		return found, nil
	}
	l, err := s.read(ctx, r)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.kept[key]; !ok {
		s.kept[key] = l
		s.order = append(s.order, key)
		if len(s.order) > most {
			delete(s.kept, s.order[0])
			s.order = s.order[1:]
		}
	}
	return l, nil
}

func (s *Shelf) read(ctx context.Context, r reader.Reader) (*List, error) {
	l := &List{Sizes: map[area.DivisionID]int{}}
	var err error
	if l.Divisions, err = s.figures.Divisions(ctx, r); err != nil {
		return nil, err
	}
	if l.Summaries, err = s.figures.Summaries(ctx, r); err != nil {
		return nil, err
	}
	if l.Indicators, err = s.figures.Indicators(ctx, r); err != nil {
		return nil, err
	}
	named := map[area.Code]area.Area{}
	for _, id := range l.Divisions {
		d, err := s.figures.Division(ctx, r, id)
		if err != nil {
			return nil, err
		}
		l.Sizes[id] = look(d, named)
	}
	for _, a := range named {
		l.Municipalities = append(l.Municipalities, a)
	}
	slices.SortFunc(l.Municipalities, func(a, b area.Area) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), a.Code.Compare(b.Code))
	})
	return l, nil
}

// look counts the areas of a division where people can live, and notes the municipalities in it. Divisions come in the
// order of their years, so the newest name stays.
func look(d *area.Division, named map[area.Code]area.Area) int {
	land := 0
	last := area.Code{}
	for i := range d.Len() {
		a := d.At(i)
		if a.Kind == area.Land && a.Code.Level() > area.Country {
			land++
		}
		m := a.Code.Municipality()
		if m.IsZero() || m == last || a.Kind == area.Abroad || m.ProbableKind() == area.Abroad {
			continue
		}
		last = m
		known := named[m]
		known.Code = m
		if a.Code == m && a.Name != "" {
			known.Name = a.Name
		}
		named[m] = known
	}
	return land
}
