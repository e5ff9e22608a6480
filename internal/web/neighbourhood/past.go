package neighbourhood

import (
	"context"
	"slices"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/pattern"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

// Past gives figures of an area year after year, converted where they were published on other boundaries, as far as that is
// known within a time.
type Past interface {
	PastWithin(ctx context.Context, r reader.Reader, q pattern.Through, patience time.Duration) (past map[indicator.ID][]pattern.Point, ready bool, err error)
}

// pastPatience is how long the page waits for years over changed boundaries.
const pastPatience = 250 * time.Millisecond

// past adds the years that were published on other boundaries to the lines of the figures.
func (p *Pages) past(v *view, figures []figure) error {
	var ids []indicator.ID
	for _, f := range figures {
		if f.otherArea {
			ids = append(ids, f.in.ID)
		}
	}
	if len(ids) == 0 || p.o.Past == nil {
		return nil
	}
	past, ready, err := p.o.Past.PastWithin(v.r.Context(), v.r.Reader, pattern.Through{Division: v.what.division, Area: v.own.Code, Figures: ids}, pastPatience)
	if err != nil {
		return err
	}
	v.PastLater = !ready
	for i := range figures {
		if points := past[figures[i].in.ID]; figures[i].otherArea && ready {
			v.add(&figures[i], points)
		}
	}
	return nil
}

// add puts the converted years among those of a figure. Where the boundary changed the line is not drawn across, and a
// sentence says how far the years before it are estimates.
func (v *view) add(f *figure, points []pattern.Point) {
	f.otherArea = false
	var years []string
	most := 0.0
	widest := pattern.Point{}
	for _, p := range points {
		year := p.Period.Year()
		if slices.Contains(f.series.Years, year) || !p.Converted || year > v.what.division.Year {
			continue
		}
		if _, known := p.Value.Number(); !known {
			f.otherArea = f.otherArea || p.Break.Lost || p.Break.Mixed || p.Break.Unweighted
			continue
		}
		at, _ := slices.BinarySearch(f.series.Years, year)
		f.series.Years = slices.Insert(f.series.Years, at, year)
		f.series.Measures = slices.Insert(f.series.Measures, at, drawing.MeasureOf(p.Value))
		if !p.Break.Any() {
			continue
		}
		years = append(years, p.Period.String())
		if at+1 < len(f.series.Years) {
			f.series.Break = max(f.series.Break, f.series.Years[at+1])
		}
		if p.Break.Estimated > most {
			most, widest = p.Break.Estimated, p
		}
	}
	if len(years) == 0 {
		return
	}
	l := v.r.Language
	if most == 0 {
		f.Converted = v.t("neighbourhood.joined", "years", years)
		return
	}
	share := v.t("pattern.under_one_percent")
	if most >= 0.01 {
		share = l.Number(100*most, 0) + " %"
	}
	f.Converted = v.t("neighbourhood.converted", "years", years, "share", share)
	low, high, ok := widest.Value.Bounds()
	if !ok {
		return
	}
	// A share of a part of one earlier area is that of the whole: there is nothing to bound it by.
	if lower, upper := wording.Number(l, f.in, low), wording.Number(l, f.in, high); lower != upper {
		f.Converted += " " + v.t("neighbourhood.converted_between", "year", widest.Period.String(), "low", lower, "high", upper)
	} else if f.in.Unit.IsShare() {
		f.Converted += " " + v.t("neighbourhood.converted_whole", "year", widest.Period.String())
	}
}
