package crosslink

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/crosslink/search"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/tally"
)

// unknown is a number that is not known.
var unknown = math.NaN()

// The bounds between figures.
const (
	// mostEnd is the largest share of the areas that one end of a figure may hold: where many areas have the same value,
	// "highest" says nothing.
	mostEnd = 0.4
	// leastKnown is the least share of the areas in which a figure must be known.
	leastKnown = 0.5
	// alike is the rank correlation from which two figures say almost the same.
	alike = 0.95
	// farApart is the correlation of ranks among all areas of each figure under which that among the areas of both is not
	// worked out.
	farApart = 0.7
)

// column is a figure over the areas that take part.
type column struct {
	Figure
	layer  stack.Layer
	values []float64
	known  []bool
	levels []search.Level
	// ranks are the places of the values among all that are known, on a scale of −1 to 1.
	ranks []float64
	// family is the number of the whole that it is a part of, 0 for none.
	family int
}

// layers reads the target and the figures that can go together with it.
func (b *builder) layers(ctx context.Context) error {
	c := b.links.Choice
	target, err := b.column(ctx, c.Target)
	if err != nil {
		return err
	}
	target.ends(true)
	b.target, b.links.Choice.Target = target, target.layer
	asked := c.Layers
	if len(asked) == 0 {
		asked = b.everything()
	}
	var columns []column
	var list problem.List
	for _, l := range asked {
		col, err := b.column(ctx, l)
		if err != nil {
			list.AddErr(err, problem.New(problem.Internal, "problem.internal"))
			continue
		}
		columns = append(columns, col)
	}
	if err := list.Err(); err != nil {
		return err
	}
	b.sift(columns, len(c.Layers) > 0)
	return nil
}

// everything is a layer of each figure that is loaded.
func (b *builder) everything() []stack.Layer {
	var list []stack.Layer
	for _, k := range b.keys {
		if len(list) == 0 || list[len(list)-1].Indicator != k.Indicator {
			list = append(list, stack.Layer{Indicator: k.Indicator, Group: k.Group, Period: k.Period})
		}
	}
	return list
}

// column reads a figure.
func (b *builder) column(ctx context.Context, l stack.Layer) (column, error) {
	k, ok := b.pick(l)
	if !ok {
		d := b.links.Division.ID()
		return column{}, problem.New(problem.NotFound, "crosslink.not_loaded", "indicator", string(l.Indicator), "level", d.Level.String(), "year", d.Year)
	}
	if l.Threshold.Kind == stack.RegionLevel {
		return column{}, problem.New(problem.Usage, "crosslink.region_threshold", "indicator", string(l.Indicator))
	}
	read, err := b.figures.Column(ctx, b.reader, k)
	if err != nil {
		return column{}, err
	}
	l.Group, l.Period = k.Group, k.Period
	c := column{layer: l, Figure: Figure{Indicator: b.known[k.Indicator], Key: k, Column: read.Align(b.links.Division.Index())}}
	for _, a := range b.links.Areas {
		x, ok := c.Column.At(a.Index).Number()
		if ok {
			c.Known++
		}
		c.values, c.known = append(c.values, x), append(c.known, ok)
	}
	c.ends(false)
	c.rank()
	return c, nil
}

// ends finds the areas at the ends: at both, or at the side that its threshold says. The target has one end.
func (c *column) ends(target bool) {
	c.levels = make([]search.Level, len(c.values))
	for i, known := range c.known {
		if known {
			c.levels[i] = search.Middle
		}
	}
	c.HasLow, c.HasHigh = false, false
	t := c.layer.Threshold
	own := target || c.layer.Low || t.Kind == stack.FixedValue || t.Percent != 0 && t.Percent != stack.DefaultPercent
	if t.Kind == stack.TopShare {
		if c.Percent = t.Percent; c.Percent == 0 {
			c.Percent = stack.DefaultPercent
		}
	}
	ranking := tally.Rank(tally.Layer{Values: c.values, Known: c.known})
	if ranking.AllEqual() || ranking.Known() == 0 {
		return
	}
	if !own || c.layer.Low {
		c.Low, c.HasLow = c.end(ranking, true, own)
	}
	if !own || !c.layer.Low {
		c.High, c.HasHigh = c.end(ranking, false, own)
	}
}

// end marks the areas at one end and returns the value there. An end of which too many areas are part, because many
// have the same value, is none.
func (c *column) end(ranking *tally.Ranking, low, asked bool) (float64, bool) {
	t := c.layer.Threshold
	l := tally.Layer{Values: c.values, Known: c.known, Low: low, Share: c.Percent / 100, Cut: t.Value, Strict: t.Strict}
	r := ranking.With(l)
	hits := r.Hits()
	swollen := float64(len(hits)) > mostEnd*float64(ranking.Known()) && (!asked || t.Kind == stack.TopShare && c.Percent <= 100*mostEnd)
	if len(hits) == 0 || swollen {
		return 0, false
	}
	level := search.High
	if low {
		level = search.Low
	}
	for _, a := range hits {
		c.levels[a] = level
	}
	return r.Cut()
}

// marks says which areas have the target.
func (c *column) marks() []search.Mark {
	marks := make([]search.Mark, len(c.levels))
	for i, l := range c.levels {
		switch {
		case l >= search.Low:
			marks[i] = search.Yes
		case l == search.Middle:
			marks[i] = search.No
		}
	}
	return marks
}

// sift keeps the figures that can go together with the target. Figures that were asked for by name are kept when they only
// count, or are little known.
func (b *builder) sift(columns []column, asked bool) {
	parts := b.parts(columns)
	all := []*column{&b.target}
	for i := range columns {
		all = append(all, &columns[i])
	}
	family := wholes(all)
	for i := range columns {
		c := &columns[i]
		c.family = family[i+1]
		out := func(r Reason, like indicator.Indicator) {
			b.links.LeftOut = append(b.links.LeftOut, LeftOut{Indicator: c.Indicator, Reason: r, Like: like})
		}
		switch {
		case c.Indicator.ID == b.target.Indicator.ID:
			if asked || c.Key != b.target.Key {
				out(SameFigure, indicator.Indicator{})
			}
		case parts[i] || sameStem(c.Indicator.ID, b.target.Indicator.ID):
			out(PartOf, indicator.Indicator{})
		case c.like(&b.target):
			out(SameValues, indicator.Indicator{})
		case c.family != 0 && c.family == family[0]:
			out(SameWhole, indicator.Indicator{})
		case !asked && c.Indicator.Summable:
			out(Count, indicator.Indicator{})
		case !c.HasLow && !c.HasHigh:
			out(NoDifference, indicator.Indicator{})
		case !asked && float64(c.Known) < leastKnown*float64(len(c.known)):
			out(LittleKnown, indicator.Indicator{})
		default:
			if k := slices.IndexFunc(b.rest, func(o column) bool { return o.like(c) }); k >= 0 {
				out(LikeLayer, b.rest[k].Indicator)
				continue
			}
			b.rest = append(b.rest, *c)
		}
	}
}

// rank fills in the ranks.
func (c *column) rank() {
	var order []int
	for i, known := range c.known {
		if known {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(c.values[i], c.values[j]) })
	c.ranks = make([]float64, len(c.values))
	for from := 0; from < len(order); {
		to := from
		for to < len(order) && c.values[order[to]] == c.values[order[from]] {
			to++
		}
		for _, i := range order[from:to] {
			c.ranks[i] = float64(from+to)/float64(len(order)) - 1
		}
		from = to
	}
}

// unlike reports whether two figures are so far from the same order that it need not be worked out exactly, over the areas
// where both are known.
func (c *column) unlike(o *column) bool {
	var n, x, y, xx, yy, xy float64
	for i, a := range c.ranks {
		if c.known[i] && o.known[i] {
			b := o.ranks[i]
			n++
			x, y = x+a, y+b
			xx, yy, xy = xx+float64(a*a), yy+float64(b*b), xy+float64(a*b)
		}
	}
	together := xy - x*y/n
	return n >= 5 && together*together < farApart*farApart*(xx-x*x/n)*(yy-y*y/n)
}

// like reports whether two figures put the areas in almost the same order, or in its reverse.
func (c *column) like(o *column) bool {
	if c.unlike(o) {
		return false
	}
	rho, n, ok := tally.Spearman(c.values, o.values, c.known, o.known)
	return ok && n >= 5 && math.Abs(rho) > alike
}

// parts says which columns the target is worked out of by adding or subtracting, or the other way round: in nearly all
// areas one is the sum of the other two, but for rounding.
func (b *builder) parts(columns []column) []bool {
	is := make([]bool, len(columns))
	t := &b.target
	for i := range columns {
		for j := range i {
			x, y := &columns[i], &columns[j]
			if x.Indicator.ID == t.Indicator.ID || y.Indicator.ID == t.Indicator.ID || x.Indicator.Unit != t.Indicator.Unit || y.Indicator.Unit != t.Indicator.Unit {
				continue
			}
			if sums(t, x, y) || sums(x, t, y) || sums(y, t, x) {
				is[i], is[j] = true, true
			}
		}
	}
	return is
}

// sums reports whether the first figure is the sum of the others wherever all are known.
func sums(whole, a, b *column) bool {
	both, wrong := 0, 0
	slack := 1.6 * math.Pow(10, -float64(whole.Indicator.Decimals))
	for i := range whole.values {
		if !whole.known[i] || !a.known[i] || !b.known[i] {
			continue
		}
		both++
		if math.Abs(whole.values[i]-a.values[i]-b.values[i]) > slack {
			if wrong++; 20*wrong > len(whole.values) {
				return false
			}
		}
	}
	return both >= 10 && 20*wrong <= both && a.varied(slack) && b.varied(slack)
}

// varied reports whether a figure differs between areas by more than rounding, which a part that is always about 0 does not.
func (c *column) varied(slack float64) bool {
	low, high := math.Inf(1), math.Inf(-1)
	for i, k := range c.known {
		if k {
			low, high = min(low, c.values[i]), max(high, c.values[i])
		}
	}
	return high-low > 4*slack
}

// plainWords are parts of names that say how is counted, not what.
var plainWords = []string{"share", "rate", "mean", "median", "total", "population", "household", "of", "and", "per", "high", "low", "kwb", "elan", "totaal", "aantal", "gemiddeld", "gemiddelde", "percentage"}

// sameStem reports whether the name of one figure is that of the other with more words: severe loneliness is part of
// loneliness, however they are counted.
func sameStem(a, b indicator.ID) bool {
	x, y := stem(a), stem(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) == 0 {
		return false
	}
	for _, w := range x {
		if !slices.Contains(y, w) {
			return false
		}
	}
	return true
}

func stem(id indicator.ID) []string {
	var list []string
	for _, w := range strings.Split(string(id), "_") {
		if !slices.Contains(plainWords, w) {
			list = append(list, w)
		}
	}
	return list
}
