package stack

import (
	"github.com/buurtbeeld/buurtbeeld/internal/stack/tally"
)

// Ladder is one layer of a picture from its lowest value to its highest, for finding the hits of one threshold after the
// other (Dutch: ladder). It does not change and may be used by many at once.
type Ladder struct {
	ranking *tally.Ranking
	region  RegionValue
	count   bool
}

// Ladder returns the ladder of the i-th layer; at holds the number by which it calls each row.
func (p *Picture) Ladder(i int, at []int32) Ladder {
	l := tally.Layer{Values: make([]float64, len(p.Rows)), Known: make([]bool, len(p.Rows))}
	for j := range p.Rows {
		l.Values[j], l.Known[j] = p.Rows[j].Values[i].Number()
	}
	res := &p.Layers[i]
	// With an empty layer it lets go of the values in the order of the rows.
	return Ladder{ranking: tally.Rank(l).With(tally.Layer{}).Renamed(at), region: res.Region, count: res.Indicator.Summable}
}

// Hits returns the numbers of the rows that lie beyond the threshold of a layer, also those without inhabitants, of which none counts.
// It is false where the layer cannot be held against its threshold.
func (l Ladder) Hits(layer Layer) ([]int32, bool) {
	if layer.Threshold.Kind == RegionLevel && (l.count || !l.region.Known()) {
		return nil, false
	}
	return l.ranking.With(layer.completed().numeric(l.region)).Hits(), true
}

// Bytes is about what a ladder takes in memory.
func (l Ladder) Bytes() int { return 12 * l.ranking.Known() }

// numeric returns the layer as package tally takes it, without values.
func (l Layer) numeric(region RegionValue) tally.Layer {
	out := tally.Layer{Low: l.Low, Weight: l.Weight}
	switch t := l.Threshold; t.Kind {
	case RegionLevel:
		out.Cut, out.Strict = region.Value, true
	case FixedValue:
		out.Cut, out.Strict = t.Value, t.Strict
	default:
		out.Share = t.Percent / 100
	}
	return out
}
