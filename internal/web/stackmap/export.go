package stackmap

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/web/hotspot"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

// asked builds the picture that an address asks for, for a download. Without draws it is quick, and says nothing about
// how firm places are.
func (p *Pages) asked(r *page.Request, draws int) (Query, *stack.Picture, error) {
	q, err := ParseQuery(r.URL.Query())
	if err != nil {
		return q, nil, err
	}
	c := q.choice()
	c.Draws = draws
	picture, err := stack.Build(r.Context(), r.Reader, p.o.Figures, c)
	return q, picture, err
}

// CSV answers with the stack as a table.
func (p *Pages) CSV(w http.ResponseWriter, r *page.Request) error {
	_, picture, err := p.asked(r, 0)
	if err != nil {
		return err
	}
	download(w, "text/csv; charset=utf-8", "stapel.csv")
	return stack.WriteCSV(w, picture, r.Language.String())
}

// GeoJSON answers with the stack and the boundaries.
func (p *Pages) GeoJSON(w http.ResponseWriter, r *page.Request) error {
	_, picture, err := p.asked(r, 0)
	if err != nil {
		return err
	}
	shapes, err := p.o.Boundaries.Shapes(r.Context(), r.Reader, picture.Division.ID(), picture.Region.Code)
	if err != nil {
		return err
	}
	if shapes.Bounds().IsEmpty() {
		return problem.New(problem.NotFound, "stackmap.no_boundaries", "year", yearText(picture.Choice.Year))
	}
	if picture.Sources, err = p.sources(r, picture, true); err != nil {
		return err
	}
	download(w, "application/geo+json", "stapel.geojson")
	return stack.WriteGeoJSON(w, picture, r.Language.String(), shapes, area.WGS84FromRD)
}

// SVG answers with the map as a file of its own, with title, legend and source.
func (p *Pages) SVG(w http.ResponseWriter, r *page.Request) error {
	q, picture, err := p.asked(r, -1)
	if err != nil {
		return err
	}
	v, err := p.bare(r.Context(), r, q, picture)
	if err != nil {
		return err
	}
	sources, err := p.sources(r, picture, true)
	if err != nil {
		return err
	}
	var dated []string
	for i, layer := range picture.Layers {
		dated = append(dated, v.LayerNames[i]+" "+layer.Layer.Period.String())
	}
	names := r.Language.List(dated)
	o := drawing.MapOptions{Prefix: prefix, Palette: drawing.Stack(len(picture.Layers)), Label: v.lead()[0], Standalone: true, Flat: v.Many,
		Title: v.Title() + ": " + names, Source: v.t("stackmap.source") + ": " + strings.Join(sources, "; ") + ". " + v.lead()[0], Legend: v.legend(), Chosen: v.oneChosen()}
	fills := v.fills()
	if s, err := p.subject(r, q.Striking, picture); err != nil {
		return err
	} else if s.Result != nil {
		f := hotspot.NewFile(hotspot.Options{Subject: s, Language: r.Language, Picture: picture, Region: v.regionName()})
		fills, o.Palette, o.Label, o.Title, o.Legend = f.Fills, f.Palette, f.Label, f.Label, f.Legend
		o.Source = v.t("stackmap.source") + ": " + strings.Join(sources, "; ") + ". " + names + ". " + f.Lead
	}
	download(w, "image/svg+xml", "stapel.svg")
	_, err = io.WriteString(w, drawing.Map(v.outline, fills, o))
	return err
}

// bare is a view for what stands apart from the page.
func (p *Pages) bare(ctx context.Context, r *page.Request, q Query, picture *stack.Picture) (*view, error) {
	q.Layers, q.Year = picture.Choice.Layers, picture.Choice.Year
	v := &view{Query: q, Picture: picture, l: r.Language, Many: len(picture.Rows) > manyAreas, names: map[area.Code]string{}}
	for _, layer := range picture.Layers {
		v.LayerNames = append(v.LayerNames, v.layerName(layer))
	}
	var err error
	if v.outline, err = p.outlineOf(ctx, r.Reader, picture); err == nil && v.outline == nil {
		err = problem.New(problem.NotFound, "stackmap.no_boundaries", "year", yearText(picture.Choice.Year))
	}
	return v, err
}

// Classes answers with the looks of all areas, one letter each in painting order: what the map needs to change at once
// when somebody moves a threshold.
func (p *Pages) Classes(w http.ResponseWriter, r *page.Request) error {
	values := r.URL.Query()
	if isForm(values) {
		canonical, err := fromForm(values)
		if err != nil {
			return err
		}
		r.URL.RawQuery = canonical.Encode()
	}
	q, picture, err := p.asked(r, -1)
	if err != nil {
		return err
	}
	v, err := p.bare(r.Context(), r, q, picture)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Stack-Address", page.LinkIn(r.Language, v.Query.Address()))
	w.Header().Set("X-Stack-Layers", strconv.Itoa(len(picture.Layers)))
	_, err = io.WriteString(w, v.looks())
	return err
}

// counted is one area for the free map: its name, what is said of it, and its number of hits, or a sign instead.
type counted struct {
	Name string `json:"name"`
	Text string `json:"text"`
	Hits int    `json:"hits"`
	Sign string `json:"sign,omitempty"`
}

var signNames = map[drawing.Sign]string{drawing.Withheld: "withheld", drawing.NotMeasured: "unmeasured", drawing.NotApplicable: "empty"}

// Counts answers with what the free map joins to its tiles, by code.
func (p *Pages) Counts(w http.ResponseWriter, r *page.Request) error {
	q, picture, err := p.asked(r, -1)
	if err != nil {
		return err
	}
	v := &view{Query: q, Picture: picture, l: r.Language}
	areas := make(map[string]counted, len(picture.Rows))
	for _, row := range picture.Rows {
		c := counted{Name: wording.Name(v.l, row.Area), Text: v.stackText(row), Hits: row.Hits}
		if c.Sign = signNames[sign(row)]; c.Sign != "" {
			c.Hits = -1
		}
		areas[row.Area.Code.String()] = c
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(areas)
}

func download(w http.ResponseWriter, kind, name string) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
}
