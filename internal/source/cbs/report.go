package cbs

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/source/cbs/stem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/grid"
)

// farAway is how many robust standard deviations from the median a value must lie to be shown to somebody, and
// mostOutliers how many are shown.
const (
	farAway      = 12
	mostOutliers = 20
)

// lookForOutliers finds values far from the others of a column by the robust z-score: the distance to the median over
// 1.4826 times the median absolute deviation (Iglewicz & Hoaglin 1993). These are values that the source publishes.
func (t *table) lookForOutliers(c indicator.Column) {
	var known []float64
	for i := range c.Len() {
		if x, ok := c.At(i).Number(); ok {
			known = append(known, x)
		}
	}
	if len(known) < 20 {
		return
	}
	middle := median(known)
	far := make([]float64, len(known))
	for i, x := range known {
		far[i] = math.Abs(x - middle)
	}
	spread := 1.4826 * median(far)
	if spread == 0 {
		return
	}
	for i := range c.Len() {
		if x, ok := c.At(i).Number(); ok && math.Abs(x-middle) > farAway*spread {
			t.report.Outliers = append(t.report.Outliers, indicator.Outlier{Indicator: c.Key().Indicator, Area: c.Index().Code(i), Value: x})
			t.distance = append(t.distance, math.Abs(x-middle)/spread)
		}
	}
}

// median sorts the numbers and returns the middle one.
func median(x []float64) float64 {
	slices.Sort(x)
	n := len(x)
	if n%2 == 1 {
		return x[n/2]
	}
	return (x[n/2-1] + x[n/2]) / 2
}

// keepFarthest keeps the outliers that lie farthest, ties by area.
func (t *table) keepFarthest() {
	order := make([]int, len(t.report.Outliers))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(t.distance[b], t.distance[a]) })
	var kept []indicator.Outlier
	for _, i := range order[:min(len(order), mostOutliers)] {
		kept = append(kept, t.report.Outliers[i])
	}
	t.report.Outliers = kept
}

// finishReport counts statuses and signs, and compares with the year before.
func (t *table) finishReport(in *input) {
	t.report.Rows = t.g.Len()
	t.report.Statuses, t.report.Signs = map[string]int{}, map[string]int{}
	for _, c := range t.batchd.Columns {
		for s, n := range c.Count() {
			t.report.Statuses[s.String()] += n
		}
	}
	for _, c := range t.g.Columns {
		var counts [256]int
		for _, s := range c.Signs {
			counts[s]++
		}
		for s := range counts {
			if s != int(grid.Number) && counts[s] > 0 {
				t.report.Signs[t.g.SignName(grid.Sign(s))] += counts[s]
			}
		}
	}
	for _, d := range in.data {
		for _, n := range d.reader.Dialect().Notes {
			t.note(n.Key, pairsOf(n.Pairs)...)
		}
	}
	t.keepFarthest()
	t.compare()
	slices.SortFunc(t.batchd.Indicators, func(a, b indicator.Indicator) int { return cmp.Compare(a.ID, b.ID) })
}

// compare compares the table with the delivery of the year before, where the caller knows it.
func (t *table) compare() {
	if len(t.o.Previous) > 0 {
		t.report.NewColumns, t.report.RenamedColumns, t.report.VanishedColumns = Compare(t.o.Previous, t.report.Columns)
	}
}

// Compare tells which columns are new, renamed or gone since the delivery of the year before. The number behind a name
// moves every year and says nothing, and columns that hold keys and names are no figures that can come or go.
func Compare(previous, columns []indicator.ReportColumn) (added, renamed, vanished []string) {
	isKey := func(c indicator.ReportColumn) bool { return c.Fate == "key" }
	previous, columns = slices.DeleteFunc(slices.Clone(previous), isKey), slices.DeleteFunc(slices.Clone(columns), isKey)
	type old struct {
		source string
		seen   bool
	}
	stems, ids := map[string]*old{}, map[indicator.ID]*old{}
	for _, p := range previous {
		o := &old{source: p.Source}
		if o2, ok := stems[stem.FoldName(stem.Of(p.Source))]; ok {
			o = o2
		}
		stems[stem.FoldName(stem.Of(p.Source))] = o
		if p.Indicator != "" && p.Fate != "computed" {
			ids[p.Indicator] = o
		}
	}
	told := map[string]bool{}
	for _, c := range columns {
		if told[c.Source] {
			continue
		}
		told[c.Source] = true
		if o := stems[stem.FoldName(stem.Of(c.Source))]; o != nil {
			o.seen = true
		} else if o := ids[c.Indicator]; o != nil {
			o.seen = true
			renamed = append(renamed, o.source+" → "+c.Source)
		} else {
			added = append(added, c.Source)
		}
	}
	for _, p := range previous {
		if o := stems[stem.FoldName(stem.Of(p.Source))]; !o.seen {
			o.seen = true
			vanished = append(vanished, p.Source)
		}
	}
	return added, renamed, vanished
}

// delivery tells where the figures come from.
func (t *table) delivery(in *input) indicator.Delivery {
	d := indicator.Delivery{Kind: indicator.CBSTable, Source: "CBS", Table: t.identifier(in), Title: t.d.title, Files: in.names,
		Address: t.o.Address, Fingerprint: in.fingerprint(t.o), Licence: "CC BY 4.0", Attribution: "Bron: CBS", Published: true,
		Year: t.year, Origin: t.d.modified, Report: t.report}
	if t.m.family == stem.Health {
		d.Source = "RIVM"
		d.Attribution = "Bron: Gezondheidsmonitor Volwassenen en Ouderen, GGD'en, CBS en RIVM"
		d.Licence = "" // RIVM asks for attribution; under which licence was not found
	}
	if d.Title == "" {
		d.Title = t.usualTitle(in)
	}
	return d
}

// usualTitle is the title of tables that came without one.
func (t *table) usualTitle(in *input) string {
	switch t.m.family {
	case stem.KWB:
		return "Kerncijfers wijken en buurten " + yearText(t.year)
	case stem.Health:
		return "Gezondheid per wijk en buurt"
	case stem.SES:
		return "SES-WOA-scores per wijk en buurt"
	}
	name, _, _ := strings.Cut(in.names[0], ".")
	return name
}
