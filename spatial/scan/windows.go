package scan

import (
	"math"
	"slices"
	"sync"
	"sync/atomic"
)

// windows are the circles that are looked at: for every centre the areas by distance, up to the largest circle.
type windows struct {
	start []int
	// area is the number of the area that comes next, or its complement (^) when another area lies just as far, so that there
	// is no circle that ends here.
	area []int32
}

// at is an area with its squared distance from a centre.
type at struct {
	area     int32
	distance float64
}

// newWindows orders the areas around every centre as long as their bases together stay within most.
func newWindows(x, y, base []float64, most float64, workers int) *windows {
	g := newGrid(x, y)
	rows := make([][]int32, len(x))
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(workers, len(x)) {
		group.Go(func() {
			var near []at
			var row []int32
			for {
				i := int(next.Add(1)) - 1
				if i >= len(rows) {
					return
				}
				near = g.around(i, base, most, near[:0])
				row = circles(near, base, most, row[:0])
				rows[i] = slices.Clone(row)
			}
		})
	}
	group.Wait()
	w := &windows{start: make([]int, 1, len(x)+1)}
	total := 0
	for _, row := range rows {
		total += len(row)
		w.start = append(w.start, total)
	}
	w.area = make([]int32, 0, total)
	for i, row := range rows {
		w.area = append(w.area, row...)
		rows[i] = nil
	}
	return w
}

// circles appends the areas of one centre up to the last circle that is not too large.
func circles(near []at, base []float64, most float64, row []int32) []int32 {
	sortByDistance(near)
	total, end := 0.0, 0
	for k, a := range near {
		if total += base[a.area]; total > most {
			break
		}
		if k+1 < len(near) && near[k+1].distance == a.distance {
			row = append(row, ^a.area)
			continue
		}
		row = append(row, a.area)
		end = len(row)
	}
	// What is left after the last circle belongs to one that is too large.
	return row[:end]
}

// sortByDistance sorts by distance, and by number where that is the same.
func sortByDistance(near []at) {
	slices.SortFunc(near, func(a, b at) int {
		switch {
		case a.distance < b.distance:
			return -1
		case a.distance > b.distance:
			return 1
		}
		return int(a.area) - int(b.area)
	})
}

// grid finds the points near a point.
type grid struct {
	x, y        []float64
	left, low   float64
	side        float64
	wide, high  int
	start, list []int32
}

// newGrid puts the points in squares of about four points each.
func newGrid(x, y []float64) *grid {
	g := &grid{x: x, y: y, left: slices.Min(x), low: slices.Min(y)}
	width, height := slices.Max(x)-g.left, slices.Max(y)-g.low
	n := float64(len(x))
	g.side = max(math.Sqrt(width*height*4/n), max(width, height)*4/n)
	if !(g.side > 0) {
		g.side = 1
	}
	g.wide, g.high = int(width/g.side)+1, int(height/g.side)+1
	g.start = make([]int32, g.wide*g.high+1)
	for i := range x {
		column, row := g.square(i)
		g.start[row*g.wide+column+1]++
	}
	for c := 1; c < len(g.start); c++ {
		g.start[c] += g.start[c-1]
	}
	g.list = make([]int32, len(x))
	next := slices.Clone(g.start)
	for i := range x {
		column, row := g.square(i)
		c := row*g.wide + column
		g.list[next[c]] = int32(i)
		next[c]++
	}
	return g
}

func (g *grid) square(i int) (column, row int) {
	return min(int((g.x[i]-g.left)/g.side), g.wide-1), min(int((g.y[i]-g.low)/g.side), g.high-1)
}

// around appends the points around point i, ring by ring of squares, until those that are nearer than any outside have more
// base than most, or all points are in.
func (g *grid) around(i int, base []float64, most float64, near []at) []at {
	column, row := g.square(i)
	total := 0.0
	for ring := 0; len(near) < len(g.x); ring++ {
		for r := row - ring; r <= row+ring; r++ {
			// Of the rows between the first and the last only the outer squares are new.
			step := 1
			if r > row-ring && r < row+ring {
				step = 2 * ring
			}
			for c := column - ring; c <= column+ring; c += max(step, 1) {
				if r < 0 || r >= g.high || c < 0 || c >= g.wide {
					continue
				}
				s := r*g.wide + c
				for _, j := range g.list[g.start[s]:g.start[s+1]] {
					dx, dy := g.x[j]-g.x[i], g.y[j]-g.y[i]
					// Not fused, so that distances are equal everywhere or nowhere.
					near = append(near, at{j, float64(dx*dx) + float64(dy*dy)})
					total += base[j]
				}
			}
		}
		if total > most && g.nearer(near, float64(ring)*g.side, base) > most {
			break
		}
	}
	return near
}

// nearer returns the base of the points within a distance.
func (g *grid) nearer(near []at, distance float64, base []float64) float64 {
	total := 0.0
	for _, a := range near {
		if a.distance < distance*distance {
			total += base[a.area]
		}
	}
	return total
}
