package geojson

import "github.com/buurtbeeld/buurtbeeld/internal/area"

// pieces gathers the parts of one geometry.
type pieces struct {
	points []area.Point
	rings  []int // ends in points
	parts  []int // ends in rings
	most   int   // points; 0 for no limit but that of the file
	depth  int   // of the arrays around a position; 0 before the first
}

func (p *pieces) reset() {
	p.points, p.rings, p.parts, p.depth, p.most = p.points[:0], p.rings[:0], p.parts[:0], 0, 0
}

// geometry returns what was gathered, with memory of its own.
func (p *pieces) geometry() area.Geometry {
	if len(p.parts) == 0 {
		return nil
	}
	points := make([]area.Point, len(p.points))
	copy(points, p.points)
	rings := make([]area.Ring, len(p.rings))
	from := 0
	for i, end := range p.rings {
		rings[i] = points[from:end:end]
		from = end
	}
	g := make(area.Geometry, 0, len(p.parts))
	from = 0
	for _, end := range p.parts {
		if end > from {
			g = append(g, area.Polygon(rings[from:end:end]))
		}
		from = end
	}
	return g
}

// close notes the end of a ring or part when an array at this level has got a member more.
func (p *pieces) close(level int) {
	switch {
	case p.depth == 0:
	case level == p.depth-2:
		p.rings = append(p.rings, len(p.points))
	case level == p.depth-3:
		p.parts = append(p.parts, len(p.rings))
	}
}
