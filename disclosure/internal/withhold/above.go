package withhold

import (
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
)

// Above goes up from a withheld cell, first along areas and then along the other dimensions, one at a time, and gives the level and
// the code of the first cell that is shown: the smallest one. Both are empty when there is none.
func Above(c *cube.Cube, cell int32, shown func(cell int32) bool) (level, within string) {
	for _, places := range []bool{true, false} {
		for d, dim := range c.Dims {
			if dim.Place != places || dim.Open {
				continue
			}
			codes := slices.Clone(c.At(cell))
			for at := dim.Parents(codes[d]); len(at) > 0; {
				up := slices.MaxFunc(at, func(x, y int32) int { return int(dim.Depth(x) - dim.Depth(y)) })
				codes[d] = up
				if there, ok := c.Find(codes); ok && shown(there) {
					if level = dim.Levels[up]; level == "" {
						level = dim.Codes[up]
					}
					return level, dim.Codes[up]
				}
				at = dim.Parents(up)
			}
		}
	}
	return "", ""
}
