package drawing

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing/drawingtest"
	"github.com/buurtbeeld/buurtbeeld/internal/golden"
)

// wellFormed fails when a drawing is no XML, which other programs must read.
func wellFormed(t *testing.T, svg string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader("<all>" + svg + "</all>"))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("%v in %s", err, svg)
		}
	}
}

func island(t *testing.T) *Outline {
	return NewOutline(drawingtest.Island(t), OutlineOptions{Width: 200, Height: 200})
}

// lines puts every element on its own line, so that a difference is easy to find.
func lines(svg string) []byte { return []byte(strings.ReplaceAll(svg, "><", ">\n<") + "\n") }

func islandFills(t *testing.T) []Fill {
	c := drawingtest.Codes(t, "BU19990001", "BU19990002", "BU19990101", "BU19990102")
	return []Fill{
		{Code: c[2], Class: 3, Title: "Zuid & Co: 3 van 6", Href: "/buurt/BU19990101", Provisional: true},
		{Code: c[0], Class: 1, Small: true},
		{Code: c[1], Sign: Withheld, Class: -1, Title: "niet getoond"},
	}
}

func TestDefs(t *testing.T) {
	o := island(t)
	golden.Equal(t, lines(o.Defs("m")), "defs.svg")
	wellFormed(t, o.Defs("m"))
	if w, h := o.Size(); w != 200 || h > 200 || h < 100 {
		t.Errorf("size %d x %d", w, h)
	}
}

func TestMap(t *testing.T) {
	o := island(t)
	options := MapOptions{Prefix: "m", Palette: Stack(6), Label: "Stapel per buurt", Links: true,
		Chosen: drawingtest.Codes(t, "BU19990102")}
	golden.Equal(t, lines(Map(o, islandFills(t), options)), "map.svg")
	options.Mini, options.Links = true, false
	golden.Equal(t, lines(Map(o, islandFills(t), options)), "map_mini.svg")
	options.Flat = true
	wellFormed(t, Map(o, islandFills(t), options))
	golden.Equal(t, lines(Map(o, islandFills(t), options)), "map_flat.svg")
	options = MapOptions{Prefix: "m", Palette: Stack(6), Label: "Stapel per buurt", Inline: true, Chosen: options.Chosen,
		Numbers: func(f Fill) string { return strconv.Itoa(f.Class) }}
	golden.Equal(t, lines(Map(o, islandFills(t), options)), "map_inline.svg")
	options = MapOptions{Prefix: "m", Palette: Stack(6), Label: "Stapel per buurt", Standalone: true,
		Title: "Waar komen zorgen samen <in het eiland>?", Source: "Verzonnen cijfers.",
		Legend: []Entry{{Class: 0, Label: "0"}, {Class: 6, Label: "6"}, {Sign: Withheld, Label: "niet getoond, om mensen te beschermen"},
			{Class: -1, Chosen: true, Label: "uw keuze"}, {Class: -1, Dashed: true, Label: "voorlopig"}, {Class: 2, Small: true, Label: "weinig inwoners"}}}
	alone := Map(o, islandFills(t), options)
	golden.Equal(t, []byte(alone), "map_alone.svg")
	wellFormed(t, alone)
	golden.Equal(t, lines(Legend(Stack(6), options.Legend)), "legend.html")
}

func TestAlmostAllEstimatedIsOneDashedNet(t *testing.T) {
	fills := []Fill{}
	s := map[string]area.Geometry{}
	for i, code := range []string{"BU19990001", "BU19990002", "BU19990003", "BU19990004", "BU19990005", "BU19990006"} {
		x := float64(i * 100)
		s[code] = area.Geometry{{drawingtest.Ring(x, 0, x+100, 0, x+100, 100, x, 100)}}
		fills = append(fills, Fill{Code: drawingtest.Codes(t, code)[0], Estimated: true})
	}
	o := NewOutline(drawingtest.Shapes(t, s), OutlineOptions{Width: 300, Height: 300})
	svg := Map(o, fills, MapOptions{Prefix: "m", Palette: Sequential(5), Label: "x"})
	if !strings.Contains(svg, `"areas lines dashed"`) || strings.Contains(svg, `class="dash"`) {
		t.Error(svg)
	}
}

func TestEveryAreaKeepsAMark(t *testing.T) {
	s := drawingtest.Shapes(t, map[string]area.Geometry{
		"BU19990001": {{drawingtest.Ring(0, 0, 10000, 0, 10000, 10000, 0, 10000), drawingtest.Ring(5000, 5000, 5003, 5000, 5003, 5003)}},
		"BU19990000": {{drawingtest.Ring(5000, 5000, 5003, 5000, 5003, 5003)}},
		"BU19990002": nil,
	})
	o := NewOutline(s, OutlineOptions{Width: 100, Height: 100})
	if got := o.Codes(); len(got) != 2 || got[1].String() != "BU19990000" {
		t.Errorf("the small area must be painted last: %v", got)
	}
	if _, _, ok := o.Point(drawingtest.Codes(t, "BU19990002")[0]); ok {
		t.Error("an area without boundary has no place")
	}
	empty := NewOutline(drawingtest.Shapes(t, nil), OutlineOptions{})
	wellFormed(t, empty.Defs("m")+Map(empty, nil, MapOptions{Standalone: true, Palette: Stack(3)})+TileView(empty, nil, TileOptions{}))
}

func TestNeighboursTouch(t *testing.T) {
	o := island(t)
	edges := map[[2]dot]int{}
	for _, s := range o.shapes {
		for _, r := range s.rings {
			for i, a := range r {
				b := r[(i+1)%len(r)]
				if a.x > b.x || a.x == b.x && a.y > b.y {
					a, b = b, a
				}
				edges[[2]dot{a, b}]++
			}
		}
	}
	shared := 0
	for _, n := range edges {
		if n == 2 {
			shared++
		}
	}
	// The river keeps 4 or more pieces; the border to the south 2, the lake 4.
	if shared < 10 {
		t.Errorf("%d shared edges", shared)
	}
}

func TestPointLiesInside(t *testing.T) {
	o := island(t)
	for _, c := range o.Codes() {
		x, y, ok := o.Point(c)
		s, _ := o.find(c)
		if !ok || depth(s.rings, x*unitsPerPixel, y*unitsPerPixel) <= 0 {
			t.Errorf("%s: %v, %v lies outside", c, x, y)
		}
	}
}

func TestTileViewGivesEachAreaItsOwnCell(t *testing.T) {
	o := island(t)
	golden.Equal(t, lines(TileView(o, islandFills(t), TileOptions{Palette: Stack(6), Label: "Stapel per buurt", Width: 200,
		Chosen: drawingtest.Codes(t, "BU19990001")})), "tiles.svg")
	for name, load := range map[string]func(testing.TB) (*area.Shapes, bool){"Dordrecht": drawingtest.Dordrecht, "country": drawingtest.National} {
		s, ok := load(t)
		if !ok {
			continue
		}
		o := NewOutline(s, OutlineOptions{Width: 600, Height: 700})
		g := o.grid()
		taken := map[dot]bool{}
		for _, p := range g.places {
			taken[p] = true
		}
		if len(taken) != len(o.order) || g.columns*g.rows > 4*len(g.places) {
			t.Errorf("%s: %d cells for %d areas on %d x %d", name, len(taken), len(o.order), g.columns, g.rows)
		}
	}
}

func TestDamagedBoundariesGiveWellFormedPictures(t *testing.T) {
	for seed := range uint64(300) {
		o := NewOutline(drawingtest.Shapes(t, drawingtest.Damaged(seed)), OutlineOptions{Width: 300, Height: 200})
		m := MapOptions{Prefix: "m", Palette: Stack(3), Label: "x", Numbers: func(Fill) string { return "1" }, Inline: true}
		var fills []Fill
		for _, c := range o.Codes() {
			fills = append(fills, Fill{Code: c, Class: 1})
		}
		svg := o.Defs("m") + Map(o, fills, m) + TileView(o, fills, TileOptions{Palette: m.Palette})
		wellFormed(t, svg)
		if w, h := o.Size(); w > 310 || h > 210 || strings.Contains(svg, "NaN") {
			t.Errorf("seed %d: %d x %d: %s", seed, w, h, svg)
		}
	}
}

var numbers = regexp.MustCompile(`-?\d+`)

func TestRealAreasAllDrawnAndSmall(t *testing.T) {
	if s, ok := drawingtest.Dordrecht(t); ok {
		o := NewOutline(s, OutlineOptions{Width: 640, Height: 560})
		if n := len(o.Codes()); n != 130 {
			t.Errorf("%d areas of 130", n)
		}
		if n := len(o.Defs("m")); n > 20_000 {
			t.Errorf("defs of %d bytes", n)
		}
	}
	s, ok := drawingtest.National(t)
	if !ok {
		return
	}
	o := NewOutline(s, OutlineOptions{Width: 600, Height: 700})
	if n := len(o.Codes()); n != s.Index().Len() {
		t.Errorf("%d areas of %d", n, s.Index().Len())
	}
	flat := Map(o, nil, MapOptions{Palette: Stack(5), Label: "x", Flat: true})
	if len(flat) > 400_000 || len(numbers.FindString(flat)) == 0 {
		t.Errorf("flat map of %d bytes", len(flat))
	}
}

func BenchmarkOutline(b *testing.B) {
	s, ok := drawingtest.National(b)
	if !ok {
		return
	}
	for b.Loop() {
		NewOutline(s, OutlineOptions{Width: 600, Height: 700})
	}
}
