package tally

import (
	"fmt"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
)

// MostCells is how many cells a table has at most, unless another number is asked for.
const MostCells = 20_000_000

// FullProduct is the cube of all combinations of the codes of some dimensions, the last dimension running fastest. More than most
// cells are refused before any is made; 0 stands for MostCells.
func FullProduct(dims []*cube.Dim, most int) (*cube.Cube, error) {
	if most <= 0 {
		most = MostCells
	}
	n := 1
	for _, d := range dims {
		if len(d.Codes) > 0 && n > most/len(d.Codes) {
			return nil, fmt.Errorf("all combinations of %d dimensions, up to %s: %w: more than %d cells", len(dims), d.Name, ErrTooLarge, most)
		}
		n *= len(d.Codes)
	}
	c := cube.New(dims)
	if n == 0 || len(dims) == 0 {
		return c, nil
	}
	c.Grow(n)
	codes := make([]int32, len(dims))
	for {
		c.Add(codes)
		d := len(dims) - 1
		for ; d >= 0; d-- {
			if codes[d]++; int(codes[d]) < len(dims[d].Codes) {
				break
			}
			codes[d] = 0
		}
		if d < 0 {
			return c, nil
		}
	}
}
