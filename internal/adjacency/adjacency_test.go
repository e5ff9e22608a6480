package adjacency

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/spatial"
)

var buurten = area.DivisionID{Level: area.Neighbourhood, Year: 2020}

// store is a store in memory that counts how often boundaries are read.
type store struct {
	mu       sync.Mutex
	mark     string
	shapes   *area.Shapes
	saved    map[string]*spatial.Weights
	read     int
	onShapes func()
}

func (s *store) Division(context.Context, reader.Reader, area.DivisionID) (*area.Division, error) {
	var list []area.Area
	for _, c := range s.shapes.Index().Codes() {
		list = append(list, area.Area{Code: c})
	}
	return area.NewDivision(buurten, list)
}

func (s *store) Shapes(context.Context, reader.Reader, area.DivisionID, area.Code) (*area.Shapes, error) {
	s.mu.Lock()
	s.read++
	s.mu.Unlock()
	if s.onShapes != nil {
		s.onShapes()
	}
	return s.shapes, nil
}

func (s *store) ShapesMark(context.Context, reader.Reader, area.DivisionID) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mark, nil
}

func (s *store) Neighbours(_ context.Context, _ reader.Reader, _ area.DivisionID, mark string) (*spatial.Weights, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if w, ok := s.saved[mark]; ok {
		return w, nil
	}
	return nil, problem.New(problem.NotFound, "store.neighbours_missing", "division", "")
}

func (s *store) SaveNeighbours(_ context.Context, r reader.Reader, _ area.DivisionID, mark string, w *spatial.Weights) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !r.MayWrite() {
		return problem.New(problem.Forbidden, "store.forbidden")
	}
	s.saved[mark] = w
	return nil
}

var _ Store = (*store)(nil)

// street is n squares of 100 metres in a row with the given gap between them, and one far away at the end.
func street(t testing.TB, n int, gap float64) *area.Shapes {
	t.Helper()
	var codes []area.Code
	var geometries []area.Geometry
	for i := range n + 1 {
		c, err := area.ParseCode(fmt.Sprintf("BU1999%04d", i))
		if err != nil {
			t.Fatal(err)
		}
		x := float64(i) * (100 + gap)
		if i == n {
			x += 5000
		}
		codes = append(codes, c)
		geometries = append(geometries, area.Geometry{{{{X: x, Y: 0}, {X: x + 100, Y: 0}, {X: x + 100, Y: 100}, {X: x, Y: 100}, {X: x, Y: 0}}}})
	}
	x, err := area.NewIndex(buurten, codes)
	if err != nil {
		t.Fatal(err)
	}
	return area.NewShapes(x, geometries)
}

func TestNeighboursAreFoundAcrossSmallGapsOnly(t *testing.T) {
	for name, tt := range map[string]struct {
		gap  float64
		want []int32
	}{
		"borders that fit":    {0, []int32{0, 2}},
		"gaps of drawing":     {20, []int32{0, 2}},
		"really apart":        {200, nil},
		"just too far apart":  {31, nil},
		"lying over a little": {-10, []int32{0, 2}},
	} {
		w, err := Of(street(t, 4, tt.gap))
		if err != nil {
			t.Fatal(err)
		}
		if got := w.Neighbours(1); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
		if w.Degree(4) != 0 || w.Len() != 5 {
			t.Errorf("%s: the far area has %d neighbours", name, w.Degree(4))
		}
	}
}

func TestBoundariesAreReadOnceAndTheGraphIsKept(t *testing.T) {
	s := &store{mark: "a", shapes: street(t, 4, 0), saved: map[string]*spatial.Weights{}}
	g := New(s)
	ctx := context.Background()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if got, err := g.Get(ctx, reader.OnLoopback(), buurten); err != nil || got.Weights.Links() != 6 || got.Index.Len() != 5 {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
	all.Wait()
	if s.read != 1 || len(s.saved) != 1 {
		t.Errorf("boundaries were read %d times, %d graphs saved", s.read, len(s.saved))
	}
	// Another program finds it in the store.
	if got, err := New(s).Get(ctx, reader.Reader{}, buurten); err != nil || got.Weights.Links() != 6 || s.read != 1 {
		t.Errorf("%+v, %v, read %d times", got, err, s.read)
	}
}

func TestOtherBoundariesHaveOtherNeighbours(t *testing.T) {
	s := &store{mark: "a", shapes: street(t, 4, 0), saved: map[string]*spatial.Weights{}}
	g, ctx := New(s), context.Background()
	// Boundaries that change while they are read: what came of it is answered and not kept.
	s.onShapes = func() { s.mu.Lock(); s.mark = "b"; s.mu.Unlock() }
	if got, err := g.Get(ctx, reader.Reader{}, buurten); err != nil || got == nil {
		t.Fatal(err)
	}
	s.onShapes = nil
	s.shapes = street(t, 2, 0)
	got, err := g.Get(ctx, reader.Reader{}, buurten)
	if err != nil || got.Index.Len() != 3 || s.read != 2 {
		t.Errorf("%+v, %v", got, err)
	}
	if _, kept := g.kept["a"]; kept {
		t.Error("a graph of boundaries that changed meanwhile was kept")
	}
	s.mark = ""
	if got, err := g.Get(ctx, reader.Reader{}, buurten); err != nil || got != nil {
		t.Errorf("without boundaries: %+v, %v", got, err)
	}
}

func TestWhoMayNotWriteStillGetsAnAnswer(t *testing.T) {
	s := &store{mark: "a", shapes: street(t, 4, 0), saved: map[string]*spatial.Weights{}}
	if got, err := New(s).Get(context.Background(), reader.Reader{}, buurten); err != nil || got.Weights.Links() != 6 || len(s.saved) != 0 {
		t.Errorf("%+v, %v, %d saved", got, err, len(s.saved))
	}
}

func TestGraphsAreBounded(t *testing.T) {
	s := &store{shapes: street(t, 4, 0), saved: map[string]*spatial.Weights{}}
	g := New(s)
	big := make([]int32, 1<<20)
	w, err := spatial.NewSorted(big, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		g.keep(fmt.Sprint(i), &Graph{Weights: w})
	}
	if g.bytes > mostBytes || len(g.kept) != len(g.order) {
		t.Errorf("%d bytes in %d graphs", g.bytes, len(g.kept))
	}
	if _, ok := g.find("4"); !ok {
		t.Error("the last one went first")
	}
}
