package drawing

import (
	"math"
	"regexp"
	"strconv"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing/drawingtest"
)

// TestGroundTurnsThePictureBack goes from the country to the picture and back: what comes back is at most the rounding to
// units away, and the corners of the picture are its margin away from the areas.
func TestGroundTurnsThePictureBack(t *testing.T) {
	shapes := drawingtest.Island(t)
	o := NewOutline(shapes, OutlineOptions{Width: 200, Height: 200})
	g, box := o.Ground(), shapes.Bounds()
	for _, p := range []area.Point{{X: box.MinX, Y: box.MaxY}, {X: box.MaxX, Y: box.MinY}, {X: box.MinX + 123.4, Y: box.MinY + 98.7}} {
		d := o.frame.dot(p)
		if back := g.At(float64(d.x), float64(d.y)); math.Abs(back.X-p.X) > g.Metres/2+1e-6 || math.Abs(back.Y-p.Y) > g.Metres/2+1e-6 {
			t.Errorf("%v comes back as %v, with units of %v m", p, back, g.Metres)
		}
	}
	if at := g.At(margin, margin); math.Abs(at.X-box.MinX) > 1e-6 || math.Abs(at.Y-box.MaxY) > 1e-6 {
		t.Errorf("the north-west of %v is at %v", box, at)
	}
}

func TestAMapTellsItsGroundWhenAsked(t *testing.T) {
	o := island(t)
	m := MapOptions{Prefix: "m", Palette: Stack(6), Label: "x", Ground: true}
	svg := Map(o, nil, m)
	wellFormed(t, svg)
	found := regexp.MustCompile(`data-rd-x="([^"]+)" data-rd-y="([^"]+)" data-rd-metres="([^"]+)"`).FindStringSubmatch(svg)
	if found == nil {
		t.Fatal("the map does not tell where it lies")
	}
	for i, want := range []float64{o.Ground().X, o.Ground().Y, o.Ground().Metres} {
		if got, err := strconv.ParseFloat(found[i+1], 64); err != nil || got != want {
			t.Errorf("%d: %v, %v; not %v", i, got, err, want)
		}
	}
	m.Ground = false
	if regexp.MustCompile(`data-rd`).MatchString(Map(o, nil, m)) {
		t.Error("it tells without being asked")
	}
	if g := (&Outline{}).Ground(); g != (Ground{}) {
		t.Errorf("nothing drawn lies at %v", g)
	}
}
