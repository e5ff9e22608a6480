package arc_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing/arc"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing/drawingtest"
)

func TestNeighboursShareArcs(t *testing.T) {
	n := arc.New(drawingtest.Island(t))
	shared, closed := 0, 0
	for _, a := range n.Arcs {
		if a.Owners[1] != arc.Nobody {
			shared++
		}
		if a.Closed() {
			closed++
		}
	}
	// The river, the two halves of the border to the south, and the lake; the lake and the rock are whole rings.
	if shared != 4 || closed != 2 || len(n.Arcs) != 8 {
		t.Errorf("%d arcs, %d shared, %d closed", len(n.Arcs), shared, closed)
	}
	if got := n.Areas[2]; len(got) != 2 || !got[1].Hole || got[1].SquareMetres != 400*300 {
		t.Errorf("rings of the third area: %+v", got)
	}
}

func TestAHoleMayBeginAnywhereAndRunEitherWay(t *testing.T) {
	n := arc.New(drawingtest.Shapes(t, map[string]area.Geometry{
		"BU19990001": {{drawingtest.Ring(0, 0, 100, 0, 100, 100, 0, 100), drawingtest.Ring(50, 60, 60, 50, 40, 40)}},
		"BU19990002": {{drawingtest.Ring(60, 50, 50, 60, 40, 40)}},
	}))
	if len(n.Arcs) != 2 || n.Areas[0][1].Refs[0] != n.Areas[1][0].Refs[0] && n.Areas[0][1].Refs[0] != ^n.Areas[1][0].Refs[0] {
		t.Errorf("%d arcs", len(n.Arcs))
	}
}

func TestWeightsAreThoseOfRemovingOneByOne(t *testing.T) {
	// A flat bend of 1 square metre beside one of 50, on a border between two areas.
	line := []float64{0, 0, 10, 0.1, 20, 0, 30, 5, 40, 0}
	n := arc.New(drawingtest.Shapes(t, map[string]area.Geometry{
		"BU19990001": {{drawingtest.Ring(append([]float64{20, 900}, line...)...)}},
		"BU19990002": {{drawingtest.Ring(append([]float64{20, -900}, line...)...)}},
	}))
	for _, a := range n.Arcs {
		if len(a.Vertices) != 5 {
			continue
		}
		var got []string
		for _, w := range a.Weights {
			got = append(got, fmt.Sprintf("%.1f", w))
		}
		if want := "[+Inf 1.0 50.0 100.0 +Inf]"; fmt.Sprint(got) != want {
			t.Errorf("got %v, want %v", got, want)
		}
		return
	}
	t.Error("the border is not one arc")
}

func TestNoPointIsLost(t *testing.T) {
	s, ok := drawingtest.Dordrecht(t)
	if !ok {
		return
	}
	n := arc.New(s)
	drawn := make([][]int32, len(n.Arcs))
	for i, a := range n.Arcs {
		drawn[i] = arc.Draw(a, 0, func(v int32) int32 { return v })
	}
	for i := range s.Index().Len() {
		want, got := s.At(i).SquareMetres(), 0.0
		for _, r := range n.Areas[i] {
			ring := arc.Join(nil, r, drawn)
			points := area.Ring{}
			for _, v := range append(ring, ring[0]) {
				points = append(points, n.Points[v])
			}
			if size := math.Abs(points.SignedArea()); r.Hole {
				got -= size
			} else {
				got += size
			}
		}
		if math.Abs(got-want) > 1e-6*want {
			t.Errorf("%s: %v, want %v", s.Index().Code(i), got, want)
		}
	}
}

func TestRubbishDoesNotHurt(t *testing.T) {
	n := arc.New(drawingtest.Shapes(t, map[string]area.Geometry{
		"BU19990001": {{}, {area.Ring{}}, {area.Ring{{X: 1, Y: 1}}}, {drawingtest.Ring(0, 0, 1, 0, 0, 0)}, {drawingtest.Ring(5, 5, 5, 5, 5, 5, 5, 5)}},
		"BU19990002": {{drawingtest.Ring(math.Inf(1), 0, math.Inf(-1), 0, 1e300, 1e300)}},
	}))
	for _, a := range n.Arcs {
		if len(a.Vertices) < 2 {
			t.Errorf("an arc of %d vertices", len(a.Vertices))
		}
	}
}
