package tally

import (
	"fmt"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
)

// reach is, per code of a dimension, the code itself and all that it is part of, each once.
type reach struct {
	start []int32
	codes []int32
}

func (r *reach) of(code int32) []int32 { return r.codes[r.start[code]:r.start[code+1]] }

// newReach gathers what lies above each code. Codes may have several ways up to the same code.
func newReach(d *cube.Dim) *reach {
	r := &reach{start: make([]int32, len(d.Codes)+1)}
	for code := range d.Codes {
		r.codes = append(r.codes, d.Upwards(int32(code))...)
		r.start[code+1] = int32(len(r.codes))
	}
	return r
}

// reachAll gathers what lies above the codes of every dimension, and refuses records whose codes do not exist or do not add up.
func reachAll(c *cube.Cube, r Records) ([]*reach, error) {
	all := make([]*reach, len(c.Dims))
	for d, dim := range c.Dims {
		all[d] = newReach(dim)
		first := make([]int32, len(dim.Codes)) // record + 1 in which the code stands first
		for i, code := range r.Codes[d] {
			if code < 0 || int(code) >= len(dim.Codes) {
				return nil, &RecordError{i + 1, dim.Name, fmt.Errorf("%w: number %d of %d", ErrCode, code, len(dim.Codes))}
			}
			if first[code] == 0 {
				first[code] = int32(i) + 1
			}
		}
		if err := all[d].check(dim, first, asked(c, d)); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// asked are the codes of a dimension that stand in some cell.
func asked(c *cube.Cube, d int) []bool {
	codes := make([]bool, len(c.Dims[d].Codes))
	for cell := range int32(c.Len()) {
		codes[c.At(cell)[d]] = true
	}
	return codes
}

// check refuses codes of records that lie in a code which is a sum, and not in exactly one of its parts: with them the sum would
// not hold. Sums of which no part stands in a cell do not matter.
func (r *reach) check(dim *cube.Dim, first []int32, asked []bool) error {
	of := make([][]int32, len(dim.Codes))   // the groups of which a code is the sum
	part := make([][]int32, len(dim.Codes)) // the groups of which it is a part
	for g, group := range dim.Groups {
		if slices.ContainsFunc(group.Children, func(c int32) bool { return asked[c] }) {
			of[group.Parent] = append(of[group.Parent], int32(g))
			for _, c := range group.Children {
				part[c] = append(part[c], int32(g))
			}
		}
	}
	parts := make([]int32, len(dim.Groups))
	var worst *RecordError
	for code, record := range first {
		if record == 0 || worst != nil && int(record) > worst.Record {
			continue
		}
		above := r.of(int32(code))
		for _, a := range above {
			for _, g := range part[a] {
				parts[g]++
			}
		}
		for _, a := range above {
			for _, g := range of[a] {
				if parts[g] != 1 {
					level := dim.Levels[dim.Groups[g].Children[0]]
					worst = &RecordError{int(record), dim.Name, fmt.Errorf("%w: %q lies in %d parts %q of %q", ErrNotFinest, dim.Codes[code], parts[g], level, dim.Codes[a])}
				}
			}
		}
		for _, a := range above {
			for _, g := range part[a] {
				parts[g] = 0
			}
		}
	}
	if worst != nil {
		return worst
	}
	return nil
}
