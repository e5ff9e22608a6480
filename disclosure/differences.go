package disclosure

import (
	"context"
	"fmt"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/span"
)

// differences are the small groups that no table names but that come out when cells are subtracted: what is left of a total, and
// the parts of areas that overlap. Nobody may learn how many people they hold.
func (u *union) differences(ctx context.Context, least int64, w whole, counter Counter) ([]span.Secret, error) {
	var secrets []span.Secret
	small := func(n int64) bool { return n > 0 && n < least }
	for _, r := range u.rests(w) {
		if !small(r.count) {
			continue
		}
		s := span.Secret{Terms: []span.Term{{Codes: u.cube.At(r.parent), Coef: 1}}, Lone: r.count == 1}
		for _, cell := range r.cells {
			s.Terms = append(s.Terms, span.Term{Codes: u.cube.At(cell), Coef: -1})
		}
		secrets = append(secrets, s)
	}
	for _, dim := range u.placeDims() {
		pieces, err := u.pieces(ctx, dim, counter)
		if err != nil {
			return nil, err
		}
		for _, p := range pieces {
			secrets = append(secrets, p.secrets(small)...)
		}
	}
	return secrets, nil
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
	if small(p.common) {
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

// pieces finds all pairs of areas that overlap without one lying in the other, with their counts in each combination of the other
// dimensions of which both areas have a cell.
func (u *union) pieces(ctx context.Context, dim int, counter Counter) ([]piece, error) {
	pairs := overlapping(u.cube.Dims[dim])
	counts, err := u.atomCounts(ctx, counter)
	if err != nil {
		return nil, err
	}
	with := u.combinations(dim)
	var all []piece
	codes := make([]int32, len(u.cube.Dims))
	for _, pair := range pairs {
		for _, others := range with[pair.one] {
			copy(codes, u.cube.At(others))
			codes[dim] = pair.other
			if _, both := u.cube.Find(codes); !both {
				continue
			}
			p := piece{dim: dim, codes: slices.Clone(codes), one: pair.one, other: pair.other, atoms: pair.atoms}
			p.common = counts.of(codes, dim, pair.atoms)
			p.onlyOne = counts.of(codes, dim, pair.left)
			p.onlyOther = counts.of(codes, dim, pair.right)
			all = append(all, p)
		}
	}
	return all, nil
}

// pair is two codes that overlap, with the atoms in both and in either alone.
type pair struct {
	one, other         int32
	atoms, left, right []int32
}

func overlapping(d *cube.Dim) []pair {
	inside := make([][]int32, len(d.Codes)) // the atoms of each code, ascending
	above := make([][]int32, len(d.Codes))
	for _, atom := range atomsOf(d) {
		todo, seen := []int32{atom}, map[int32]bool{}
		for len(todo) > 0 {
			at := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			for _, up := range d.Parents(at) {
				if up != 0 && !seen[up] {
					seen[up] = true
					inside[up] = append(inside[up], atom)
					above[atom] = append(above[atom], up)
					todo = append(todo, up)
				}
			}
		}
		slices.Sort(above[atom])
	}
	type key struct{ a, b int32 }
	done := map[key]bool{}
	var pairs []pair
	for _, atom := range atomsOf(d) {
		for i, b := range above[atom] {
			for _, a := range above[atom][:i] {
				if k := (key{a, b}); !done[k] {
					done[k] = true
					if p := split(a, b, inside); len(p.left) > 0 && len(p.right) > 0 {
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
func (u *union) combinations(dim int) [][]int32 {
	with := make([][]int32, len(u.cube.Dims[dim].Codes))
	for cell := range int32(u.cube.Len()) {
		code := u.cube.At(cell)[dim]
		with[code] = append(with[code], cell)
	}
	return with
}

// atomCounts are the records of each atom, split by all other dimensions and summed up in every combination of their codes.
type atomCounts struct {
	cube  *cube.Cube
	count []int64
}

func (a *atomCounts) of(codes []int32, dim int, atoms []int32) int64 {
	key, total := slices.Clone(codes), int64(0)
	for _, atom := range atoms {
		key[dim] = atom
		if at, ok := a.cube.Find(key); ok {
			total += a.count[at]
		}
	}
	return total
}

// atomCounts asks the counter for the finest combinations of all dimensions and sums them up.
func (u *union) atomCounts(ctx context.Context, counter Counter) (*atomCounts, error) {
	atoms, err := counter.Atoms(ctx, u.names)
	if err != nil {
		return nil, fmt.Errorf("count the pieces of overlapping areas: %w", err)
	}
	all := &atomCounts{cube: cube.New(u.cube.Dims)}
	codes := make([]int32, len(u.cube.Dims))
	for _, atom := range atoms {
		if err := u.locate(atom, codes); err != nil {
			return nil, err
		}
		all.add(codes, 0, atom.Count)
	}
	return all, nil
}

// add counts an atom in itself and in every combination of codes above it; a dimension that was cut keeps its atom.
func (a *atomCounts) add(codes []int32, from int, n int64) {
	for d := from; d < len(codes); d++ {
		dim, own := a.cube.Dims[d], codes[d]
		for _, up := range ancestors(dim, own) {
			codes[d] = up
			a.add(codes, d+1, n)
		}
		codes[d] = own
	}
	at, fresh := a.cube.Add(codes)
	if fresh {
		a.count = append(a.count, 0)
	}
	a.count[at] += n
}

// ancestors are all codes above one, each once.
func ancestors(d *cube.Dim, code int32) []int32 {
	if d.Levels[code] == atomLevel {
		return nil
	}
	var all []int32
	todo := []int32{code}
	for len(todo) > 0 {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, up := range d.Parents(at) {
			if !slices.Contains(all, up) {
				all, todo = append(all, up), append(todo, up)
			}
		}
	}
	return all
}

// locate finds the finest codes of the union in which an atom lies.
func (u *union) locate(atom Atom, codes []int32) error {
	if len(atom.Codes) != len(u.names) {
		return ErrCodes
	}
	for i, o := range u.origin {
		name := ""
		if o.label == nil {
			if len(atom.Codes[o.dims[0]]) != 1 {
				return &CodeError{Dim: u.names[o.dims[0]], Code: fmt.Sprint(atom.Codes[o.dims[0]]), Err: ErrUnknownCode}
			}
			name = atom.Codes[o.dims[0]][0]
		} else {
			finest := make([][]string, len(o.dims))
			for k, d := range o.dims {
				finest[k] = atom.Codes[d]
			}
			name = o.atomName(finest)
		}
		at, ok := u.cube.Dims[i].Find(name)
		if !ok {
			return &CodeError{Dim: u.cube.Dims[i].Name, Code: name, Err: ErrUnknownCode}
		}
		codes[i] = at
	}
	return nil
}
