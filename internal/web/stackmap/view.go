package stackmap

import (
	"context"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/web/crosslink"
	"github.com/buurtbeeld/buurtbeeld/internal/web/hotspot"
	"github.com/buurtbeeld/buurtbeeld/internal/web/pattern"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

// view is everything that the page of a stack shows. What is worked out from the picture is a method, so that the
// template reads as the page does.
type view struct {
	Query   Query
	Picture *stack.Picture
	l       locale.Language
	what    *loaded
	outline *drawing.Outline
	names   map[area.Code]string
	// Many is true where there are too many areas for links and lists of all of them.
	Many bool
	// Light leaves out the pictures of a page that has them: Drawn names them.
	Light bool
	Drawn string
	// Look is in the place of the map of a light page.
	Look *Look

	Lead     []string
	Minis    []mini
	Map      string
	Signs    string
	Defs     string
	Legend   string
	Classes  string
	Groups   []group
	Chosen   *chosen
	Matches  []page.Link
	Sources  []string
	Years    *pattern.Section
	Pair     *pairView
	Unknown  []string
	Layers   []layerForm
	Addable  []option
	Regions  []option
	Levels   []option
	DivYears []option
	FreeMap  string
	// Later says that the years are still being worked out.
	Later      bool
	MaySave    bool
	LayerNames []string
	// Striking is what stands out, where the address asks for it.
	Striking *hotspot.View
	// Strength leads to the ready-made stack of what goes well, when that can be built here.
	Strength string
}

func (p *Pages) view(r *page.Request, q Query, what *loaded, picture *stack.Picture) (*view, error) {
	// From here on the address says in full what is shown, so that a link shares exactly this.
	q.Layers, q.Year = picture.Choice.Layers, picture.Choice.Year
	v := &view{Query: q, Picture: picture, l: r.Language, what: what, Many: len(picture.Rows) > manyAreas, names: map[area.Code]string{}}
	if err := p.light(r, v); err != nil {
		return nil, err
	}
	v.nameAreas()
	for _, layer := range picture.Layers {
		v.LayerNames = append(v.LayerNames, v.layerName(layer))
	}
	v.Lead = v.lead()
	if err := p.draw(r.Context(), r.Reader, v); err != nil {
		return nil, err
	}
	if err := p.striking(r, v); err != nil {
		return nil, err
	}
	v.Groups = v.groups()
	v.Matches = v.search()
	var err error
	if v.Years, err = p.years(r, v); err != nil {
		return nil, err
	}
	v.Chosen = v.chosenArea()
	v.Pair = v.pair()
	v.Unknown = v.unknown()
	v.Strength = v.strength()
	v.forms(r)
	if v.Sources, err = p.sources(r, picture, v.outline != nil); err != nil {
		return nil, err
	}
	if v.outline != nil {
		has, err := p.o.Boundaries.HasTiles(r.Context(), r.Reader, picture.Division.ID())
		if err != nil {
			return nil, err
		}
		if has {
			v.FreeMap = page.LinkIn(v.l, "/kaart?"+q.String())
		}
	}
	v.MaySave = p.o.Keeps && p.o.MayWrite(r)
	return v, nil
}

// nameAreas names the areas. In a list of the whole country the municipality stands behind the name.
func (v *view) nameAreas() {
	in := map[area.Code]string{}
	if v.Picture.Region.Code == area.Netherlands && v.level() > area.Municipality {
		for _, m := range v.what.municipalities {
			in[m.Code] = m.Name
		}
	}
	for _, row := range v.Picture.Rows {
		name := wording.Name(v.l, row.Area)
		if m := in[row.Area.Code.Municipality()]; m != "" {
			name += ", " + m
		}
		v.names[row.Area.Code] = name
	}
}

func (v *view) t(key string, pairs ...any) string { return v.l.Text(key, pairs...) }

// link returns the address of a query in the language of the page.
func (v *view) link(q Query) string { return page.LinkIn(v.l, q.Address()) }

func (v *view) regionName() string { return wording.Name(v.l, v.Picture.Region) }

func (v *view) layerName(layer stack.LayerResult) string {
	name := layer.Indicator.Name.In(v.l.String())
	if layer.Layer.Group != "" {
		name += " (" + layer.Layer.Group + ")"
	}
	return name
}

// Links leads to what goes together with the first figure more often than expected, and LinksTo names that figure.
func (v *view) Links() string { return page.LinkIn(v.l, crosslink.Address(v.Picture.Choice)) }

// LinksTo names the first figure.
func (v *view) LinksTo() string { return v.LayerNames[0] }

func (v *view) level() area.Level { return v.Picture.Choice.Level }

// Title names the region and what was laid on each other.
func (v *view) Title() string { return v.t("stackmap.title", "region", v.regionName()) }

func (v *view) frame() page.Frame {
	f := page.Frame{Title: v.Title(), Nav: "stack", Wide: true, Scripts: []string{"stack", "brush"}, Description: strings.Join(v.Lead, " ")}
	f.Path = []page.Link{{Text: v.t("page.start"), Href: page.LinkIn(v.l, "/")}}
	if v.Picture.Region.Code != area.Netherlands {
		f.Path = append(f.Path, page.Link{Text: v.regionName(), Href: page.LinkIn(v.l, wording.Address(v.Picture.Region.Code))})
	}
	f.Path = append(f.Path, page.Link{Text: v.t("page.stack")})
	return f
}

// tooLittle reports whether so many layers are unknown for an area that its count says little: more than a third.
func tooLittle(row stack.Row) bool { return 3*(row.Layers-row.Known) > row.Layers }

// sign returns the sign of an area on the map of the stack.
func sign(row stack.Row) drawing.Sign {
	switch {
	case row.Uninhabited:
		return drawing.NotApplicable
	case !tooLittle(row):
		return drawing.None
	}
	withheld := 0
	for _, value := range row.Values {
		if s := value.Status(); s == indicator.Withheld || s == indicator.Unreliable {
			withheld++
		}
	}
	if 2*withheld >= row.Layers-row.Known {
		return drawing.Withheld
	}
	return drawing.NotMeasured
}

// stackText says how many layers hit: "4 van de 5", and how many were known where some were not.
func (v *view) stackText(row stack.Row) string {
	switch {
	case row.Known == 0:
		return v.t("stackmap.nothing_known")
	case row.Known < row.Layers:
		return v.t("stackmap.of_known", "hits", row.Hits, "known", row.Known)
	}
	return v.t("stackmap.of", "hits", row.Hits, "layers", row.Layers)
}

// row returns the row of an area.
func (v *view) row(c area.Code) (stack.Row, bool) {
	i, ok := slices.BinarySearchFunc(v.Picture.Rows, c, func(r stack.Row, c area.Code) int { return r.Area.Code.Compare(c) })
	if !ok {
		return stack.Row{}, false
	}
	return v.Picture.Rows[i], true
}

// strength returns the address of the stack of what goes well, for the same areas: a stack of worries alone is half a
// picture.
func (v *view) strength() string {
	for _, o := range stack.Offer(stack.Loaded(v.what.summaries, v.Picture.Division.ID())) {
		same := slices.ContainsFunc(o.Layers, func(l stack.Layer) bool {
			return slices.ContainsFunc(v.Query.Layers, func(m stack.Layer) bool { return l.Indicator == m.Indicator })
		})
		if o.Preset.ID == "strength" && o.Ready() && !same {
			return v.link(Query{Region: v.Query.Region, Level: v.Query.Level, Year: v.Query.Year, Layers: o.Layers, Chosen: v.Query.Chosen, Tiles: v.Query.Tiles, Pair: Pair{Y: 1}})
		}
	}
	return ""
}

// sources lists who published what a picture shows.
func (p *Pages) sources(r *page.Request, picture *stack.Picture, drawn bool) ([]string, error) {
	deliveries, err := p.o.Library.Deliveries(r.Context(), r.Reader)
	if err != nil {
		return nil, err
	}
	return wording.Credits(r.Language, deliveries, picture, drawn), nil
}

// outlineOf returns the outline of the areas of a picture.
func (p *Pages) outlineOf(ctx context.Context, r reader.Reader, picture *stack.Picture) (*drawing.Outline, error) {
	size := mapSize
	if len(picture.Rows) > manyAreas {
		size = countrySize
	}
	return p.o.Maps.Get(ctx, r, picture.Division.ID(), picture.Region.Code, size)
}
