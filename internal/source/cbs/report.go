package cbs

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/source/cbs/stem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/grid"
)

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
	t.report.Outliers = t.outliers.Farthest()
	t.compare()
	slices.SortFunc(t.batchd.Indicators, func(a, b indicator.Indicator) int { return cmp.Compare(a.ID, b.ID) })
}

// compare compares the table with the delivery of the year before, where the caller knows it.
func (t *table) compare() {
	if len(t.o.Previous) > 0 {
		t.report.NewColumns, t.report.RenamedColumns, t.report.VanishedColumns = Compare(t.o.Previous, t.report.Columns)
	}
}

// Compare tells which columns are new, renamed or gone since the delivery of the year before.
func Compare(previous, columns []indicator.ReportColumn) (added, renamed, vanished []string) {
	return stem.Compare(previous, columns)
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
	return strings.TrimSpace(strings.ReplaceAll(exportedAt.ReplaceAllString(name, ""), "_", " "))
}

// exportedAt is the day and the time that StatLine puts behind the name of an export.
var exportedAt = regexp.MustCompile(`_\d{8}_\d{6}$`)
