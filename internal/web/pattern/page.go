package pattern

import (
	"context"
	"embed"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/pattern"
	"github.com/buurtbeeld/buurtbeeld/internal/web/holdings"
	"github.com/buurtbeeld/buurtbeeld/internal/web/outline"
)

//go:embed template/*.html
var templates embed.FS

// Series gives a figure year after year, as far as that is known within a time.
type Series interface {
	SeriesWithin(ctx context.Context, r reader.Reader, q pattern.Question, patience time.Duration) (s *pattern.Series, ready bool, err error)
}

// Patience is how long a page waits for what has to be worked out; what takes longer is there when somebody comes back.
const Patience = 800 * time.Millisecond

// Outlines gives drawn boundaries.
type Outlines interface {
	Get(ctx context.Context, r reader.Reader, id area.DivisionID, within area.Code, size outline.Size) (*drawing.Outline, error)
}

// Holdings gives what is loaded.
type Holdings interface {
	Get(ctx context.Context, r reader.Reader) (*holdings.List, error)
}

// Library gives the deliveries that figures came in.
type Library interface {
	Deliveries(ctx context.Context, r reader.Reader) ([]indicator.Delivery, error)
}

// Options is what the page needs. All are required.
type Options struct {
	Pages    *page.Site
	Patterns Series
	Holdings Holdings
	Maps     Outlines
	Library  Library
}

// Pages is the page about patterns.
type Pages struct {
	o    Options
	show *page.Template
}

// New returns the page.
func New(o Options) *Pages {
	return &Pages{o: o, show: page.MustParse(templates, "template/show.html")}
}

// mapSize is how large the map is drawn; small maps use the same outlines.
var mapSize = outline.Size{Width: 800, Height: 640}

// countrySize is coarser, since it holds more than twelve thousand areas.
var countrySize = outline.Size{Width: 700, Height: 820, Detail: 0.7}

// manyAreas is from how many areas a page leaves out what would make it heavy.
const manyAreas = 1500

// Show answers the address of the page.
func (p *Pages) Show(w http.ResponseWriter, r *page.Request) error {
	a, err := p.asked(r, Patience)
	if err != nil {
		return err
	}
	v, err := p.view(r, a)
	if err != nil {
		return err
	}
	if v.Later {
		w.Header().Set("Cache-Control", "no-store")
	}
	return p.o.Pages.Render(w, r, p.show, v.frame(), v)
}

// CSV answers with the same as a table for analysts.
func (p *Pages) CSV(w http.ResponseWriter, r *page.Request) error {
	a, err := p.asked(r, 0)
	if err != nil {
		return err
	}
	series := a.series
	if series == nil {
		return problem.New(problem.NotFound, "pattern.nothing_here")
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="patronen.csv"`)
	return pattern.WriteCSV(w, series, func(i int) string { return Say(r.Language, series, i) })
}

// answer is what an address asks for, with what it left open filled in.
type answer struct {
	query Query
	// series is nil where the choice has no year in which it is measured, and where it is still being worked out.
	series *pattern.Series
	later  bool
	list   *holdings.List
}

// asked reads the address, fills in what it leaves open and finds the series, within a time; 0 is as long as it takes.
func (p *Pages) asked(r *page.Request, patience time.Duration) (a answer, err error) {
	if a.query, err = ParseQuery(r.URL.Query()); err != nil {
		return a, err
	}
	if a.list, err = p.o.Holdings.Get(r.Context(), r.Reader); err != nil {
		return a, err
	}
	if a.query = complete(a.query, a.list); len(a.query.Layers) == 0 {
		return a, nil
	}
	q := &a.query
	series, ready, err := p.o.Patterns.SeriesWithin(r.Context(), r.Reader, pattern.Question{Choice: q.choice(), Layer: q.Layer}, patience)
	switch problem.KeyOf(err) {
	case "stack.year_without_all", "pattern.nothing_loaded", "pattern.no_years":
		return a, nil
	}
	if err != nil {
		return a, err
	}
	if a.later = !ready; ready {
		a.series, q.Year = series, series.Choice.Year
	}
	return a, nil
}

// complete fills in what an address leaves open: the only municipality or the country, the smallest level with figures
// over the years, and the usual stack.
func complete(q Query, l *holdings.List) Query {
	if q.Region.IsZero() {
		q.Region = area.Netherlands
		if len(l.Municipalities) == 1 {
			q.Region = l.Municipalities[0].Code
		}
	}
	if q.Level != 0 && q.Level <= q.Region.Level() {
		q.Level = 0
	}
	for level := area.Neighbourhood; q.Level == 0 && level > q.Region.Level(); level-- {
		if len(longest(l, level)) > 0 {
			q.Level = level
		}
	}
	if q.Level == 0 {
		q.Level = area.Neighbourhood
	}
	if len(q.Layers) == 0 {
		q.Layers = usual(l, q.Level)
		q.Layer = q.shown("")
	}
	return q
}

// usual returns the layers of the first ready-made stack that is measured long enough to name patterns: what the stack map
// offers first. Without any it is figures that are there for the same years, as many of these as there are.
func usual(l *holdings.List, level area.Level) []stack.Layer {
	years := measured(l, level)
	for _, o := range stack.Offer(stack.Loaded(l.Summaries, area.DivisionID{Level: level})) {
		together := 0
		for p := range years[firstOf(o)] {
			if !slices.ContainsFunc(o.Layers, func(layer stack.Layer) bool { return !years[layer.Indicator][p] }) {
				together++
			}
		}
		if o.Ready() && together >= pattern.FewestPeriods {
			return o.Layers
		}
	}
	var layers []stack.Layer
	for _, id := range longest(l, level) {
		if len(layers) == 0 || len(layers) < mostUsual && maps.Equal(years[id], years[layers[0].Indicator]) {
			layers = append(layers, stack.Layer{Indicator: id})
		}
	}
	return layers
}

// mostUsual is how many figures are shown of themselves when there is no ready-made stack.
const mostUsual = 4

func firstOf(o stack.Offered) indicator.ID {
	if len(o.Layers) == 0 {
		return ""
	}
	return o.Layers[0].Indicator
}

// longest returns the figures of a level that are there for more than one year, those with most years first.
func longest(l *holdings.List, level area.Level) []indicator.ID {
	years := measured(l, level)
	var list []indicator.ID
	for _, in := range l.Indicators {
		if len(years[in.ID]) > 1 && !in.Summable {
			list = append(list, in.ID)
		}
	}
	slices.SortStableFunc(list, func(a, b indicator.ID) int { return len(years[b]) - len(years[a]) })
	return list
}

// measured returns the years of each figure of a level.
func measured(l *holdings.List, level area.Level) map[indicator.ID]map[indicator.Period]bool {
	years := map[indicator.ID]map[indicator.Period]bool{}
	for _, s := range l.Summaries {
		if s.Key.Division.Level != level || s.Known == 0 || s.Key.Indicator == indicator.Population {
			continue
		}
		if years[s.Key.Indicator] == nil {
			years[s.Key.Indicator] = map[indicator.Period]bool{}
		}
		years[s.Key.Indicator][s.Key.Period] = true
	}
	return years
}
