package joint

import (
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
)

// Cover tells which atoms lie in which codes, and the other way round; all ascending (Dutch: bedekking).
type Cover struct {
	Atoms, Codes [][]int32
}

// CoverOf makes the cover of a dimension that was cut into atoms.
func CoverOf(d *cube.Dim) Cover {
	c := Cover{make([][]int32, len(d.Codes)), make([][]int32, len(d.Codes))}
	for atom, level := range d.Levels {
		if level != AtomLevel {
			continue
		}
		for _, code := range d.Upwards(int32(atom))[1:] {
			if code != 0 {
				c.Codes[atom] = append(c.Codes[atom], code)
				c.Atoms[code] = append(c.Atoms[code], int32(atom))
			}
		}
		slices.Sort(c.Codes[atom])
	}
	return c
}

// Has reports whether an atom lies in a code.
func (c Cover) Has(code, atom int32) bool {
	_, ok := slices.BinarySearch(c.Atoms[code], atom)
	return ok
}

// Meeting are the codes that share an atom with one, and of which neither lies in the other.
func (c Cover) Meeting(one int32) []int32 {
	shared := map[int32]int{}
	for _, atom := range c.Atoms[one] {
		for _, code := range c.Codes[atom] {
			shared[code]++
		}
	}
	var others []int32
	for other, n := range shared {
		if n < len(c.Atoms[one]) && n < len(c.Atoms[other]) {
			others = append(others, other)
		}
	}
	slices.Sort(others)
	return others
}
