// Package delivery is the pages of sources: what was read in, from where, and reading in more (Dutch: levering).
package delivery

import (
	"cmp"
	"context"
	"embed"
	"maps"
	"net/http"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/web/pattern"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

//go:embed template/*.html
var templates embed.FS

// Library gives the deliveries, and takes one back.
type Library interface {
	Deliveries(ctx context.Context, r reader.Reader) ([]indicator.Delivery, error)
	FindDelivery(ctx context.Context, r reader.Reader, id string) (indicator.Delivery, error)
	Undo(ctx context.Context, r reader.Reader, id string) error
}

// Options is what the pages need. All but Importer are required.
type Options struct {
	Pages    *page.Site
	Figures  stack.Figures
	Library  Library
	Importer Importer
	MayWrite func(*page.Request) bool
}

// Pages are the pages of sources.
type Pages struct {
	o                                    Options
	list, show, undo, choose, check, end *page.Template
}

// New returns the pages.
func New(o Options) *Pages {
	return &Pages{o: o, list: page.MustParse(templates, "template/list.html"),
		show: page.MustParse(templates, "template/show.html", "template/report.html", "template/changes.html"), undo: page.MustParse(templates, "template/undo.html"),
		choose: page.MustParse(templates, "template/choose.html", "template/steps.html"),
		check:  page.MustParse(templates, "template/check.html", "template/report.html", "template/steps.html"),
		end:    page.MustParse(templates, "template/end.html", "template/steps.html", "template/changes.html")}
}

// row is one delivery in the list.
type row struct {
	ID, Title, Kind, Source, Licence, Year, Day, Href string
	Figures                                           string
}

// List answers with everything that was read in, newest first.
func (p *Pages) List(w http.ResponseWriter, r *page.Request) error {
	all, err := p.o.Library.Deliveries(r.Context(), r.Reader)
	if err != nil {
		return err
	}
	summaries, err := p.o.Figures.Summaries(r.Context(), r.Reader)
	if err != nil {
		return err
	}
	shown := map[string]map[indicator.ID]bool{}
	for _, s := range summaries {
		if shown[s.Delivery] == nil {
			shown[s.Delivery] = map[indicator.ID]bool{}
		}
		shown[s.Delivery][s.Key.Indicator] = true
	}
	l := r.Language
	v := struct {
		Rows                []row
		MayWrite, MayImport bool
	}{MayWrite: p.o.MayWrite(r), MayImport: p.o.Importer != nil && p.o.MayWrite(r)}
	for _, d := range all {
		v.Rows = append(v.Rows, row{ID: d.ID, Title: title(d), Kind: l.Text("sources.kind_" + string(d.Kind)), Source: cmp.Or(wording.Source(d), "–"), Licence: cmp.Or(d.Licence, "–"),
			Year: indicator.Year(d.Year).String(), Day: l.Date(d.ReadAt), Href: page.LinkIn(l, "/bronnen/"+d.ID), Figures: l.Number(float64(len(shown[d.ID])), 0)})
	}
	return p.o.Pages.Render(w, r, p.list, page.Frame{Title: l.Text("page.sources"), Nav: "sources"}, v)
}

// title returns what people call a delivery.
func title(d indicator.Delivery) string {
	if len(d.Files) > 0 {
		return cmp.Or(d.Title, d.Table, d.Files[0])
	}
	return cmp.Or(d.Title, d.Table, d.Source)
}

// reportView is a report in words.
type reportView struct {
	Rows, Matched, Unmatched     string
	Examples                     []string
	Statuses, Signs              []Fact
	Columns                      []columnView
	New, Renamed, Vanished       []string
	Outliers                     []outlierView
	Notes                        []string
	HasRows, Compared, HasColumn bool
}

// Some reports whether there is anything to tell.
func (v reportView) Some() bool {
	return v.HasRows || v.HasColumn || v.Compared || len(v.Notes)+len(v.Outliers)+len(v.Statuses)+len(v.Signs) > 0
}

// columnView is what became of a column of the input.
type columnView struct{ Source, Name, Href, Fate, Known, Empty string }

// outlierView is a value to look at.
type outlierView struct{ Name, Area, Value, Href string }

// report puts a report into words.
func (p *Pages) report(r *page.Request, rep indicator.Report, known []indicator.Indicator) reportView {
	l := r.Language
	number := func(n int) string { return l.Number(float64(n), 0) }
	v := reportView{Rows: number(rep.Rows), Matched: number(rep.Matched), Unmatched: number(rep.Unmatched), Examples: rep.UnmatchedExamples,
		New: rep.NewColumns, Renamed: rep.RenamedColumns, Vanished: rep.VanishedColumns, HasRows: rep.Rows > 0}
	v.Compared = len(rep.NewColumns)+len(rep.RenamedColumns)+len(rep.VanishedColumns) > 0
	for _, s := range indicator.Statuses() {
		if n := rep.Statuses[s.String()]; n > 0 {
			v.Statuses = append(v.Statuses, Fact{wording.Status(l, s), number(n)})
		}
	}
	for _, sign := range slices.Sorted(maps.Keys(rep.Signs)) {
		v.Signs = append(v.Signs, Fact{sign, number(rep.Signs[sign])})
	}
	find := func(id indicator.ID) (indicator.Indicator, bool) {
		i := slices.IndexFunc(known, func(in indicator.Indicator) bool { return in.ID == id })
		if i < 0 {
			return indicator.Indicator{}, false
		}
		return known[i], true
	}
	for _, c := range rep.Columns {
		line := columnView{Source: c.Source, Fate: l.Text("sources.fate_" + cmp.Or(c.Fate, "unknown")), Known: number(c.Known), Empty: number(c.Empty), Name: string(c.Indicator)}
		if in, ok := find(c.Indicator); ok {
			line.Name, line.Href = in.Name.In(l.String()), page.LinkIn(l, "/cijfer/"+string(in.ID))
		}
		v.Columns = append(v.Columns, line)
	}
	v.HasColumn = len(v.Columns) > 0
	for _, o := range rep.Outliers {
		in, ok := find(o.Indicator)
		if !ok {
			in.Name.NL, in.Decimals = string(o.Indicator), 2
		}
		v.Outliers = append(v.Outliers, outlierView{in.Name.In(l.String()), o.Area.String(), wording.Number(l, in, o.Value), page.LinkIn(l, wording.Address(o.Area))})
	}
	for _, n := range rep.Notes {
		v.Notes = append(v.Notes, note(l, n))
	}
	return v
}

// note writes the sentence of a note.
func note(l locale.Language, n indicator.Note) string {
	var pairs []any
	for _, name := range slices.Sorted(maps.Keys(n.Args)) {
		pairs = append(pairs, name, n.Args[name])
	}
	return l.Text(n.Key, pairs...)
}

// showView is the page of one delivery.
type showView struct {
	indicator.Delivery
	Name, From, KindName, Day, YearText string
	Report                              reportView
	MayWrite                            bool
	Undo                                string
	// Changes says of which areas the pattern changed with the delivery, as long as that is remembered.
	Changes []pattern.Change
}

// Show answers with one delivery: where it came from and what was found while reading it.
func (p *Pages) Show(w http.ResponseWriter, r *page.Request) error {
	d, err := p.o.Library.FindDelivery(r.Context(), r.Reader, r.PathValue("id"))
	if err != nil {
		return err
	}
	known, err := p.o.Figures.Indicators(r.Context(), r.Reader)
	if err != nil {
		return err
	}
	l := r.Language
	v := showView{Delivery: d, Name: title(d), From: wording.Source(d), KindName: l.Text("sources.kind_" + string(d.Kind)), Day: l.Date(d.ReadAt), YearText: indicator.Year(d.Year).String(),
		Report: p.report(r, d.Report, known), MayWrite: p.o.MayWrite(r), Undo: page.LinkIn(l, "/bronnen/ongedaan/"+d.ID), Changes: p.changes(r, d.ID)}
	return p.o.Pages.Render(w, r, p.show, p.frame(r, v.Name), v)
}

// changes says what a delivery changed in the patterns, as far as that is remembered.
func (p *Pages) changes(r *page.Request, id string) []pattern.Change {
	c, ok := p.o.Importer.(Comparer)
	if !ok {
		return nil
	}
	return pattern.Changes(r.Language, c.Changes(r.Reader, id))
}

func (p *Pages) frame(r *page.Request, name string) page.Frame {
	l := r.Language
	return page.Frame{Title: name, Nav: "sources", Path: []page.Link{{Text: l.Text("page.sources"), Href: page.LinkIn(l, "/bronnen")}, {Text: name}}}
}

// AskUndo asks whether a delivery is really to be taken back.
func (p *Pages) AskUndo(w http.ResponseWriter, r *page.Request) error {
	d, err := p.o.Library.FindDelivery(r.Context(), r.Reader, r.PathValue("id"))
	if err != nil {
		return err
	}
	v := struct{ Name, Action, Back string }{title(d), page.LinkIn(r.Language, "/bronnen/ongedaan/"+d.ID), page.LinkIn(r.Language, "/bronnen/"+d.ID)}
	return p.o.Pages.Render(w, r, p.undo, p.frame(r, r.Language.Text("sources.undo")), v)
}

// Undo takes a delivery back.
func (p *Pages) Undo(w http.ResponseWriter, r *page.Request) error {
	if err := p.o.Library.Undo(r.Context(), r.Reader, r.PathValue("id")); err != nil {
		return err
	}
	http.Redirect(w, r.Request, page.LinkIn(r.Language, "/bronnen"), http.StatusSeeOther)
	return nil
}
