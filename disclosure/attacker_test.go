package disclosure_test

import (
	"math/big"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
)

// attacker is somebody who works with fractions and patience: every cell is a row of ones over the finest pieces that people may lie
// in, and he knows the rows that are spanned by those of the published cells. He shares nothing with the package.
type attacker struct {
	world  *world
	pieces [][]map[string]bool
	finest [][][]string // of each piece
	rows   [][]*big.Rat // in echelon form
	lead   []int
}

// newAttacker knows every piece that could be: all leaves crossed with all postcodes, in all dimensions.
func newAttacker(w *world) *attacker {
	all := [][][]string{{}}
	for _, x := range w.trees {
		var next [][][]string
		for _, p := range all {
			for _, leaf := range x.leaves {
				if x.second == nil {
					next = append(next, append(slices.Clone(p), []string{leaf}))
				}
				for _, pc := range x.second {
					next = append(next, append(slices.Clone(p), []string{leaf, pc}))
				}
			}
		}
		all = next
	}
	a := &attacker{world: w, finest: all}
	for _, finest := range all {
		a.pieces = append(a.pieces, w.within(finest))
	}
	return a
}

// row is a combination of cells over the pieces.
func (a *attacker) row(cells [][]string, times ...int64) []*big.Rat {
	row := make([]*big.Rat, len(a.pieces))
	for i, in := range a.pieces {
		n := int64(0)
		for k, cell := range cells {
			if lies(in, cell) {
				n += times[k]
			}
		}
		row[i] = big.NewRat(n, 1)
	}
	return row
}

// rest takes off everything that is known already.
func (a *attacker) rest(row []*big.Rat) []*big.Rat {
	for i, known := range a.rows {
		f := new(big.Rat).Set(row[a.lead[i]])
		if f.Sign() == 0 {
			continue
		}
		for j, x := range known {
			if x.Sign() != 0 {
				row[j].Sub(row[j], new(big.Rat).Mul(f, x))
			}
		}
	}
	return row
}

func leadOf(row []*big.Rat) int {
	return slices.IndexFunc(row, func(x *big.Rat) bool { return x.Sign() != 0 })
}

// knows reports whether a row is spanned.
func (a *attacker) knows(row []*big.Rat) bool { return leadOf(a.rest(row)) < 0 }

func (a *attacker) knowsCell(cell []string) bool { return a.knows(a.row([][]string{cell}, 1)) }

// learn adds a row.
func (a *attacker) learn(row []*big.Rat) {
	row = a.rest(row)
	at := leadOf(row)
	if at < 0 {
		return
	}
	f := new(big.Rat).Inv(row[at])
	for _, x := range row {
		x.Mul(x, f)
	}
	a.rows, a.lead = append(a.rows, row), append(a.lead, at)
}

// read learns what is shown in a table, and what is empty in it by nature.
func (a *attacker) read(cells [][]string, shown func(cell int) bool) {
	for i, cell := range cells {
		if shown(i) {
			a.learn(a.row([][]string{cell}, 1))
		}
	}
	for _, cell := range a.world.natural(cells) {
		a.learn(a.row([][]string{cell}, 1))
	}
}

// sum is a cell and the codes of one level below one of its codes.
type sum struct {
	parent []string
	dim    int
	parts  []string
}

// sums are all sums that a table's cells stand in as the whole.
func (w *world) sums(cells [][]string) []sum {
	var all []sum
	for _, cell := range cells {
		for d, x := range w.trees {
			groups := map[string][]string{}
			var levels []string
			for _, c := range x.codes {
				up := total
				if len(c.Parents) > 0 {
					up = c.Parents[0]
				}
				if up == cell[d] {
					if groups[c.Level] == nil {
						levels = append(levels, c.Level)
					}
					groups[c.Level] = append(groups[c.Level], c.Name)
				}
			}
			for _, level := range levels {
				all = append(all, sum{cell, d, groups[level]})
			}
		}
	}
	return all
}

// parts are the cells of a sum: those that the table has and those that it has not.
func (s sum) cells(there map[string]bool) (have, lack [][]string) {
	for _, code := range s.parts {
		part := slices.Clone(s.parent)
		part[s.dim] = code
		if there[key(part)] {
			have = append(have, part)
		} else {
			lack = append(lack, part)
		}
	}
	return have, lack
}

// present are the cells of a table, and the codes that occur in it per dimension.
func (w *world) present(cells [][]string) (there map[string]bool, codes []map[string]bool) {
	there, codes = map[string]bool{}, make([]map[string]bool, len(w.trees))
	for d := range codes {
		codes[d] = map[string]bool{}
	}
	for _, cell := range cells {
		there[key(cell)] = true
		for d, code := range cell {
			codes[d][code] = true
		}
	}
	return there, codes
}

// natural are the cells that are empty by nature: left out beside others of their sum, though every code of it was asked for.
func (w *world) natural(cells [][]string) [][]string {
	there, codes := w.present(cells)
	var empty [][]string
	for _, s := range w.sums(cells) {
		have, lack := s.cells(there)
		if len(have) > 0 && !slices.ContainsFunc(s.parts, func(c string) bool { return !codes[s.dim][c] }) {
			empty = append(empty, lack...)
		}
	}
	return empty
}

// rests are sums of which not all was asked for and of which what is left is a small group: the rows of those groups.
func (a *attacker) rests(cells [][]string, small int64) (rows [][]*big.Rat) {
	there, codes := a.world.present(cells)
	for _, s := range a.world.sums(cells) {
		have, _ := s.cells(there)
		if len(have) == 0 || !slices.ContainsFunc(s.parts, func(c string) bool { return !codes[s.dim][c] }) {
			continue
		}
		left, list, times := a.world.numbers(s.parent).Count, [][]string{s.parent}, []int64{1}
		for _, part := range have {
			left -= a.world.numbers(part).Count
			list, times = append(list, part), append(times, -1)
		}
		if left > 0 && left < small {
			rows = append(rows, a.row(list, times...))
		}
	}
	return rows
}

// insider gives what somebody who is alone in a cell finds out of cells at risk that are not his own.
func (a *attacker) insider(cells [][]string, secret, lone func(cell int) bool) (learns [][2]int) {
	for i, his := range cells {
		if !lone(i) {
			continue
		}
		b := &attacker{world: a.world, pieces: a.pieces, rows: slices.Clone(a.rows), lead: slices.Clone(a.lead)}
		b.learn(b.row([][]string{his}, 1))
		for j, other := range cells {
			if j == i || !secret(j) || lone(j) && (a.world.nested(his, other) || a.world.nested(other, his)) {
				continue
			}
			if b.knowsCell(other) {
				learns = append(learns, [2]int{i, j})
			}
		}
	}
	return learns
}

// nested reports whether one cell lies in the other in every dimension.
func (w *world) nested(outer, inner []string) bool {
	for d, x := range w.trees {
		if !slices.Contains(x.above(inner[d]), outer[d]) {
			return false
		}
	}
	return true
}

// alone reports whether one person, or one contributor, makes a cell.
func alone(n disclosure.Numbers, facts disclosure.Facts) bool {
	return n.Count == 1 || facts&disclosure.Contributors != 0 && n.Contributors == 1
}

func ratInt(n int64) *big.Rat { return new(big.Rat).SetInt64(n) }

func ratOf(t fatal, s string) *big.Rat {
	t.Helper()
	x, ok := new(big.Rat).SetString(s)
	if !ok {
		t.Fatalf("%q is no fraction", s)
	}
	return x
}
