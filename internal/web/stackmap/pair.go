package stackmap

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

// pairView lays two layers against each other and says which areas were picked out.
type pairView struct {
	XOptions, YOptions []option
	X, Y               sliders
	Chart, Answer      string
	// Question says in how many areas both layers count, and asks whether people know it; Luck how often chance would
	// give as many.
	Question, Luck string
	Picked         []listRow
	More           int
	Clear          string
	// AreasOne and AreasOther are the words for one area and for more.
	AreasOne, AreasOther string
}

// sliders is the reach of one axis: the keyboard's way to pick areas out of the cloud.
type sliders struct {
	Name           string
	Min, Max, Step string
	From, To       string
	FromText       string
}

// pairable bounds the cloud: more points than this are no longer told apart.
const pairable = 3000

func (v *view) pair() *pairView {
	layers := v.Picture.Layers
	x, y := v.Query.Pair.X, v.Query.Pair.Y
	if x < 0 || y < 0 || x >= len(layers) || y >= len(layers) || x == y {
		x, y = 0, 1
	}
	v.Query.Pair.X, v.Query.Pair.Y = x, y
	p := &pairView{X: v.sliders(x, v.Query.Pair.FromX), Y: v.sliders(y, v.Query.Pair.FromY),
		AreasOne: wording.Level(v.l, v.level(), 1), AreasOther: wording.Level(v.l, v.level(), 2)}
	for i, name := range v.LayerNames {
		p.XOptions = append(p.XOptions, option{strconv.Itoa(i), name, i == x})
		p.YOptions = append(p.YOptions, option{strconv.Itoa(i), name, i == y})
	}
	p.Question, p.Luck = v.coincidence(x, y)
	picked := v.picked()
	if len(v.Picture.Rows) <= pairable {
		p.Chart = v.scatter(x, y, picked)
	}
	if v.Query.Pair.picked() {
		p.Clear = v.link(v.Query.with(func(q *Query) { q.Pair = Pair{X: x, Y: y} }))
		p.Answer = v.t("stackmap.picked", "n", len(picked), "areas", wording.Level(v.l, v.level(), len(picked)))
		slices.SortFunc(picked, func(a, b stack.Row) int {
			return cmp.Compare(foldName(v.names[a.Area.Code]), foldName(v.names[b.Area.Code]))
		})
		for i, row := range picked {
			if i == 40 {
				p.More = len(picked) - i
				break
			}
			p.Picked = append(p.Picked, v.listRow(row))
		}
	}
	return p
}

// coincidence asks about the areas where both layers count.
func (v *view) coincidence(x, y int) (question, luck string) {
	c := v.Picture.Coincide(x, y)
	if c.Areas == 0 || c.FirstHits == 0 || c.SecondHits == 0 {
		return "", ""
	}
	question = v.t("stackmap.both", "n", c.Both, "areas", wording.Areas(v.l, v.level(), c.Both), "x", v.LayerNames[x], "y", v.LayerNames[y],
		"expected", v.l.Number(c.Expected, expectedDecimals(c.Expected)))
	switch {
	case c.Chance < 0.01:
		luck = v.t("stackmap.luck_rare")
	case c.Chance < 0.2:
		luck = v.t("stackmap.luck_some", "n", v.l.Number(c.Chance*100, 0))
	default:
		luck = v.t("stackmap.luck_often")
	}
	return question, luck
}

// picked returns the areas within the bounds of the pair.
func (v *view) picked() []stack.Row {
	pair := v.Query.Pair
	if pair.X >= len(v.Picture.Layers) || pair.Y >= len(v.Picture.Layers) {
		return nil
	}
	within := func(x float64, from, to *float64) bool { return (from == nil || x >= *from) && (to == nil || x <= *to) }
	var list []stack.Row
	for _, row := range v.Picture.Rows {
		x, okX := row.Values[pair.X].Number()
		y, okY := row.Values[pair.Y].Number()
		if okX && okY && within(x, pair.FromX, pair.ToX) && within(y, pair.FromY, pair.ToY) {
			list = append(list, row)
		}
	}
	return list
}

func (v *view) sliders(i int, from *float64) sliders {
	layer := v.Picture.Layers[i]
	// The ends are rounded outwards to a step: a browser refuses a slider whose value lies between two steps.
	steps := math.Pow(10, float64(layer.Indicator.Decimals))
	low, high := math.Floor(layer.Spread.Min*steps)/steps, math.Ceil(layer.Spread.Max*steps)/steps
	s := sliders{Name: v.LayerNames[i], Min: plain(low), Max: plain(high), Step: plain(1 / steps)}
	value := low
	if from != nil {
		value = math.Round(min(max(*from, low), high)*steps) / steps
	}
	s.From = plain(value)
	s.FromText = wording.Number(v.l, layer.Indicator, value)
	return s
}

// plain writes a number as forms hold it.
func plain(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func (v *view) scatter(x, y int, picked []stack.Row) string {
	lx, ly := v.Picture.Layers[x], v.Picture.Layers[y]
	chart := drawing.ScatterChart{XLabel: v.LayerNames[x], YLabel: v.LayerNames[y], XCut: lx.Cut, YCut: ly.Cut,
		HasCuts: lx.HasCut && ly.HasCut && !lx.AllEqual && !ly.AllEqual && !lx.Layer.Low && !ly.Layer.Low,
		FormatX: func(f float64) string { return wording.Tick(v.l, f) }}
	chart.Label = v.t("stackmap.scatter_label", "x", v.LayerNames[x], "y", v.LayerNames[y])
	chart.Width, chart.Height = 560, 420
	chart.Format = func(f float64) string { return wording.Tick(v.l, f) }
	in := map[string]bool{}
	if v.Query.Pair.picked() {
		for _, row := range picked {
			in[row.Area.Code.String()] = true
		}
	}
	for _, row := range v.Picture.Rows {
		px, okX := row.Values[x].Number()
		py, okY := row.Values[y].Number()
		if !okX || !okY {
			continue
		}
		code := row.Area.Code
		title := v.names[code] + ": " + wording.Number(v.l, lx.Indicator, px) + " / " + wording.Number(v.l, ly.Indicator, py)
		chart.Points = append(chart.Points, drawing.ScatterPoint{Code: code, Title: title, X: px, Y: py, Small: row.Small,
			Chosen: in[code.String()] || code == v.Query.Chosen})
	}
	return drawing.Scatter(chart)
}

// expectedDecimals keeps a small expectation from reading as none.
func expectedDecimals(x float64) int {
	if x < 10 {
		return 1
	}
	return 0
}
