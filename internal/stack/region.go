package stack

import (
	"context"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/tally"
)

// Method says where the value of a whole region comes from (Dutch: herkomst van de regiowaarde).
type Method string

// The methods, from the best to none.
const (
	// Published is the value that the source gives for the region itself.
	Published Method = "published"
	// FromRatio is the sum of the numerators of the areas over the sum of the denominators.
	FromRatio Method = "ratio"
	// Weighted is the mean of a share or rate weighted by inhabitants, or the sum of a count.
	Weighted Method = "weighted"
	// NoMethod is a region whose value cannot be known from what is loaded.
	NoMethod Method = "none"
)

// RegionValue is the value of a layer for a region as a whole (Dutch: regiowaarde).
type RegionValue struct {
	Value  float64
	Method Method
	// Areas is how many areas a computed value rests on; 0 for a published one.
	Areas int
}

// Known reports whether there is a value.
func (v RegionValue) Known() bool { return v.Method != NoMethod && v.Method != "" }

// regionValue finds the value of the region for the i-th layer. The computed values leave out areas that are not known.
func (b *builder) regionValue(ctx context.Context, i int, c indicator.Column) (RegionValue, error) {
	k := b.keys[i]
	if v, err := b.published(ctx, k, b.choice.Region); err != nil || v.Known() {
		return v, err
	}
	if v := b.fromRatio(i, c); v.Known() {
		return v, nil
	}
	def := b.shelf.known[k.Indicator]
	switch {
	case def.Summable:
		return b.summed(i), nil
	case def.Unit.IsShare() || strings.HasPrefix(string(def.Unit), "per "):
		return b.weighted(i), nil
	}
	return RegionValue{Method: NoMethod}, nil
}

// published returns what the source gives for an area of a higher level, in the same year.
func (b *builder) published(ctx context.Context, k indicator.Key, region area.Code) (RegionValue, error) {
	k.Division.Level = region.Level()
	none := RegionValue{Method: NoMethod}
	if !slices.ContainsFunc(b.shelf.summaries, func(s indicator.Summary) bool { return s.Key == k }) {
		return none, nil
	}
	c, err := b.figures.Column(ctx, b.reader, k)
	if err != nil {
		return none, err
	}
	if x, ok := c.Find(region).Number(); ok {
		return RegionValue{Value: x, Method: Published}, nil
	}
	return none, nil
}

// fromRatio is the mean of the values weighted by their denominators, which is the sum of the numerators over the sum of
// the denominators in the unit of the values, whether that is per 100 or per 1,000.
func (b *builder) fromRatio(i int, c indicator.Column) RegionValue {
	denominators := c.Parts().Denominator
	if denominators == nil {
		return RegionValue{Method: NoMethod}
	}
	return b.mean(i, FromRatio, func(j int) float64 { return denominators[b.index[j]] })
}

// weighted is the mean of the values weighted by inhabitants.
func (b *builder) weighted(i int) RegionValue {
	return b.mean(i, Weighted, func(j int) float64 { return b.people[j] })
}

// mean is the weighted mean of the known values with a weight.
func (b *builder) mean(i int, method Method, weight func(row int) float64) RegionValue {
	sum, whole, n := 0.0, 0.0, 0
	for j, known := range b.known[i] {
		if w := weight(j); known && w > 0 {
			sum += float64(b.numbers[i][j] * w)
			whole += w
			n++
		}
	}
	if n == 0 {
		return RegionValue{Method: NoMethod}
	}
	return RegionValue{Value: sum / whole, Method: method, Areas: n}
}

func (b *builder) summed(i int) RegionValue {
	v := RegionValue{Method: NoMethod}
	for j, known := range b.known[i] {
		if known {
			v.Value += b.numbers[i][j]
			v.Method = Weighted
			v.Areas++
		}
	}
	return v
}

// spread measures how far the areas lie apart, and how far the hits lie from the others and from the region. Areas
// without inhabitants are left out of the comparison, and a count is not held against the total of the region.
func spread(ranking *tally.Ranking, silent []bool, region RegionValue, count bool) Spread {
	sorted := ranking.Sorted()
	if len(sorted) == 0 {
		return Spread{}
	}
	s := Spread{Known: true, Min: sorted[0], Max: sorted[len(sorted)-1]}
	s.P10, _ = tally.Quantile(sorted, 0.1)
	s.Median, _ = tally.Quantile(sorted, 0.5)
	s.P90, _ = tally.Quantile(sorted, 0.9)
	hits, others := ranking.Sides(silent)
	s.HitMedian, s.HasHitMedian = tally.Quantile(hits, 0.5)
	s.OtherMedian, s.HasOtherMedian = tally.Quantile(others, 0.5)
	if s.HasGapToOthers = s.HasHitMedian && s.HasOtherMedian; s.HasGapToOthers {
		s.GapToOthers = s.HitMedian - s.OtherMedian
	}
	if s.HasGapToRegion = s.HasHitMedian && region.Known() && !count; s.HasGapToRegion {
		s.GapToRegion = s.HitMedian - region.Value
	}
	return s
}
