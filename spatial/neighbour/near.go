package neighbour

import (
	"fmt"
	"math"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// Nearest links each area to the k areas whose points are nearest to its own; of those equally far the lower index comes
// first. The links have one direction: a neighbour need not be a neighbour back. x and y are one point per area, such as
// its centroid, on a plane; each is used as it is, so degrees are not distances. k must be from 1 to one less than the
// number of areas (ErrOption); a coordinate that is NaN or infinite gives ErrCoordinate.
//
// Checked against scipy 1.10.1 (cKDTree) and libpysal 4.7.0 (KNN), exact.
func Nearest(x, y []float64, k int) (*spatial.Weights, error) {
	p, err := newPlaces(x, y)
	if err != nil {
		return nil, err
	}
	n := len(x)
	if k < 1 || k >= n {
		return nil, fmt.Errorf("%w: the %d nearest of %d areas", ErrOption, k, n)
	}
	if n*k > math.MaxInt32 {
		return nil, fmt.Errorf("%w: %d for each of %d areas", ErrTooMany, k, n)
	}
	start, to := make([]int32, n+1), make([]int32, 0, n*k)
	s := search{places: p, k: k, hits: make([]hit, 0, k)}
	for i := range n {
		s.x, s.y, s.hits = x[i], y[i], s.hits[:0]
		s.allowed = func(j int32) bool { return int(j) != i }
		s.look(0, n, true)
		for _, h := range s.hits {
			to = append(to, h.area)
		}
		slices.Sort(to[start[i]:])
		start[i+1] = int32(len(to))
	}
	return spatial.NewSorted(start, to)
}

// Within links all areas whose points are at most so many metres apart, that distance included; areas without such a
// neighbour are islands. x and y are one point per area, in metres on a plane. A distance that is negative, NaN or infinite
// gives ErrOption; a coordinate that is NaN or infinite ErrCoordinate.
//
// Checked against libpysal 4.7.0 (DistanceBand), exact.
func Within(x, y []float64, metres float64) (*spatial.Weights, error) {
	if !(metres >= 0) || math.IsInf(metres, 1) {
		return nil, fmt.Errorf("%w: within %v metres", ErrOption, metres)
	}
	p, err := newPlaces(x, y)
	if err != nil {
		return nil, err
	}
	n := len(x)
	start, r := make([]int32, n+1), reach{places: p, most: float64(metres * metres), found: make([]int32, 0, 8*n)}
	for i := range n {
		r.i = int32(i)
		r.look(0, n, true)
		if len(r.found) > math.MaxInt32 {
			return nil, fmt.Errorf("%w: within %v metres", ErrTooMany, metres)
		}
		slices.Sort(r.found[start[i]:])
		start[i+1] = int32(len(r.found))
	}
	return spatial.NewSorted(start, slices.Clip(r.found))
}

// InverseDistance gives each link of w the weight 1/distance^power; 1 and 2 are usual. x and y are as for Within. Two
// linked areas at the same point, or a power that is negative, NaN or infinite, give ErrOption.
func InverseDistance(w *spatial.Weights, x, y []float64, power float64) (*spatial.Weights, error) {
	if len(x) != w.Len() || len(y) != w.Len() {
		return nil, spatial.ErrLength
	}
	if !(power >= 0) || math.IsInf(power, 1) {
		return nil, fmt.Errorf("%w: distance to the power %v", ErrOption, power)
	}
	edges := make([]spatial.Edge, 0, w.Links())
	for i := range w.Len() {
		for _, j := range w.Neighbours(i) {
			weight := math.Pow(math.Hypot(x[j]-x[i], y[j]-y[i]), -power)
			if weight-weight != 0 {
				return nil, fmt.Errorf("%w: areas %d and %d lie at the same point or at none", ErrOption, i, j)
			}
			edges = append(edges, spatial.Edge{A: int32(i), B: j, Weight: weight})
		}
	}
	return spatial.NewWeights(w.Len(), edges)
}

// Bridge is a link that was added for an area without neighbours (Dutch: brug).
type Bridge struct {
	// Island had no neighbours; To is the area nearest to it.
	Island, To int32
	// Metres is the distance between their points.
	Metres float64
}

// ConnectIslands links each area without neighbours, both ways and with weight 1, to the area whose point is nearest, the
// lower index when two are equally far, and tells which links it added. It is a choice of whoever looks, to be told with the
// result: a ferry need not go to the nearest shore. x and y are as for Within. A map of one area stays as it is.
func ConnectIslands(w *spatial.Weights, x, y []float64) (*spatial.Weights, []Bridge, error) {
	if len(x) != w.Len() || len(y) != w.Len() {
		return nil, nil, spatial.ErrLength
	}
	p, err := newPlaces(x, y)
	if err != nil {
		return nil, nil, err
	}
	var bridges []Bridge
	var edges []spatial.Edge
	// Two islands may be nearest to each other, which NewWeights counts once; a link that is there keeps its weight.
	add := func(a, b int32) {
		if _, there := slices.BinarySearch(w.Neighbours(int(a)), b); !there {
			edges = append(edges, spatial.Edge{A: a, B: b, Weight: 1})
		}
	}
	for i := range w.Len() {
		if w.Degree(i) > 0 || w.Len() < 2 {
			continue
		}
		s := search{places: p, k: 1, x: x[i], y: y[i], allowed: func(j int32) bool { return int(j) != i }}
		s.look(0, w.Len(), true)
		b := Bridge{Island: int32(i), To: s.hits[0].area, Metres: math.Sqrt(s.hits[0].squared)}
		bridges = append(bridges, b)
		add(b.Island, b.To)
		add(b.To, b.Island)
	}
	for i := range w.Len() {
		values := w.Values(i)
		for k, j := range w.Neighbours(i) {
			weight := 1.0
			if values != nil {
				weight = values[k]
			}
			edges = append(edges, spatial.Edge{A: int32(i), B: j, Weight: weight})
		}
	}
	connected, err := spatial.NewWeights(w.Len(), edges)
	return connected, bridges, err
}
