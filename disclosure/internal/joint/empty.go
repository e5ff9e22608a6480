package joint

import (
	"fmt"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
)

// known refuses atoms of codes that are not there, and atoms that do not have as many codes as the others.
func (o *Origin) known(dims []*cube.Dim, atoms []Atom) error {
	for _, a := range atoms {
		if len(a.Codes) != len(o.Dims) {
			return ErrCodes
		}
		for k, finest := range a.Codes {
			if len(finest) == 0 || len(finest) != len(atoms[0].Codes[k]) {
				return &cube.CodeError{Dim: dims[o.Dims[k]].Name, Code: fmt.Sprint(finest), Err: ErrCodes}
			}
			for _, c := range finest {
				if _, ok := dims[o.Dims[k]].Find(c); !ok {
					return &cube.CodeError{Dim: dims[o.Dims[k]].Name, Code: c, Err: ErrUnknownCode}
				}
			}
		}
	}
	return nil
}

// secret tells, per dimension, which codes some release withholds a cell of because it says too much.
func (u *Union) secret(dims []*cube.Dim) [][]bool {
	all := make([][]bool, len(dims))
	for d, dim := range dims {
		all[d] = make([]bool, len(dim.Codes))
	}
	for _, r := range u.Sheets {
		to := among(r.Cube.Dims, dims)
		for cell, primary := range r.Primary {
			if !primary {
				continue
			}
			for d, code := range r.Cube.At(int32(cell)) {
				if at, ok := dims[to[d]].Find(r.Cube.Dims[d].Codes[code]); ok {
					all[to[d]][at] = true
				}
			}
		}
	}
	return all
}

// empties are pieces for the finest codes that no record has though they are to stay secret. Without one a code would be known to
// hold nobody, and a protected 0 would be none. Such a code is taken to overlap all that the nearest area around it overlaps.
func (o *Origin) empties(dims []*cube.Dim, atoms []Atom, free [][]bool) []Atom {
	var fresh []Atom
	made := map[string]bool{}
	for k, d := range o.Dims {
		leaf := dims[d].Leaf()
		for j, s := range slotsOf(dims[d], atoms, k) {
			for code := int32(1); int(code) < len(leaf); code++ {
				if !leaf[code] || s.has[code] || !s.levels[dims[d].Levels[code]] || !withheld(dims[d], code, free[d]) {
					continue
				}
				around := code
				for !s.has[around] {
					around = dims[d].Parents(around)[0]
				}
				for _, a := range atoms {
					if at, _ := dims[d].Find(a.Codes[k][j]); !dims[d].Above(around, at) {
						continue
					}
					piece := Atom{Codes: slices.Clone(a.Codes)}
					piece.Codes[k] = slices.Clone(a.Codes[k])
					piece.Codes[k][j] = dims[d].Codes[code]
					if name := o.AtomName(piece.Codes); !made[name] {
						made[name], fresh = true, append(fresh, piece)
					}
				}
			}
		}
	}
	return fresh
}

// slot is one classification of a dimension: the codes of it that records have, those around them, and the levels of its finest.
type slot struct {
	has    []bool
	levels map[string]bool
}

// slotsOf are the classifications of a dimension, as many as its atoms have codes. Finest codes of a level that no record has are
// counted with the first.
func slotsOf(dim *cube.Dim, atoms []Atom, k int) []slot {
	if len(atoms) == 0 {
		return nil
	}
	slots, seen := make([]slot, len(atoms[0].Codes[k])), map[string]bool{}
	for j := range slots {
		s := slot{make([]bool, len(dim.Codes)), map[string]bool{}}
		s.has[0] = true
		for _, a := range atoms {
			at, _ := dim.Find(a.Codes[k][j])
			s.levels[dim.Levels[at]], seen[dim.Levels[at]] = true, true
			for !s.has[at] {
				s.has[at] = true
				at = dim.Parents(at)[0]
			}
		}
		slots[j] = s
	}
	for code, leaf := range dim.Leaf() {
		if leaf && !seen[dim.Levels[code]] {
			slots[0].levels[dim.Levels[code]] = true
		}
	}
	return slots
}

// withheld reports whether a code or one around it, below the total, is to stay secret.
func withheld(d *cube.Dim, code int32, free []bool) bool {
	for code != 0 {
		if free[code] {
			return true
		}
		code = d.Parents(code)[0]
	}
	return false
}
