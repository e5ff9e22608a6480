package spatial

import (
	"errors"
	"fmt"

	"github.com/buurtbeeld/buurtbeeld/spatial/internal/tail"
)

// ErrBin means that a value that should say yes or no is not 1, 0 or NaN.
var ErrBin = errors.New("spatial: a value that is not 0, 1 or not known")

// JoinCount is how often something that an area has is also found around it, in the order of the map (Dutch: samenvallen).
type JoinCount struct {
	// Count is the number of neighbours that have it, 0 for an area that has it not itself and for an island.
	Count []float64
	// P is the exact chance of at least that many when the neighbours are drawn from the other areas; NaN for an area that
	// has it not itself and for an island.
	P []float64
	// Neighbours counts the neighbours that are known.
	Neighbours []int32
	// N is the number of areas that are known.
	N int
}

// LocalJoinCount returns for each area that has something (1) how many of its neighbours have it too. bin has one value per
// area: 1, 0, or NaN where it is not known; other values give ErrBin. Weights are not used, only who is whose neighbour.
//
//	P(X >= count), X hypergeometric: as many draws as neighbours, from the n-1 other areas, of which n1-1 have it
//
// which is what conditional permutation estimates; no draws are needed. Method: Anselin and Li 2019,
// doi:10.1007/s10109-019-00299-x. An area that is not known has NaN; when no area has it all P are NaN, when all have it
// they are 1. Checked against esda 2.5.1 Join_Counts_Local (counts) and scipy 1.10.1 hypergeom (P), 1e-9 relative.
func LocalJoinCount(w *Weights, bin []float64) (*JoinCount, error) { return CoLocation(w, bin) }

// LocalJoinCountOf returns for each area that has a but not b how many of its neighbours have b but not a (esda's "BJC").
// Shapes, P and what NaN gives are as in LocalJoinCount; an area counts as known when both are.
func LocalJoinCountOf(w *Weights, a, b []float64) (*JoinCount, error) {
	return joinCount(w, func(v []float64) (bool, bool) {
		return v[0] == 1 && v[1] == 0, v[0] == 0 && v[1] == 1
	}, a, b)
}

// CoLocation returns for each area that has all of the bins how many of its neighbours have all of them too (esda's "CLC"
// and multivariate join count). Shapes, P and what NaN gives are as in LocalJoinCount; an area counts as known when every
// bin of it is. Bins that go together in the areas themselves are not corrected for.
func CoLocation(w *Weights, bins ...[]float64) (*JoinCount, error) {
	if len(bins) == 0 {
		return nil, fmt.Errorf("%w: no bins", ErrLength)
	}
	return joinCount(w, func(v []float64) (bool, bool) {
		for _, has := range v {
			if has != 1 {
				return false, false
			}
		}
		return true, true
	}, bins...)
}

// joinCount counts around the areas that has calls from, the neighbours that it calls to.
func joinCount(w *Weights, has func(values []float64) (from, to bool), bins ...[]float64) (*JoinCount, error) {
	f, err := newFrame(w, bins...)
	if err != nil {
		return nil, err
	}
	size := f.w.Len()
	from, to := make([]bool, size), make([]bool, size)
	picked, values, there := make([][]float64, len(bins)), make([]float64, len(bins)), 0
	for b, bin := range bins {
		picked[b] = f.pick(bin)
	}
	for i := range size {
		for b := range picked {
			values[b] = picked[b][i]
			if values[b] != 0 && values[b] != 1 {
				return nil, fmt.Errorf("%w: %v in bin %d", ErrBin, values[b], b)
			}
		}
		from[i], to[i] = has(values)
		if to[i] {
			there++
		}
	}
	j := &JoinCount{Count: make([]float64, size), P: nans(size), Neighbours: f.degrees(), N: size}
	tails := map[[3]int]float64{}
	for i := range size {
		if !from[i] {
			continue
		}
		count := 0
		for _, k := range f.w.Neighbours(i) {
			if to[k] {
				count++
			}
		}
		j.Count[i] = float64(count)
		drawn, others := f.w.Degree(i), there
		if to[i] {
			others--
		}
		if drawn == 0 {
			continue
		}
		key := [3]int{drawn, others, count}
		p, known := tails[key]
		if !known {
			p = tail.Hypergeometric(size-1, others, drawn, count)
			tails[key] = p
		}
		j.P[i] = p
	}
	j.Count, j.P = f.place(j.Count), f.place(j.P)
	return j, nil
}
