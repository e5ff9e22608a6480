package stackmap

import (
	"io"
	"net/http"
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	found "github.com/buurtbeeld/buurtbeeld/internal/stack/hotspot"
	"github.com/buurtbeeld/buurtbeeld/internal/web/hotspot"
	"github.com/buurtbeeld/buurtbeeld/internal/web/looks"
)

// subject finds what the address asks for.
func (p *Pages) subject(r *page.Request, striking string, picture *stack.Picture) (hotspot.Subject, error) {
	return hotspot.Ask(r.Context(), r.Reader, p.o.Hotspots, picture, hotspot.Question{Of: striking, Name: (&view{l: r.Language}).layerName})
}

// striking fills in what stands out. The map and its legend then show that instead of the stack.
func (p *Pages) striking(r *page.Request, v *view) error {
	s, err := p.subject(r, v.Query.Striking, v.Picture)
	if err != nil && (problem.KindOf(err) != problem.NotFound || v.outline != nil) {
		return err
	}
	if s.Result == nil {
		v.Query.Striking = ""
		return nil
	}
	o := hotspot.Options{Subject: s, Language: v.l, Picture: v.Picture, Outline: v.outline, Prefix: prefix, Many: v.Many, Tiles: v.Query.Tiles,
		Chosen: v.chosenCodes(), Region: v.regionName(), NameOf: func(row stack.Row) string { return v.names[row.Area.Code] },
		Href: func(c area.Code) string { return v.link(v.Query.choose(c)) }}
	if in, ok := v.what.indicators[s.Result.Base]; ok {
		o.Base = in.Name.In(v.l.String())
	}
	if v.Light {
		o.Outline = nil
	}
	v.Striking = hotspot.New(o)
	v.Legend, v.Classes = v.Striking.Legend, hotspot.Palette()
	if v.Map = v.Striking.Map; v.Light {
		v.Map, v.Look = blank, &Look{v.Classes, v.Striking.Label, looks.Letters(s.Fills(v.Picture), v.outline.Codes())}
	}
	return nil
}

// StrikingOptions are the ways to colour the map: by the stack, by the number of figures that count, and by each layer; nil
// where nobody knows who is whose neighbour.
func (v *view) StrikingOptions() []option {
	if v.outline == nil {
		return nil
	}
	to := func(striking, text string) option {
		return option{v.link(v.Query.with(func(q *Query) { q.Striking = striking })), text, v.Query.Striking == striking}
	}
	list := []option{to("", v.t("hotspot.switch_stack")), to(hotspot.OfStack, v.t("hotspot.of_hits"))}
	for i, name := range v.Picture.LayerNames() {
		list = append(list, to(name, v.LayerNames[i]))
	}
	return list
}

// StrikingClasses answers with the looks of all areas as the map shows them coloured by what stands out, or by the stack
// where the address asks for nothing else: what the map needs to change at once.
func (p *Pages) StrikingClasses(w http.ResponseWriter, r *page.Request) error {
	q, picture, err := p.asked(r, -1)
	if err != nil {
		return err
	}
	v, err := p.bare(r.Context(), r, q, picture)
	if err != nil {
		return err
	}
	s, err := p.subject(r, q.Striking, picture)
	if err != nil {
		return err
	}
	letters, palette := "", drawing.Stack(len(picture.Layers)).Class()
	if s.Result == nil {
		letters = v.looks()
	} else {
		letters, palette = looks.Letters(s.Fills(picture), v.outline.Codes()), hotspot.Palette()
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Palette", palette)
	_, err = io.WriteString(w, letters)
	return err
}

// StrikingCSV answers with what stands out as a table.
func (p *Pages) StrikingCSV(w http.ResponseWriter, r *page.Request) error {
	q, picture, err := p.asked(r, -1)
	if err != nil {
		return err
	}
	s, err := p.subject(r, q.Striking, picture)
	if err != nil {
		return err
	}
	if s.Result == nil {
		return problem.New(problem.Usage, "stackmap.address_unreadable")
	}
	version, err := p.o.Versions.Version(r.Context())
	if err != nil {
		return err
	}
	download(w, "text/csv; charset=utf-8", "opvallend.csv")
	return found.WriteCSV(w, picture, s.Result, found.Told{Subject: q.Striking, Store: strconv.FormatInt(version, 10)})
}
