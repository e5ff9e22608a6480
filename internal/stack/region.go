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

// regionValue finds the value of a region for a layer. The computed values leave out areas that are not known.
func (b *builder) regionValue(ctx context.Context, k indicator.Key, c indicator.Column) (RegionValue, error) {
	if v, err := b.published(ctx, k, b.choice.Region); err != nil || v.Known() {
		return v, err
	}
	if v := b.fromRatio(c); v.Known() {
		return v, nil
	}
	def := b.shelf.known[k.Indicator]
	switch {
	case def.Summable:
		return b.summed(c), nil
	case def.Unit.IsShare() || strings.HasPrefix(string(def.Unit), "per "):
		return b.weighted(c), nil
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
func (b *builder) fromRatio(c indicator.Column) RegionValue {
	sum, whole, n := 0.0, 0.0, 0
	for _, row := range b.picture.Rows {
		x, known := c.At(row.Index).Number()
		_, denominator, ok := c.Ratio(row.Index)
		if known && ok && denominator > 0 {
			sum += float64(x * denominator)
			whole += denominator
			n++
		}
	}
	if n == 0 {
		return RegionValue{Method: NoMethod}
	}
	return RegionValue{Value: sum / whole, Method: FromRatio, Areas: n}
}

func (b *builder) weighted(c indicator.Column) RegionValue {
	sum, whole, n := 0.0, 0.0, 0
	for _, row := range b.picture.Rows {
		x, known := c.At(row.Index).Number()
		people, ok := row.Population.Number()
		if known && ok && people > 0 {
			sum += float64(x * people)
			whole += people
			n++
		}
	}
	if n == 0 {
		return RegionValue{Method: NoMethod}
	}
	return RegionValue{Value: sum / whole, Method: Weighted, Areas: n}
}

func (b *builder) summed(c indicator.Column) RegionValue {
	v := RegionValue{Method: NoMethod}
	for _, row := range b.picture.Rows {
		if x, known := c.At(row.Index).Number(); known {
			v.Value += x
			v.Method = Weighted
			v.Areas++
		}
	}
	return v
}

// spread measures how far the areas lie apart, and how far the hits lie from the others and from the region.
func spread(sorted []float64, marks []HitMark, values []float64, region RegionValue) Spread {
	if len(sorted) == 0 {
		return Spread{}
	}
	s := Spread{Known: true, Min: sorted[0], Max: sorted[len(sorted)-1]}
	s.P10, _ = tally.Quantile(sorted, 0.1)
	s.Median, _ = tally.Quantile(sorted, 0.5)
	s.P90, _ = tally.Quantile(sorted, 0.9)
	var hits, others []float64
	for i, m := range marks {
		switch m {
		case Hit:
			hits = append(hits, values[i])
		case NoHit:
			others = append(others, values[i])
		}
	}
	s.HitMedian, s.HasHitMedian = median(hits)
	s.OtherMedian, s.HasOtherMedian = median(others)
	if s.HasGapToOthers = s.HasHitMedian && s.HasOtherMedian; s.HasGapToOthers {
		s.GapToOthers = s.HitMedian - s.OtherMedian
	}
	if s.HasGapToRegion = s.HasHitMedian && region.Known(); s.HasGapToRegion {
		s.GapToRegion = s.HitMedian - region.Value
	}
	return s
}

func median(x []float64) (float64, bool) {
	return tally.Median(x)
}
