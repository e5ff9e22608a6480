package disclosure

import "slices"

// availability finds at which level a withheld number is shown after all.
type availability struct {
	p     Protected
	codes []int32
}

func newAvailability(p Protected) *availability {
	return &availability{p: p, codes: make([]int32, len(p.assessed.table.cube.Dims))}
}

// of goes up from a withheld cell, first along areas and then along the other dimensions, one at a time, and gives the level and
// the code of the first cell that is shown: the smallest one.
func (a *availability) of(cell int32) (level, within string) {
	c := a.p.assessed.table.cube
	for _, places := range []bool{true, false} {
		for d, dim := range c.Dims {
			if dim.Place != places || dim.Open {
				continue
			}
			copy(a.codes, c.At(cell))
			for at := dim.Parents(a.codes[d]); len(at) > 0; {
				up := slices.MaxFunc(at, func(x, y int32) int { return int(dim.Depth(x) - dim.Depth(y)) })
				a.codes[d] = up
				if there, ok := c.Find(a.codes); ok && !a.p.Hidden(int(there)) {
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
