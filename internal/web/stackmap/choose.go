package stackmap

import (
	"net/http"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

// chooseView is the page before there is a stack: which area, and which figures.
type chooseView struct {
	Region    string
	HasRegion bool
	Empty     bool
	Regions   []option
	Offers    []Offer
	Addable   []option
	Query     Query
	One       string
	Saved     bool
}

// chooseRegion asks which area it is about.
func (p *Pages) chooseRegion(w http.ResponseWriter, r *page.Request, what *loaded) error {
	v := chooseView{Empty: len(what.divisions) == 0, Regions: what.regionOptions(r, area.Code{}), Saved: p.o.Keeps}
	return p.o.Pages.Render(w, r, p.choose, page.Frame{Title: r.Language.Text("page.stack"), Nav: "stack"}, v)
}

// chooseLayers asks which figures to lay on each other: the ready-made stacks, or two of one's own.
func (p *Pages) chooseLayers(w http.ResponseWriter, r *page.Request, q Query, what *loaded) error {
	divisions, err := p.holding(r, what, q)
	if err != nil {
		return err
	}
	year := what.withFigures(divisions)
	region := area.Area{Code: q.Region}
	for _, m := range what.municipalities {
		if m.Code == q.Region {
			region = m
		}
	}
	v := chooseView{Region: wording.Name(r.Language, region), HasRegion: true, Query: q, Regions: what.regionOptions(r, q.Region),
		Addable: what.addable(r, area.DivisionID{Level: q.Level, Year: year}, q.Layers), Saved: p.o.Keeps}
	if len(q.Layers) == 1 {
		v.One = string(q.Layers[0].Indicator)
		if in, ok := what.indicators[q.Layers[0].Indicator]; ok {
			v.One = in.Name.In(r.Language.String())
		}
	}
	v.Offers = Offers(r, q.Region, divisions, what.summaries)
	f := page.Frame{Title: r.Language.Text("stackmap.title", "region", v.Region), Nav: "stack"}
	return p.o.Pages.Render(w, r, p.choose, f, v)
}

// holding returns the divisions of a level that hold a region, and only that of the year that was asked for, if any.
func (p *Pages) holding(r *page.Request, what *loaded, q Query) ([]area.DivisionID, error) {
	var list []area.DivisionID
	for _, id := range what.divisions {
		if id.Level != q.Level || q.Year != 0 && id.Year != q.Year {
			continue
		}
		d, err := p.o.Figures.Division(r.Context(), r.Reader, id)
		if err != nil {
			return nil, err
		}
		if from, to := d.Index().Range(q.Region); to > from {
			list = append(list, id)
		}
	}
	return list, nil
}

// withFigures returns the newest year of divisions in which figures are loaded, and 0 when there is none.
func (l *loaded) withFigures(divisions []area.DivisionID) int {
	year := 0
	for _, s := range l.summaries {
		if s.Known > 0 && s.Key.Indicator != indicator.Population && slices.Contains(divisions, s.Key.Division) {
			year = max(year, s.Key.Division.Year)
		}
	}
	return year
}
