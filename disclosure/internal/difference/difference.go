// Package difference finds small groups between the cells of tables, for whoever protects them (Dutch: verschillen).
package difference

import (
	"context"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/span"
)

// Secrets are small groups that no table names but that come out when cells are subtracted: what is left of a total, and the
// parts of areas that overlap. Nobody may learn how many people they hold.
func Secrets(ctx context.Context, u *joint.Union, least int64, w joint.Whole, counter joint.Counter) ([]span.Secret, error) {
	var secrets []span.Secret
	small := func(n int64) bool { return n > 0 && n < least }
	for _, r := range u.Rests(w) {
		if !small(r.Count) {
			continue
		}
		s := span.Secret{Terms: []span.Term{{Codes: u.Cube.At(r.Parent), Coef: 1}}, Lone: r.Count == 1}
		for _, cell := range r.Cells {
			s.Terms = append(s.Terms, span.Term{Codes: u.Cube.At(cell), Coef: -1})
		}
		secrets = append(secrets, s)
	}
	secrets = append(append(secrets, corners(u, w, small)...), coarser(u, w, small)...)
	cut := u.CutDims()
	if len(cut) == 0 {
		return secrets, nil
	}
	counts, err := u.AtomCounts(ctx, counter)
	if err != nil {
		return nil, err
	}
	for _, dim := range cut {
		for _, p := range pieces(u, dim, counts) {
			secrets = append(secrets, p.secrets(small)...)
		}
	}
	return append(secrets, finer(u, counts, small)...), nil
}

// finer are the small groups that no table names and that are linked with its cells: a piece of an area, the area around it, people
// beside it in a category that was not asked for.
func finer(u *joint.Union, counts *joint.AtomCounts, small func(int64) bool) []span.Secret {
	c := counts.Cube()
	seen := make([]bool, c.Len())
	var todo []int32
	for cell := range int32(u.Cube.Len()) {
		if at, ok := c.Find(u.Cube.At(cell)); ok {
			seen[at], todo = true, append(todo, at)
		}
	}
	near := linked(u.Cube)
	var secrets []span.Secret
	codes := make([]int32, len(u.Cube.Dims))
	for i := 0; i < len(todo); i++ {
		copy(codes, c.At(todo[i]))
		if _, named := u.Cube.Find(codes); !named && small(counts.At(todo[i])) {
			term := span.Term{Codes: slices.Clone(codes), Coef: 1}
			secrets = append(secrets, span.Secret{Terms: []span.Term{term}, Lone: counts.At(todo[i]) == 1})
		}
		for d, own := range codes {
			for _, other := range near[d][own] {
				codes[d] = other
				if at, ok := c.Find(codes); ok && !seen[at] {
					seen[at], todo = true, append(todo, at)
				}
			}
			codes[d] = own
		}
	}
	return secrets
}

// piece is what two overlapping areas have in common, for one combination of the other dimensions.
type piece struct {
	dim        int
	codes      []int32 // of the cell; the code of the cut dimension is set as needed
	one, other int32
	atoms      []int32 // the atoms in both
	common     int64
	onlyOne    int64
	onlyOther  int64
}

// secrets are the small groups among: in both, only in one, only in the other.
func (p piece) secrets(small func(int64) bool) []span.Secret {
	var all []span.Secret
	term := func(code int32, times int64) span.Term {
		codes := slices.Clone(p.codes)
		codes[p.dim] = code
		return span.Term{Codes: codes, Coef: times}
	}
	shared := func(times int64) []span.Term {
		terms := make([]span.Term, len(p.atoms))
		for i, a := range p.atoms {
			terms[i] = term(a, times)
		}
		return terms
	}
	if small(p.common) && len(p.atoms) > 1 { // a single piece is told by itself
		all = append(all, span.Secret{Terms: shared(1), Lone: p.common == 1})
	}
	if small(p.onlyOne) {
		all = append(all, span.Secret{Terms: append(shared(-1), term(p.one, 1)), Lone: p.onlyOne == 1})
	}
	if small(p.onlyOther) {
		all = append(all, span.Secret{Terms: append(shared(-1), term(p.other, 1)), Lone: p.onlyOther == 1})
	}
	return all
}

// pieces finds all pairs of areas that overlap without one being part of the other, with their counts in each combination of the other
// dimensions of which both areas have a cell.
func pieces(u *joint.Union, dim int, counts *joint.AtomCounts) []piece {
	pairs := overlapping(u.Cube.Dims[dim])
	with := combinations(u, dim)
	var all []piece
	codes := make([]int32, len(u.Cube.Dims))
	for _, pair := range pairs {
		for _, others := range with[pair.one] {
			copy(codes, u.Cube.At(others))
			codes[dim] = pair.other
			if _, both := u.Cube.Find(codes); !both {
				continue
			}
			p := piece{dim: dim, codes: slices.Clone(codes), one: pair.one, other: pair.other, atoms: pair.atoms}
			p.common = counts.Of(codes, dim, pair.atoms)
			p.onlyOne = counts.Of(codes, dim, pair.left)
			p.onlyOther = counts.Of(codes, dim, pair.right)
			all = append(all, p)
		}
	}
	return all
}

// pair is two codes that overlap, with the atoms in both and in either alone.
type pair struct {
	one, other         int32
	atoms, left, right []int32
}

func overlapping(d *cube.Dim) []pair {
	cover := joint.CoverOf(d)
	type key struct{ a, b int32 }
	done := map[key]bool{}
	var pairs []pair
	for _, atom := range joint.AtomsOf(d) {
		for i, b := range cover.Codes[atom] {
			for _, a := range cover.Codes[atom][:i] {
				if k := (key{a, b}); !done[k] {
					done[k] = true
					if p := split(a, b, cover.Atoms); !d.Above(a, b) && !d.Above(b, a) && len(p.left)+len(p.right) > 0 {
						pairs = append(pairs, p)
					}
				}
			}
		}
	}
	return pairs
}

// split divides the atoms of two codes in those of both and those of either alone.
func split(a, b int32, inside [][]int32) pair {
	p := pair{one: a, other: b}
	x, y := inside[a], inside[b]
	for len(x) > 0 || len(y) > 0 {
		switch {
		case len(y) == 0 || len(x) > 0 && x[0] < y[0]:
			p.left, x = append(p.left, x[0]), x[1:]
		case len(x) == 0 || y[0] < x[0]:
			p.right, y = append(p.right, y[0]), y[1:]
		default:
			p.atoms, x, y = append(p.atoms, x[0]), x[1:], y[1:]
		}
	}
	return p
}

// combinations gives for each code of a dimension the cells that have it.
func combinations(u *joint.Union, dim int) [][]int32 {
	with := make([][]int32, len(u.Cube.Dims[dim].Codes))
	for cell := range int32(u.Cube.Len()) {
		code := u.Cube.At(cell)[dim]
		with[code] = append(with[code], cell)
	}
	return with
}
