package spatial

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
)

// ErrAdjustment means that a word names no adjustment.
var ErrAdjustment = errors.New("spatial: unknown adjustment")

// Adjustment is a way to judge many p-values together, since of a thousand areas fifty have a p below 0.05 by chance
// alone (Dutch: correctie voor veel toetsen).
type Adjustment uint8

// The adjustments. The first leaves the p-values as they are.
const (
	NoAdjustment Adjustment = iota
	// BenjaminiHochberg holds the expected share of false finds among the finds, for tests that are independent or
	// positively dependent, as those of neighbours are (doi:10.1111/j.2517-6161.1995.tb02031.x).
	BenjaminiHochberg
	// BenjaminiYekutieli holds that share under any dependence (doi:10.1214/aos/1013699998).
	BenjaminiYekutieli
	// Bonferroni holds the chance of even one false find.
	Bonferroni
	// Holm holds that chance too and finds at least as much (Scandinavian Journal of Statistics 6, 1979, 65-70; no DOI).
	Holm
)

var adjustments = [...]string{"none", "bh", "by", "bonferroni", "holm"}

// String returns the word for the adjustment: none, bh, by, bonferroni or holm.
func (a Adjustment) String() string {
	if int(a) < len(adjustments) {
		return adjustments[a]
	}
	return fmt.Sprintf("Adjustment(%d)", uint8(a))
}

// ParseAdjustment returns the adjustment for a word: none, bh, by, bonferroni or holm.
func ParseAdjustment(word string) (Adjustment, error) {
	if at := slices.Index(adjustments[:], word); at >= 0 {
		return Adjustment(at), nil
	}
	return NoAdjustment, fmt.Errorf("%w: %q is none of %v", ErrAdjustment, word, adjustments)
}

// Adjust returns p-values that may each be held against the level one wants for all of them together, in the order of p,
// which is not changed. NaN stays NaN and does not count as a test; an unknown adjustment is NoAdjustment. With m tests
// and p(1) <= ... <= p(m):
//
//   - Benjamini-Hochberg: min over j >= i of p(j) m/j;
//   - Benjamini-Yekutieli: the same times 1 + 1/2 + ... + 1/m;
//   - Bonferroni: m p;
//   - Holm: max over j <= i of (m-j+1) p(j);
//
// all at most 1. Checked against statsmodels 0.13.5 multipletests, 1e-9 relative.
func Adjust(p []float64, m Adjustment) []float64 {
	adjusted := slices.Clone(p)
	order := make([]int32, 0, len(p))
	for i, v := range p {
		if !math.IsNaN(v) {
			order = append(order, int32(i))
		}
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Or(cmp.Compare(p[a], p[b]), cmp.Compare(a, b)) })
	tests := float64(len(order))
	factor := 1.0
	switch m {
	case BenjaminiYekutieli:
		factor = 0
		for j := len(order); j > 0; j-- {
			factor += 1 / float64(j)
		}
		fallthrough
	case BenjaminiHochberg:
		least := 1.0
		for at := len(order) - 1; at >= 0; at-- {
			least = min(least, p[order[at]]*factor*tests/float64(at+1))
			adjusted[order[at]] = least
		}
	case Bonferroni:
		for _, i := range order {
			adjusted[i] = min(1, p[i]*tests)
		}
	case Holm:
		most := 0.0
		for at, i := range order {
			most = max(most, min(1, p[i]*(tests-float64(at))))
			adjusted[i] = most
		}
	}
	return adjusted
}
