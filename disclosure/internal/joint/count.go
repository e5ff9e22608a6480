package joint

import (
	"context"
	"fmt"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
)

// AtomCounts are the records of each atom, split by all other dimensions and summed up in every combination of their codes
// (Dutch: aantallen per atoom).
type AtomCounts struct {
	cube  *cube.Cube
	count []int64
}

// Has reports whether a combination of codes occurs.
func (a *AtomCounts) Has(codes []int32) bool {
	_, ok := a.cube.Find(codes)
	return ok
}

// Cube are the combinations that occur, and At is how many records one of them holds.
func (a *AtomCounts) Cube() *cube.Cube { return a.cube }

// At is how many records a combination holds, by its number in Cube.
func (a *AtomCounts) At(combination int32) int64 { return a.count[combination] }

// Of is how many records lie in some atoms, with the codes of the other dimensions.
func (a *AtomCounts) Of(codes []int32, dim int, atoms []int32) int64 {
	key, total := slices.Clone(codes), int64(0)
	for _, atom := range atoms {
		key[dim] = atom
		if at, ok := a.cube.Find(key); ok {
			total += a.count[at]
		}
	}
	return total
}

// AtomCounts asks the counter for the finest combinations of all dimensions and sums them up.
func (u *Union) AtomCounts(ctx context.Context, counter Counter) (*AtomCounts, error) {
	atoms, err := counter.Atoms(ctx, u.Names)
	if err != nil {
		return nil, fmt.Errorf("count the pieces of overlapping areas: %w", err)
	}
	all := &AtomCounts{cube: cube.New(u.Cube.Dims)}
	codes := make([]int32, len(u.Cube.Dims))
	for _, atom := range atoms {
		if err := u.Locate(atom, codes); err != nil {
			return nil, err
		}
		all.add(codes, 0, atom.Count)
	}
	return all, nil
}

// add counts an atom in itself and in every combination of codes above it.
func (a *AtomCounts) add(codes []int32, from int, n int64) {
	for d := from; d < len(codes); d++ {
		dim, own := a.cube.Dims[d], codes[d]
		for _, up := range dim.Upwards(own)[1:] {
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

// Locate finds the finest codes of the union in which an atom lies.
func (u *Union) Locate(atom Atom, codes []int32) error {
	if len(atom.Codes) != len(u.Names) {
		return ErrCodes
	}
	for i, o := range u.Origins {
		name := ""
		if o.Label == nil {
			if len(atom.Codes[o.Dims[0]]) != 1 {
				return &cube.CodeError{Dim: u.Names[o.Dims[0]], Code: fmt.Sprint(atom.Codes[o.Dims[0]]), Err: ErrUnknownCode}
			}
			name = atom.Codes[o.Dims[0]][0]
		} else {
			finest := make([][]string, len(o.Dims))
			for k, d := range o.Dims {
				finest[k] = atom.Codes[d]
			}
			name = o.AtomName(finest)
		}
		at, ok := u.Cube.Dims[i].Find(name)
		if !ok {
			return &cube.CodeError{Dim: u.Cube.Dims[i].Name, Code: name, Err: ErrUnknownCode}
		}
		codes[i] = at
	}
	return nil
}
