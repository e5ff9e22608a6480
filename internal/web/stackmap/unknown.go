package stackmap

import (
	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

// unknown is what the page does not know. It is never empty: some people are in no register.
func (v *view) unknown() []string {
	var list []string
	withheld, missing, small, changed := 0, 0, 0, 0
	for _, row := range v.Picture.Rows {
		hasWithheld, hasMissing := false, false
		for _, value := range row.Values {
			switch value.Status() {
			case indicator.Withheld, indicator.Unreliable:
				hasWithheld = true
			case indicator.NotMeasured, indicator.NotYetPublished:
				hasMissing = true
			}
		}
		if row.Uninhabited {
			continue
		}
		if hasWithheld {
			withheld++
		}
		if hasMissing {
			missing++
		}
		if row.Small {
			small++
		}
		if row.Area.Change == area.BoundaryChanged {
			changed++
		}
	}
	add := func(key string, n int) {
		if n > 0 {
			list = append(list, v.t(key, "areas", wording.Areas(v.l, v.level(), n)))
		}
	}
	add("stackmap.unknown_withheld", withheld)
	add("stackmap.unknown_missing", missing)
	add("stackmap.unknown_small", small)
	add("stackmap.unknown_changed", changed)
	if n := v.covered(); v.Picture.Region.Code == area.Netherlands && n < municipalities {
		list = append(list, v.t("stackmap.unknown_rest", "n", n))
	}
	modelled, oldest, newest := false, 0, 0
	for _, layer := range v.Picture.Layers {
		modelled = modelled || layer.Indicator.Modelled
		year := layer.Layer.Period.Year()
		if oldest == 0 || year < oldest {
			oldest = year
		}
		newest = max(newest, year)
	}
	if oldest != newest {
		list = append(list, v.t("stackmap.unknown_periods", "first", yearText(oldest), "last", yearText(newest)))
	}
	if modelled {
		list = append(list, v.t("stackmap.unknown_modelled"))
	}
	return append(list, v.t("stackmap.unknown_share"), v.t("stackmap.unknown_people"), v.t("stackmap.unknown_cause"))
}

// municipalities is how many municipalities there are at least, in any year since 2012.
const municipalities = 300

// covered counts the municipalities that the map shows.
func (v *view) covered() int {
	seen := map[area.Code]bool{}
	for _, row := range v.Picture.Rows {
		seen[row.Area.Code.Municipality()] = true
	}
	return len(seen)
}

// yearText writes a year, which has no thousands sign.
func yearText(year int) string { return indicator.Year(year).String() }
