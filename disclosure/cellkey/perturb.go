package cellkey

import (
	"errors"
	"fmt"
	"math"
)

// What is refused when noise is added.
var (
	ErrCount   = errors.New("no count of people")
	ErrLengths = errors.New("as many counts as keys are needed")
	ErrWhole   = errors.New("too few to show a percentage of")
	ErrTable   = errors.New("there is no perturbation table")
)

// Noisy is a count with its noise (Dutch: aantal met ruis). Only Perturb makes one, so a percentage cannot be made of a true
// count by mistake. The zero value is a cell without people.
type Noisy struct{ count int64 }

// Int64 is the count to show.
func (n Noisy) Int64() int64 { return n.count }

// Lookup is the noise of a count, from the row of the table that is as high as the count, or the last: the noise whose interval
// holds the key. It is 0 for 0, and for what is no count. It tells the noise itself and is not for publication.
func (t *PTable) Lookup(count int64, key Key) int64 {
	return lookup(t, count, key)
}

func lookup[K Key](t *PTable, count int64, key K) int64 {
	if count <= 0 || len(t.rows) == 0 {
		return 0
	}
	return key.choose(&t.rows[min(count, int64(len(t.rows)-1))])
}

// Perturb adds the noise of a cell to its count. It refuses a count below 0 and one too high to add noise to.
func (t *PTable) Perturb(count int64, key Key) (Noisy, error) {
	return perturb(t, count, key)
}

// perturb knows the type of the key, so that many cells need no memory for theirs.
func perturb[K Key](t *PTable, count int64, key K) (Noisy, error) {
	if t == nil || len(t.rows) == 0 {
		return Noisy{}, ErrTable
	}
	if count < 0 || count > math.MaxInt64-t.noise {
		return Noisy{}, fmt.Errorf("%w: %d", ErrCount, count)
	}
	return Noisy{count + lookup(t, count, key)}, nil
}

// PerturbAll adds noise to many cells, in their order. It refuses all when it refuses one, and names its place.
func PerturbAll[K Key](t *PTable, counts []int64, keys []K) ([]Noisy, error) {
	if len(counts) != len(keys) {
		return nil, fmt.Errorf("%w: %d counts, %d keys", ErrLengths, len(counts), len(keys))
	}
	noisy := make([]Noisy, len(counts))
	for i, n := range counts {
		var err error
		if noisy[i], err = perturb(t, n, keys[i]); err != nil {
			return nil, fmt.Errorf("cell %d: %w", i+1, err)
		}
	}
	return noisy, nil
}

// Ratio is what part is of whole in whole percents, a half upwards; it is cut to 100, which noise can pass. It refuses a whole
// below least, and one below 1 always. The rounding is needed where the counts are not shown themselves: an unrounded percentage
// often has only one pair of small counts that gives it.
func Ratio(part, whole Noisy, least int64) (percent int64, err error) {
	if whole.count < max(least, 1) {
		return 0, ErrWhole
	}
	if part.count >= whole.count {
		return 100, nil
	}
	// Of counts too high for the product, dropping the last digits of both moves no whole percent that could be seen.
	a, b := part.count, whole.count
	for a > math.MaxInt64/400 || b > math.MaxInt64/400 {
		a, b = a/1000, b/1000
	}
	return (200*a + b) / (2 * b), nil
}
