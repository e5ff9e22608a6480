package stack

import (
	"github.com/buurtbeeld/buurtbeeld/internal/stack/tally"
)

// Coincidence says whether two layers of a picture come together in the same areas more often than by chance
// (Dutch: samenvallen). Only areas where both are known count.
type Coincidence struct {
	First, Second int
	// Areas is the number of areas where both layers are known; Both the number where both hit.
	Areas, FirstHits, SecondHits, Both int
	// Expected is how many areas would have both if the layers had nothing to do with each other.
	Expected float64
	// Chance is the probability of as many or more by luck alone, if areas were independent of their neighbours; as they
	// are not, it is a lower limit.
	Chance float64
	// Spearman is the rank correlation of the values, −1 to 1.
	Spearman    float64
	HasSpearman bool
}

// Coincide compares the i-th and the j-th layer.
func (p *Picture) Coincide(i, j int) Coincidence {
	var t tally.Table
	n := len(p.Rows)
	x, y, knownX, knownY := make([]float64, n), make([]float64, n), make([]bool, n), make([]bool, n)
	for k := range p.Rows {
		row := &p.Rows[k]
		x[k], knownX[k] = row.Values[i].Number()
		y[k], knownY[k] = row.Values[j].Number()
		if row.Marks[i] == Unknown || row.Marks[j] == Unknown {
			continue
		}
		switch first, second := row.Marks[i] == Hit, row.Marks[j] == Hit; {
		case first && second:
			t.Both++
		case first:
			t.OnlyFirst++
		case second:
			t.OnlySecond++
		default:
			t.Neither++
		}
	}
	c := Coincidence{First: i, Second: j, Areas: t.N(), FirstHits: t.Both + t.OnlyFirst,
		SecondHits: t.Both + t.OnlySecond, Both: t.Both, Expected: t.Expected(), Chance: t.Chance()}
	c.Spearman, _, c.HasSpearman = tally.Spearman(x, y, knownX, knownY)
	return c
}

// Breaks returns the values between n classes of a map; see tally.Breaks.
func Breaks(values []float64, n int) []float64 { return tally.Breaks(values, n) }

// Class returns in which class of the breaks a value falls, from 0.
func Class(breaks []float64, x float64) int { return tally.Class(breaks, x) }
