package ownarea

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/ownarea"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/web/outline"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

// option is one line of a choice.
type option struct {
	Value, Text string
	Chosen      bool
}

// group is the areas of one district.
type group struct {
	Name, Value string
	Areas       []option
}

// makeView is the page on which an own area is made, with what was wrong before.
type makeView struct {
	// ID is of the own area that is changed; empty for a new one.
	ID, Title                string
	Regions, Divisions       []option
	Region, Division         string
	RegionName, Name, Drawn  string
	Groups                   []group
	Map, Defs, Signs, Words  string
	Problems                 []string
	HasShapes, Chosen        bool
	LevelOne, LevelMore      string
	Counted, CountedNone     string
	MostPoints, FewestPeople int
}

// asked is what a form asks for.
type asked struct {
	// id is of the own area that is changed; empty for a new one.
	id       string
	name     string
	region   area.Code
	division area.DivisionID
	codes    []area.Code
	outline  []byte
	keep     bool
}

// Make answers with the form.
func (p *Pages) Make(w http.ResponseWriter, r *page.Request) error {
	a, err := readAsked(r.URL.Query())
	if err != nil {
		return err
	}
	if a.id != "" {
		saved, err := p.o.Kept.FindOwnArea(r.Context(), r.Reader, a.id)
		if err != nil {
			return err
		}
		if err := a.fillFrom(saved); err != nil {
			return err
		}
	}
	return p.form(w, r, a, nil)
}

// fillFrom fills in what is kept where nothing else was asked for. Areas of another division than the one asked for are
// left out: their codes mean something else there.
func (a *asked) fillFrom(saved ownarea.Area) (err error) {
	if a.name == "" {
		a.name = saved.Name
	}
	if a.division.Level == 0 {
		a.division = saved.Division
	}
	if a.region.IsZero() {
		a.region = saved.Municipalities()[0]
	}
	switch {
	case len(a.outline) > 0 || len(a.codes) > 0:
	case !saved.Outline.IsEmpty():
		var text string
		text, err = ownarea.GeoJSON(saved)
		a.outline = []byte(text)
	case a.division == saved.Division:
		a.codes = saved.Codes()
	}
	return err
}

// readAsked reads the fields of a form. Areas may stand as codes of districts too, which stand for all their parts.
func readAsked(v map[string][]string) (asked, error) {
	one := func(name string) string {
		if list := v[name]; len(list) > 0 {
			return strings.TrimSpace(list[0])
		}
		return ""
	}
	a := asked{id: one("gebied"), name: one("naam"), outline: []byte(one("omtrek")), keep: one("knop") != "bekijk"}
	var list problem.List
	wrong := problem.New(problem.Internal, "problem.internal")
	var err error
	if s := one("in"); s != "" && s != area.Netherlands.String() {
		if a.region, err = area.ParseCode(s); err != nil || a.region.Level() != area.Municipality {
			list.Add(problem.New(problem.Invalid, "web.no_area", "code", s))
		}
	}
	if s := one("indeling"); s != "" {
		a.division, err = ParseDivision(s)
		list.AddErr(err, wrong)
	}
	for _, s := range v["deel"] {
		for _, word := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' || r == '\n' || r == '\r' || r == '\t' || r == ';' }) {
			c, err := area.ParseCode(word)
			list.AddErr(err, wrong)
			a.codes = append(a.codes, c)
		}
	}
	return a, list.Err()
}

// ParseDivision reads a division as addresses and command lines write it: buurt-2020.
func ParseDivision(s string) (area.DivisionID, error) {
	level, year, _ := strings.Cut(s, "-")
	l, err := area.ParseLevel(level)
	n, failed := strconv.Atoi(year)
	if err != nil || failed != nil || l < area.Municipality {
		return area.DivisionID{}, problem.New(problem.Invalid, "ownarea.division_missing", "division", s)
	}
	return area.DivisionID{Level: l, Year: n}, nil
}

func divisionText(d area.DivisionID) string { return d.Level.String() + "-" + strconv.Itoa(d.Year) }

// mapSize is how large the map to choose from is drawn.
var mapSize = outline.Size{Width: 720, Height: 560}

// form shows the form, with what was wrong with the answers before.
func (p *Pages) form(w http.ResponseWriter, r *page.Request, a asked, wrong error) error {
	list, err := p.o.Holdings.Get(r.Context(), r.Reader)
	if err != nil {
		return err
	}
	l := r.Language
	v := &makeView{ID: a.id, Title: l.Text("ownarea.make"), Name: a.name, Drawn: string(a.outline), MostPoints: ownarea.MostOutlinePoints, FewestPeople: ownarea.FewestPeople}
	if v.ID != "" {
		v.Title = l.Text("ownarea.change_one")
	}
	if a.region.IsZero() && len(list.Municipalities) == 1 {
		a.region = list.Municipalities[0].Code
	}
	for _, m := range list.Municipalities {
		v.Regions = append(v.Regions, option{m.Code.String(), wording.Name(l, m), m.Code == a.region})
		if m.Code == a.region {
			v.RegionName = wording.Name(l, m)
		}
	}
	if err := p.divisions(r, v, &a, list.Divisions); err != nil {
		return err
	}
	if v.Division != "" && !a.region.IsZero() {
		if err := p.areas(r, v, a); err != nil {
			return err
		}
	}
	f := p.frame(r, v.Title)
	f.Scripts = []string{"ownarea"}
	if wrong == nil {
		return p.o.Pages.Render(w, r, p.compose, f, v)
	}
	v.Problems = strings.Split(l.Error(wrong), "\n")
	return p.o.Pages.RenderStatus(w, r, p.compose, page.Status{Frame: f, Code: http.StatusUnprocessableEntity}, v)
}

// divisions lists the divisions that have areas of the municipality; the newest of the smallest areas comes first.
func (p *Pages) divisions(r *page.Request, v *makeView, a *asked, all []area.DivisionID) error {
	l := r.Language
	if a.region.IsZero() {
		return nil
	}
	sorted := slices.Clone(all)
	slices.SortFunc(sorted, func(x, y area.DivisionID) int {
		if x.Level != y.Level {
			return int(y.Level) - int(x.Level)
		}
		return y.Year - x.Year
	})
	for _, id := range sorted {
		if id.Level < area.District {
			continue
		}
		d, err := p.o.Figures.Division(r.Context(), r.Reader, id)
		if err != nil {
			return err
		}
		if from, to := d.Index().Range(a.region); from == to {
			continue
		}
		if a.division.Level == 0 {
			a.division = id
		}
		v.Divisions = append(v.Divisions, option{divisionText(id), wording.Level(l, id.Level, 2) + " " + strconv.Itoa(id.Year), id == a.division})
	}
	if i := slices.IndexFunc(v.Divisions, func(o option) bool { return o.Chosen }); i >= 0 {
		v.Division, v.Region = v.Divisions[i].Value, a.region.String()
		v.LevelOne, v.LevelMore = wording.Level(l, a.division.Level, 1), wording.Level(l, a.division.Level, 2)
	}
	return nil
}

// areas lists the areas of the municipality under their district, and draws them.
func (p *Pages) areas(r *page.Request, v *makeView, a asked) error {
	l, ctx := r.Language, r.Context()
	d, err := p.o.Figures.Division(ctx, r.Reader, a.division)
	if err != nil {
		return err
	}
	chosen := map[area.Code]bool{}
	for _, c := range a.codes {
		chosen[c] = true
	}
	names := p.districts(r, a.division)
	var fills []drawing.Fill
	from, to := d.Index().Range(a.region)
	for i := from; i < to; i++ {
		one := d.At(i)
		f := drawing.Fill{Code: one.Code, Class: -1, Title: wording.Name(l, one)}
		if one.Kind != area.Land {
			f.Sign = drawing.Water
			fills = append(fills, f)
			continue
		}
		fills = append(fills, f)
		above := one.Code.District()
		if a.division.Level == area.District {
			above = a.region
		}
		if n := len(v.Groups); n == 0 || v.Groups[n-1].Value != above.String() {
			v.Groups = append(v.Groups, group{Name: names(above), Value: above.String()})
		}
		g := &v.Groups[len(v.Groups)-1]
		g.Areas = append(g.Areas, option{one.Code.String(), wording.Name(l, one), chosen[one.Code]})
		v.Chosen = v.Chosen || chosen[one.Code]
	}
	p.elsewhere(v, r, d, a)
	if v.HasShapes, err = p.o.Maps.Has(ctx, r.Reader, a.division); err != nil || !v.HasShapes {
		return err
	}
	o, err := p.o.Maps.Get(ctx, r.Reader, a.division, a.region, mapSize)
	if err != nil || o == nil {
		return err
	}
	v.Signs, v.Defs = drawing.Signs(), o.Defs("b")
	v.Map = drawing.Map(o, fills, drawing.MapOptions{Prefix: "b", Palette: drawing.Sequential(5), Label: l.Text("ownarea.map_label", "name", v.RegionName), Ground: true})
	v.Words, err = words(l)
	return err
}

// elsewhere lists the chosen areas of other municipalities, so that nothing that was chosen goes unseen.
func (p *Pages) elsewhere(v *makeView, r *page.Request, d *area.Division, a asked) {
	g := group{Name: r.Language.Text("ownarea.elsewhere"), Value: "elsewhere"}
	for _, c := range a.codes {
		if one, ok := d.Find(c); ok && one.Kind == area.Land && c.Municipality() != a.region {
			g.Areas = append(g.Areas, option{c.String(), wording.Name(r.Language, one), true})
		}
	}
	if len(g.Areas) > 0 {
		v.Groups, v.Chosen = append(v.Groups, g), true
	}
}

// districts returns how districts of a division are called.
func (p *Pages) districts(r *page.Request, id area.DivisionID) func(area.Code) string {
	id.Level = area.District
	d, err := p.o.Figures.Division(r.Context(), r.Reader, id)
	return func(c area.Code) string {
		if err == nil {
			if a, ok := d.Find(c); ok {
				return wording.Name(r.Language, a)
			}
		}
		return c.String()
	}
}

// mostForm is the largest form, an outline included.
const mostForm = 6 << 20

// Compose takes the form in: it keeps the area, or only shows it.
func (p *Pages) Compose(w http.ResponseWriter, r *page.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, mostForm)
	if err := r.ParseMultipartForm(1 << 20); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return problem.New(problem.Invalid, "ownarea.form_unreadable").Because(err)
	}
	if r.MultipartForm != nil {
		defer func() { _ = r.MultipartForm.RemoveAll() }()
	}
	a, err := readAsked(r.PostForm)
	if err != nil {
		return p.form(w, r, a, err)
	}
	if file, _, err := r.FormFile("bestand"); err == nil {
		text, err := io.ReadAll(file)
		if failed := file.Close(); err != nil || failed != nil {
			return problem.New(problem.Invalid, "ownarea.form_unreadable").Because(errors.Join(err, failed))
		}
		if len(text) > 0 {
			a.outline = text
		}
	}
	own, err := p.area(r, a)
	if err == nil && a.keep {
		own, err = p.keep(r, a.id, own)
	}
	if problem.KindOf(err) == problem.Invalid && err != nil {
		return p.form(w, r, a, err)
	}
	if err != nil {
		return err
	}
	if a.keep {
		http.Redirect(w, r.Request, page.LinkIn(r.Language, home+"/"+own.ID), http.StatusSeeOther)
		return nil
	}
	return p.page(w, r, own, a.id)
}

// keep keeps a new own area, or one in the place of the one that was changed.
func (p *Pages) keep(r *page.Request, id string, own ownarea.Area) (ownarea.Area, error) {
	if err := own.CanBeKept(); err != nil {
		return own, err
	}
	own.ID = id
	return p.o.Kept.SaveOwnArea(r.Context(), r.Reader, own)
}

// area makes the own area of what was asked: of an outline where there is one, and of chosen areas otherwise.
func (p *Pages) area(r *page.Request, a asked) (ownarea.Area, error) {
	return Compose(r.Context(), r.Reader, Grounds{p.o.Figures, p.o.Boundaries}, Wish{a.name, a.division, a.codes, a.outline})
}
