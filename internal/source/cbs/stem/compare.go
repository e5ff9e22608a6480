package stem

import (
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

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
		if o2, ok := stems[FoldName(Of(p.Source))]; ok {
			o = o2
		}
		stems[FoldName(Of(p.Source))] = o
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
		if o := stems[FoldName(Of(c.Source))]; o != nil {
			o.seen = true
		} else if o := ids[c.Indicator]; o != nil {
			o.seen = true
			renamed = append(renamed, o.source+" → "+c.Source)
		} else {
			added = append(added, c.Source)
		}
	}
	for _, p := range previous {
		if o := stems[FoldName(Of(p.Source))]; !o.seen {
			o.seen = true
			vanished = append(vanished, p.Source)
		}
	}
	return added, renamed, vanished
}
