package neighbour

import (
	"fmt"
	"math"
	"slices"
)

// places is a tree of points, in which each half holds the points on one side of a line: the points from..to lie around the
// one in the middle, split by x on the first storey, by y on the next, and so on.
type places struct {
	x, y  []float64
	order []int32
}

// newPlaces checks the points and puts them in a tree.
func newPlaces(x, y []float64) (*places, error) {
	if len(x) != len(y) || len(x) >= math.MaxInt32 {
		return nil, fmt.Errorf("%w: %d values of x and %d of y", ErrCoordinate, len(x), len(y))
	}
	p := &places{x: x, y: y, order: make([]int32, len(x))}
	for i := range x {
		if x[i]-x[i] != 0 || y[i]-y[i] != 0 {
			return nil, fmt.Errorf("%w: area %d lies at %v, %v", ErrCoordinate, i, x[i], y[i])
		}
		p.order[i] = int32(i)
	}
	p.split(0, len(x), x, y)
	return p, nil
}

// small is how many points are looked at one by one.
const small = 8

func (p *places) split(from, to int, by, next []float64) {
	for to-from > small {
		middle := (from + to) / 2
		p.choose(from, to-1, middle, by)
		p.split(middle+1, to, next, by)
		to, by, next = middle, next, by
	}
}

// choose reorders from..to so that what is before the middle is not greater than it, and what is after it not less.
func (p *places) choose(from, to, middle int, by []float64) {
	for from < to {
		pivot := median(by[p.order[from]], by[p.order[(from+to)/2]], by[p.order[to]])
		i, k := from, to
		for i <= k {
			for by[p.order[i]] < pivot {
				i++
			}
			for by[p.order[k]] > pivot {
				k--
			}
			if i <= k {
				p.order[i], p.order[k] = p.order[k], p.order[i]
				i++
				k--
			}
		}
		switch {
		case middle <= k:
			to = k
		case middle >= i:
			from = i
		default:
			return
		}
	}
}

func median(a, b, c float64) float64 { return max(min(a, b), min(max(a, b), c)) }

// squared returns the square of the distance between a place and area j, without fusing, so that it is the same everywhere.
func (p *places) squared(x, y float64, j int32) float64 {
	dx, dy := p.x[j]-x, p.y[j]-y
	return float64(dx*dx) + float64(dy*dy)
}

// hit is an area with the square of its distance.
type hit struct {
	squared float64
	area    int32
}

// search looks around a place for the nearest areas.
type search struct {
	*places
	x, y float64
	// allowed says which areas count.
	allowed func(j int32) bool
	k       int
	// hits ascend by distance, and by area when equally far.
	hits []hit
}

// look looks through from..to of the tree, which is split by x when acrossX.
func (s *search) look(from, to int, acrossX bool) {
	if to-from <= small {
		for _, j := range s.order[from:to] {
			s.offer(j)
		}
		return
	}
	middle := (from + to) / 2
	j := s.order[middle]
	off := s.y - s.places.y[j]
	if acrossX {
		off = s.x - s.places.x[j]
	}
	s.offer(j)
	if off <= 0 {
		s.look(from, middle, !acrossX)
	} else {
		s.look(middle+1, to, !acrossX)
	}
	if len(s.hits) == s.k && float64(off*off) > s.hits[s.k-1].squared {
		return
	}
	if off <= 0 {
		s.look(middle+1, to, !acrossX)
	} else {
		s.look(from, middle, !acrossX)
	}
}

func (s *search) offer(j int32) {
	if !s.allowed(j) {
		return
	}
	h := hit{s.squared(s.x, s.y, j), j}
	at := len(s.hits)
	for at > 0 && (h.squared < s.hits[at-1].squared || h.squared == s.hits[at-1].squared && j < s.hits[at-1].area) {
		at--
	}
	if at == s.k {
		return
	}
	if len(s.hits) == s.k {
		s.hits = s.hits[:s.k-1]
	}
	s.hits = slices.Insert(s.hits, at, h)
}

// reach looks around area i for all areas within a distance.
type reach struct {
	*places
	i int32
	// most is the square of the distance.
	most  float64
	found []int32
}

// look looks through from..to of the tree, which is split by x when acrossX.
func (r *reach) look(from, to int, acrossX bool) {
	for to-from > small {
		middle := (from + to) / 2
		j := r.order[middle]
		off := r.y[r.i] - r.y[j]
		if acrossX {
			off = r.x[r.i] - r.x[j]
		}
		r.offer(j)
		acrossX = !acrossX
		switch far := float64(off*off) > r.most; {
		case far && off < 0:
			to = middle
		case far:
			from = middle + 1
		default:
			r.look(middle+1, to, acrossX)
			to = middle
		}
	}
	for _, j := range r.order[from:to] {
		r.offer(j)
	}
}

func (r *reach) offer(j int32) {
	if j != r.i && r.squared(r.x[r.i], r.y[r.i], j) <= r.most {
		r.found = append(r.found, j)
	}
}
