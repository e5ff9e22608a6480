package cellkey

import (
	"math"
	"sort"
)

// PTable is a perturbation table: for every count the noise that may be added, each with an interval of keys (Dutch:
// verstoringstabel). Row i is for the count i, the last row for all higher counts as well. The zero value has no rows and adds
// no noise; Perturb refuses it. It may be used by many at the same time.
type PTable struct {
	rows  []row
	noise int64 // the greatest noise, without its sign
	small int64 // no result lies in 1..small
}

// row is the noise of one count. Bounds are kept as the integers that a key must stay below: for an integer key and any fraction b,
// key < b exactly when key < ceil(b), so nothing is rounded. The last bound is 1, above every key, and is not kept.
type row struct {
	noise   []int64
	bits    []uint64 // ceil(bound * 2^64)
	units   []uint64 // ceil(bound * 10^10)
	entries []entry
}

// entry is one line of the table: the noise, how often it is given, and from where to where its keys lie.
type entry struct {
	noise               int64
	share, lower, upper decimal
}

func (k Binary) choose(r *row) int64 {
	return r.noise[sort.Search(len(r.bits), func(i int) bool { return k.bits < r.bits[i] })]
}

func (k Decimal) choose(r *row) int64 {
	return r.noise[sort.Search(len(r.units), func(i int) bool { return k.units < r.units[i] })]
}

// MaxNoise is the most that a count moves: D. It is not for publication.
func (t *PTable) MaxNoise() int64 { return t.noise }

// Small is the highest js for which no result lies in 1..js; 0 when all results can occur.
func (t *PTable) Small() int64 { return t.small }

// Rows is how many rows there are: the last is for all counts from Rows()-1.
func (t *PTable) Rows() int64 { return int64(len(t.rows)) }

// Chance is one way in which a count may move, and how often it does (Dutch: overgangskans).
type Chance struct {
	Noise int64
	Share float64
}

// Chances are the ways in which a count may move, from the lowest; none for a negative count. It is not for publication.
func (t *PTable) Chances(count int64) []Chance {
	if count < 0 || len(t.rows) == 0 {
		return nil
	}
	r := t.rows[min(count, int64(len(t.rows)-1))]
	chances := make([]Chance, len(r.entries))
	for i, e := range r.entries {
		chances[i] = Chance{e.noise, e.width()}
	}
	return chances
}

// width is how much of all keys the entry takes: what counts, where the share beside it is only what the file says of it.
func (e entry) width() float64 { return float64(e.upper.atto-e.lower.atto) / wholeAtto }

// newTable compiles lines that are known to be in order.
func newTable(rows [][]entry) *PTable {
	t := &PTable{small: math.MaxInt64}
	for i, entries := range rows {
		r := row{entries: entries}
		for at, e := range entries {
			r.noise = append(r.noise, e.noise)
			t.noise = max(t.noise, e.noise, -e.noise)
			if result := int64(i) + e.noise; result > 0 {
				t.small = min(t.small, result-1)
			}
			if at < len(entries)-1 {
				r.bits = append(r.bits, e.upper.above64())
				r.units = append(r.units, e.upper.above10())
			}
		}
		t.rows = append(t.rows, r)
	}
	if t.small == math.MaxInt64 {
		t.small = 0
	}
	return t
}
