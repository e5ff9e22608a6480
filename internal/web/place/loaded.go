package place

import (
	"cmp"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

// loaded is what is in the store.
type loaded struct {
	divisions      []area.DivisionID
	sizes          map[area.DivisionID]int
	summaries      []indicator.Summary
	indicators     []indicator.Indicator
	municipalities []area.Area
}

func (p *Pages) loaded(r *page.Request) (*loaded, error) {
	list, err := p.o.Holdings.Get(r.Context(), r.Reader)
	if err != nil {
		return nil, err
	}
	return &loaded{divisions: list.Divisions, sizes: list.Sizes, summaries: list.Summaries, indicators: list.Indicators, municipalities: list.Municipalities}, nil
}

// named returns a municipality with its name.
func (l *loaded) named(code area.Code) area.Area {
	if i := slices.IndexFunc(l.municipalities, func(a area.Area) bool { return a.Code == code }); i >= 0 {
		return l.municipalities[i]
	}
	return area.Area{Code: code}
}

// newestOf returns the newest year of a level among divisions, and 0 when there is none.
func newestOf(divisions []area.DivisionID, level area.Level) int {
	year := 0
	for _, d := range divisions {
		if d.Level == level {
			year = max(year, d.Year)
		}
	}
	return year
}

// richEnough is which part of the most figures that any division has makes a division worth showing for being newer.
const richEnough = 0.75

// best returns, out of divisions that hold a municipality, the newest one that has about as many figures as the one that
// has most: one figure that stopped must not lead back to an older year.
func (l *loaded) best(holding []area.DivisionID) area.DivisionID {
	count := map[area.DivisionID]int{}
	for _, d := range holding {
		count[d] = l.figuresOf(d)
	}
	most := 0
	for _, d := range holding {
		most = max(most, count[d])
	}
	best := area.DivisionID{Level: area.Neighbourhood, Year: newestOf(holding, area.Neighbourhood)}
	first := true
	for _, d := range holding {
		if float64(count[d]) < richEnough*float64(most) {
			continue
		}
		if first || cmp.Or(cmp.Compare(d.Level, best.Level), cmp.Compare(d.Year, best.Year)) > 0 {
			best, first = d, false
		}
	}
	return best
}

// holding returns the divisions below the municipalities that have parts of a municipality.
func (p *Pages) holding(r *page.Request, what *loaded, code area.Code) ([]area.DivisionID, error) {
	var list []area.DivisionID
	for _, id := range what.divisions {
		if id.Level <= area.Municipality {
			continue
		}
		d, err := p.o.Figures.Division(r.Context(), r.Reader, id)
		if err != nil {
			return nil, err
		}
		if from, to := d.Index().Range(code); to > from {
			list = append(list, id)
		}
	}
	return list, nil
}

// figures counts the indicators that have a number somewhere.
func (l *loaded) figures() int {
	ids := map[indicator.ID]bool{}
	for _, s := range l.summaries {
		if s.Known > 0 {
			ids[s.Key.Indicator] = true
		}
	}
	return len(ids)
}

func (l *loaded) figuresOf(division area.DivisionID) int {
	ids := map[indicator.ID]bool{}
	for _, s := range l.summaries {
		if s.Known > 0 && s.Key.Division == division {
			ids[s.Key.Indicator] = true
		}
	}
	return len(ids)
}

// span returns the first and last year of the figures.
func (l *loaded) span() (first, last int) {
	for _, s := range l.summaries {
		year := s.Key.Period.Year()
		if first == 0 || year < first {
			first = year
		}
		last = max(last, year)
	}
	return first, last
}

// levels says per level what is loaded.
func (l *loaded) levels(lang locale.Language) []levelLine {
	var lines []levelLine
	for level := area.Municipality; level <= area.Neighbourhood; level++ {
		var years []string
		most, ids, first, last := 0, map[indicator.ID]bool{}, 0, 0
		for _, d := range l.divisions {
			if d.Level == level {
				years = append(years, indicator.Year(d.Year).String())
				most = max(most, l.sizes[d])
			}
		}
		if len(years) == 0 {
			continue
		}
		for _, s := range l.summaries {
			if s.Key.Division.Level != level || s.Known == 0 {
				continue
			}
			ids[s.Key.Indicator] = true
			if y := s.Key.Period.Year(); first == 0 || y < first {
				first = y
			}
			last = max(last, s.Key.Period.Year())
		}
		line := levelLine{Level: wording.Level(lang, level, 2), Years: lang.List(years), Areas: lang.Number(float64(most), 0), Figures: lang.Number(float64(len(ids)), 0), Span: "–"}
		if last > 0 {
			line.Span = indicator.Year(first).String()
			if first != last {
				line.Span += "–" + indicator.Year(last).String()
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// bySphere lists the indicators of a division under their sphere, strengths before circumstances.
func (l *loaded) bySphere(lang locale.Language, division area.DivisionID) []spheres {
	has := map[indicator.ID]bool{}
	for _, s := range l.summaries {
		if s.Key.Division == division && s.Known > 0 {
			has[s.Key.Indicator] = true
		}
	}
	var list []spheres
	for _, sphere := range []indicator.Sphere{indicator.Communal, indicator.Personal, indicator.Institutional, ""} {
		part := spheres{Name: wording.Sphere(lang, sphere)}
		for _, in := range l.indicators {
			if has[in.ID] && in.Sphere == sphere {
				part.Links = append(part.Links, page.Link{Text: in.Name.In(lang.String()), Href: page.LinkIn(lang, "/cijfer/"+string(in.ID))})
			}
		}
		slices.SortFunc(part.Links, func(a, b page.Link) int { return cmp.Compare(a.Text, b.Text) })
		if len(part.Links) > 0 {
			list = append(list, part)
		}
	}
	return list
}

// population returns the newest number of inhabitants of a municipality.
func (p *Pages) population(r *page.Request, what *loaded, code area.Code) (float64, bool, error) {
	var newest indicator.Key
	for _, s := range what.summaries {
		k := s.Key
		if k.Indicator == indicator.Population && k.Group == "" && k.Division.Level == area.Municipality && k.Period.Compare(newest.Period) > 0 {
			newest = k
		}
	}
	if newest.Indicator == "" {
		return 0, false, nil
	}
	c, err := p.o.Figures.Column(r.Context(), r.Reader, newest)
	if err != nil {
		return 0, false, err
	}
	x, ok := c.Find(code).Number()
	return x, ok, nil
}
