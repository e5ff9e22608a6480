package tally

import (
	"context"
	"slices"
)

// contribution is what one contributor has in one combination of codes, or in one cell.
type contribution struct {
	at    int32
	value int64
}

// contribute counts contributors and ranks them. A contributor is worked out on its own, in all cells at once: what it has in each
// cell together counts as one.
func (w *work) contribute(ctx context.Context, r Records) error {
	if r.Contributor == nil {
		return nil
	}
	byContributor := order(r.Contributor)
	ranks := w.sums.ranks
	var buf []int32
	var parts, totals []contribution
	for from, done := 0, 0; from < len(byContributor); done++ {
		if done%pause == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			w.progress(len(byContributor)+from, 2*len(byContributor))
		}
		who := byContributor[from] >> 32
		parts = parts[:0]
		for ; from < len(byContributor) && byContributor[from]>>32 == who; from++ {
			parts = w.part(parts, r, uint32(byContributor[from]))
		}
		base := w.sums.next
		totals = totals[:0]
		for _, p := range parts {
			buf = w.slab.reached(buf, w.combos.at(p.at))
			for _, at := range buf {
				if met := ranks[at].met; met >= base {
					totals[met-base].value += p.value
					continue
				}
				ranks[at].met = w.sums.next
				w.sums.next++
				totals = append(totals, contribution{at, p.value})
			}
		}
		for _, t := range totals {
			ranks[t.at].add(t.value)
		}
	}
	return nil
}

// part adds a record to what its contributor has in the combination of its codes. A contributor has few of them.
func (w *work) part(parts []contribution, r Records, record uint32) []contribution {
	at, value := w.combos.of[record], int64(1)
	if r.Value != nil {
		value = r.Value[record]
	}
	if value == 0 {
		return parts
	}
	for i := max(0, len(parts)-8); i < len(parts); i++ {
		if parts[i].at == at {
			parts[i].value += value
			return parts
		}
	}
	return append(parts, contribution{at, value})
}

// ranking is the contributors of one cell: how many, and the largest. What belongs to a cell lies together, since cells are visited
// at random.
type ranking struct {
	n       int64
	largest [3]int64
	// met is the number under which the contributor at hand met the cell; smaller numbers are of contributors before.
	met int64
}

// add counts one more contributor, and puts its total among the largest.
func (r *ranking) add(value int64) {
	r.n++
	for k, x := range r.largest {
		if value > x {
			value, r.largest[k] = x, value
		}
	}
}

// order is the records by contributor: its number, and in the low half that of the record.
func order(contributor []int32) []uint64 {
	keys := make([]uint64, len(contributor))
	for i, who := range contributor {
		keys[i] = uint64(who)<<32 | uint64(i)
	}
	slices.Sort(keys)
	return keys
}
