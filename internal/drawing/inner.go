package drawing

import "math"

// innerPoint returns a place in the largest ring that is far from every border, and how far: the best of a grid, refined
// twice. It comes close to the pole of inaccessibility, which is all a label asks.
func innerPoint(rings []dots) (x, y, room float64) {
	minX, minY, maxX, maxY := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, d := range rings[0] {
		minX, maxX = min(minX, float64(d.x)), max(maxX, float64(d.x))
		minY, maxY = min(minY, float64(d.y)), max(maxY, float64(d.y))
	}
	x, y = (minX+maxX)/2, (minY+maxY)/2
	best := -1.0
	width, height := maxX-minX, maxY-minY
	for range 3 {
		const cells = 8
		left, top := x-width/2, y-height/2
		for i := range cells * cells {
			px := left + (float64(i%cells)+0.5)*width/cells
			py := top + (float64(i/cells)+0.5)*height/cells
			if d := depth(rings, px, py); d > best {
				best, x, y = d, px, py
			}
		}
		width, height = width/cells*2, height/cells*2
	}
	return x, y, math.Sqrt(max(0, best))
}

// depth returns the square of how far inside the rings a place lies, and -1 outside.
func depth(rings []dots, x, y float64) float64 {
	inside, nearest := false, math.Inf(1)
	for _, ring := range rings {
		a := ring[len(ring)-1]
		for _, b := range ring {
			ax, ay, bx, by := float64(a.x), float64(a.y), float64(b.x), float64(b.y)
			if (ay > y) != (by > y) && x < (bx-ax)*(y-ay)/(by-ay)+ax {
				inside = !inside
			}
			nearest = min(nearest, distance(a, b, x, y))
			a = b
		}
	}
	if !inside {
		return -1
	}
	return nearest
}

// distance returns the square of the distance from a line to a place.
func distance(a, b dot, x, y float64) float64 {
	ax, ay := float64(a.x), float64(a.y)
	dx, dy := float64(b.x)-ax, float64(b.y)-ay
	t := 0.0
	if l := dx*dx + dy*dy; l > 0 {
		t = max(0, min(1, ((x-ax)*dx+(y-ay)*dy)/l))
	}
	ex, ey := x-ax-t*dx, y-ay-t*dy
	return ex*ex + ey*ey
}
