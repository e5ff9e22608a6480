package crosswalk

import (
	"context"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

func TestWhatHappensToAreas(t *testing.T) {
	tests := map[string]struct {
		from, to []place
		options  Options
		want     string
	}{
		"nothing changed": {
			from: []place{{"BU00010001", rectangle(0, 0, 500, 500)}, {"BU00010002", rectangle(500, 0, 1000, 500)}},
			to:   []place{{"BU00010001", rectangle(0, 0, 500, 500)}, {"BU00010002", rectangle(500, 0, 1000, 500)}},
			want: "BU00010001 same BU00010001:1\nBU00010002 same BU00010002:1\n",
		},
		"another code": {
			from: []place{{"BU00010001", rectangle(0, 0, 500, 500)}, {"BU00010002", rectangle(500, 0, 1000, 500)}},
			to:   []place{{"BU00010001", rectangle(0, 0, 500, 500)}, {"BU00010007", rectangle(500, 0, 1000, 500)}},
			want: "BU00010001 same BU00010001:1\nBU00010007 renamed BU00010002:1\n",
		},
		"codes that changed places": {
			from: []place{{"BU00010001", rectangle(0, 0, 500, 500)}, {"BU00010002", rectangle(500, 0, 1000, 500)}},
			to:   []place{{"BU00010002", rectangle(0, 0, 500, 500)}, {"BU00010001", rectangle(500, 0, 1000, 500)}},
			want: "BU00010001 renamed BU00010002:1\nBU00010002 renamed BU00010001:1\n",
		},
		"two joined": {
			from: []place{{"GM0001", rectangle(0, 0, 500, 500)}, {"GM0002", rectangle(500, 0, 1000, 500)}},
			to:   []place{{"GM0009", rectangle(0, 0, 1000, 500)}},
			want: "GM0009 joined GM0001:1 GM0002:1\n",
		},
		"one divided": {
			from: []place{{"GM0009", rectangle(0, 0, 1000, 500)}},
			to:   []place{{"GM0001", rectangle(0, 0, 250, 500)}, {"GM0009", rectangle(250, 0, 1000, 500)}},
			want: "GM0001 redrawn GM0009:0.25\nGM0009 redrawn GM0009:0.75\n",
		},
		"divided by where people live": {
			from: []place{{"WK000100", rectangle(0, 0, 1000, 500)}},
			to:   []place{{"WK000101", rectangle(0, 0, 250, 500)}, {"WK000102", rectangle(250, 0, 1000, 500)}},
			options: Options{People: []People{{At: area.Point{X: 100100, Y: 400100}, Number: 600}, {At: area.Point{X: 100900, Y: 400100}, Number: 400},
				{At: area.Point{X: 900000, Y: 400100}, Number: 5000}, {At: area.Point{X: 100901, Y: 400100}, Number: math.NaN()}}},
			want: "WK000101 redrawn WK000100:0.6\nWK000102 redrawn WK000100:0.4\n",
		},
		"all people live in one part": {
			from:    []place{{"WK000100", rectangle(0, 0, 1000, 500)}},
			to:      []place{{"WK000101", rectangle(0, 0, 250, 500)}, {"WK000102", rectangle(250, 0, 1000, 500)}},
			options: Options{People: []People{{At: area.Point{X: 100100, Y: 400100}, Number: 600}}},
			want:    "WK000101 renamed WK000100:1\nWK000102 not_linked gap\n",
		},
		"a border drawn a little otherwise is the same": {
			from:    []place{{"GM0001", rectangle(0, 0, 500, 500)}, {"GM0002", rectangle(500, 0, 1000, 500)}},
			to:      []place{{"GM0001", rectangle(0, 0, 504, 500)}, {"GM0002", rectangle(504, 0, 1000, 500)}},
			options: Options{NoiseMetres: 10},
			want:    "GM0001 same GM0001:1\nGM0002 same GM0002:1\n",
		},
		"a strip is noise beside what changed": {
			from:    []place{{"GM0001", rectangle(0, 0, 500, 500)}, {"GM0002", rectangle(500, 0, 1000, 500)}, {"GM0003", rectangle(0, 500, 500, 900)}},
			to:      []place{{"GM0001", rectangle(0, 0, 504, 900)}, {"GM0002", rectangle(504, 0, 1000, 500)}},
			options: Options{NoiseMetres: 10},
			want:    "GM0001 joined GM0001:1 GM0003:1\nGM0002 same GM0002:1\n",
		},
		"a narrow area is no noise": {
			from:    []place{{"BU00010001", rectangle(0, 0, 8, 500)}, {"BU00010002", rectangle(8, 0, 1000, 500)}},
			to:      []place{{"BU00010005", rectangle(0, 0, 8, 500)}, {"BU00010002", rectangle(8, 0, 1000, 500)}},
			options: Options{NoiseMetres: 20},
			want:    "BU00010002 same BU00010002:1\nBU00010005 renamed BU00010001:1\n",
		},
		"part of the new area has no earlier one": {
			from: []place{{"GM0001", rectangle(0, 0, 500, 500)}},
			to:   []place{{"GM0009", rectangle(0, 0, 1000, 500)}},
			want: "GM0009 not_linked gap\n",
		},
		"part of the old area has no later one": {
			from: []place{{"GM0001", rectangle(0, 0, 1000, 500)}, {"GM0002", rectangle(0, 500, 1000, 900)}},
			to:   []place{{"GM0009", rectangle(0, 0, 500, 500)}, {"GM0002", rectangle(0, 500, 1000, 900)}},
			want: "GM0002 same GM0002:1\nGM0009 not_linked gap\n",
		},
		"the coast moved": {
			from: []place{{"GM0001", rectangle(0, 0, 1000, 500)}},
			to:   []place{{"GM0001", rectangle(0, 0, 700, 500)}},
			want: "GM0001 same GM0001:1\n",
		},
		"without boundaries": {
			from: []place{{"GM0001", nil}, {"GM0002", nil}},
			to:   []place{{"GM0001", nil}, {"GM0002", rectangle(0, 0, 500, 500)}},
			want: "GM0001 not_linked no_boundary\nGM0002 not_linked gap\n",
		},
		"without boundaries, and nothing changed by what the source says": {
			from:    []place{{"GM0001", nil}, {"GM0002", nil}},
			to:      []place{{"GM0001", nil}, {"GM0002", nil}},
			options: Options{Unchanged: func(c area.Code) bool { return c.String() == "GM0001" }},
			want:    "GM0001 same GM0001:1\nGM0002 not_linked no_boundary\n",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := linked(t, boundaries(t, 2019, test.from...), boundaries(t, 2020, test.to...), test.options)
			if got := told(c); got != test.want {
				t.Errorf("got\n%swant\n%s", got, test.want)
			}
		})
	}
}

// figureOfEight crosses itself in the middle, as drawing coarser makes it; its two halves are 25 hectares each.
func figureOfEight() area.Geometry {
	at := func(x, y float64) area.Point { return area.Point{X: 100000 + x, Y: 400000 + y} }
	return area.Geometry{{{at(0, 0), at(1000, 1000), at(1000, 0), at(0, 1000), at(0, 0)}}}
}

func TestWrongBoundaries(t *testing.T) {
	whole := place{"GM0009", rectangle(0, 0, 1000, 1000)}
	nan := rectangle(0, 0, 500, 1000)
	nan[0][0][1].X = math.NaN()
	spike := rectangle(0, 0, 500, 1000)
	spike[0][0] = slices.Insert(spike[0][0], 2, area.Point{X: 100900, Y: 400000}, area.Point{X: 100500, Y: 400000})
	tests := map[string]struct {
		from []place
		want string
	}{
		"crossing itself, cut at the crossing": {
			from: []place{{"GM0001", figureOfEight()}, {"GM0002", area.Geometry{triangle(0, 0, 1000, 0, 500, 500), triangle(0, 1000, 1000, 1000, 500, 500)}}},
			want: "GM0009 joined GM0001:1 GM0002:1\n",
		},
		"no number":         {from: []place{{"GM0001", nan}, {"GM0002", rectangle(500, 0, 1000, 1000)}}, want: "GM0009 not_linked gap\n"},
		"a spike":           {from: []place{{"GM0001", spike}, {"GM0002", rectangle(500, 0, 1000, 1000)}}, want: "GM0009 joined GM0001:1 GM0002:1\n"},
		"no ground":         {from: []place{{"GM0001", rectangle(0, 0, 500, 0)}, {"GM0002", rectangle(500, 0, 1000, 1000)}}, want: "GM0009 not_linked gap\n"},
		"over each other":   {from: []place{{"GM0001", rectangle(0, 0, 700, 1000)}, {"GM0002", rectangle(300, 0, 1000, 1000)}}, want: "GM0009 not_linked unsound\n"},
		"twice the same":    {from: []place{{"GM0001", append(rectangle(0, 0, 500, 1000), rectangle(0, 0, 500, 1000)...)}, {"GM0002", rectangle(500, 0, 1000, 1000)}}, want: "GM0009 not_linked unsound\n"},
		"hole outside":      {from: []place{{"GM0001", holeOutside()}, {"GM0002", rectangle(500, 0, 1000, 1000)}}, want: "GM0009 not_linked unsound\n"},
		"a gap of a street": {from: []place{{"GM0001", rectangle(0, 0, 495, 1000)}, {"GM0002", rectangle(505, 0, 1000, 1000)}}, want: "GM0009 joined GM0001:1 GM0002:1\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := linked(t, boundaries(t, 2019, test.from...), boundaries(t, 2020, whole), Options{})
			if got := told(c); got != test.want {
				t.Errorf("got\n%swant\n%s", got, test.want)
			}
		})
	}
}

func triangle(x0, y0, x1, y1, x2, y2 float64) area.Polygon {
	at := func(x, y float64) area.Point { return area.Point{X: 100000 + x, Y: 400000 + y} }
	return area.Polygon{{at(x0, y0), at(x1, y1), at(x2, y2), at(x0, y0)}}
}

func holeOutside() area.Geometry {
	g := rectangle(0, 0, 500, 1000)
	return area.Geometry{append(g[0], rectangle(2000, 0, 2100, 100)[0][0])}
}

func TestAContextThatEnded(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	b := boundaries(t, 2019, place{"GM0001", rectangle(0, 0, 500, 500)})
	if _, err := New(ctx, b, b, Options{}); err == nil {
		t.Error("no error")
	}
}

// drawnLand is two divisions of one rectangle of land into a grid, cut at places of their own, and figures on the first.
type drawnLand struct {
	from, to Boundaries
	values   []float64
}

func land(t *rapid.T, tb testing.TB) drawnLand {
	cuts := func(label string) []float64 {
		list := rapid.SliceOfNDistinct(rapid.IntRange(1, 19), 0, 4, rapid.ID).Draw(t, label)
		slices.Sort(list)
		out := []float64{0}
		for _, c := range list {
			out = append(out, float64(c)*100)
		}
		return append(out, 2000)
	}
	grid := func(label, digits string) []place {
		xs, ys := cuts(label+" x"), cuts(label+" y")
		var list []place
		for i := 1; i < len(xs); i++ {
			for j := 1; j < len(ys); j++ {
				list = append(list, place{"GM" + digits + string(rune('0'+i)) + string(rune('0'+j)), rectangle(xs[i-1], ys[j-1], xs[i], ys[j])})
			}
		}
		return list
	}
	from := grid("from", "01")
	to := grid("to", rapid.SampledFrom([]string{"01", "02"}).Draw(t, "codes"))
	l := drawnLand{from: boundaries(tb, 2019, from...), to: boundaries(tb, 2020, to...)}
	for range from {
		l.values = append(l.values, float64(rapid.IntRange(0, 5000).Draw(t, "value")))
	}
	return l
}

func (l drawnLand) column(t testing.TB) indicator.Column {
	cells := make([]any, len(l.values))
	for i, v := range l.values {
		cells[i] = v
	}
	return column(t, l.from.Division, cells...)
}

func TestWeightsAddUpAndTotalsStay(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		l := land(rt, t)
		c := linked(t, l.from, l.to, Options{})
		sums := make([]float64, l.from.Division.Len())
		for i := range c.To().Len() {
			if c.State(i) == NotLinked {
				rt.Fatalf("%s is not linked: %s", c.To().At(i).Code, c.Reason(i))
			}
			for _, p := range c.Parts(i) {
				if !(p.Weight > 0 && p.Weight <= 1) {
					rt.Fatalf("weight %v", p.Weight)
				}
				sums[p.From] += p.Weight
			}
		}
		for k, sum := range sums {
			if math.Abs(sum-1) > 1e-9 {
				rt.Errorf("the weights of %s add up to %v", l.from.Division.At(k).Code, sum)
			}
		}
		out := c.Convert(Figure{Column: l.column(t), Indicator: persons})
		before, after := 0.0, 0.0
		for _, v := range l.values {
			before += v
		}
		for i := range out.Column.Len() {
			x, ok := out.Column.At(i).Number()
			if !ok {
				rt.Fatalf("%s has no number", c.To().At(i).Code)
			}
			after += x
			if m := out.Margins[i]; m.Bounded && (m.Lower > x || m.Upper < x) || m.Estimated < 0 || m.Estimated > 1 {
				rt.Errorf("%v outside its margin %+v", x, m)
			}
		}
		if math.Abs(before-after) > 1e-6*(1+before) {
			rt.Errorf("total %v became %v", before, after)
		}
	})
}

func TestNothingChangedIsTheSame(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		l := land(rt, t)
		c := linked(t, l.from, Boundaries{Division: l.from.Division, Shapes: l.from.Shapes}, Options{})
		for _, in := range []indicator.Indicator{persons, percent, euros} {
			out := c.Convert(Figure{Column: l.column(t), Indicator: in})
			for i := range out.Column.Len() {
				x, ok := out.Column.At(i).Number()
				if !ok || x != l.values[i] || c.State(i) != Same || out.Margins[i] != (Margin{Lower: x, Upper: x}) {
					rt.Errorf("%v became %v, %+v", l.values[i], x, out.Margins[i])
				}
			}
		}
	})
}

// Codes only name areas: giving them out otherwise changes which line an answer stands on, and nothing else. Nor does the
// number of workers.
func TestCodesAndWorkersDoNotMatter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		l := land(rt, t)
		n := l.from.Division.Len()
		order := rapid.Permutation(indexes(n)).Draw(rt, "order")
		var renamed []place
		values := make([]any, n)
		for i, k := range order {
			g, _ := l.from.Shapes.Find(l.from.Division.At(i).Code)
			renamed = append(renamed, place{"GM" + string([]byte{'0', '9', byte('A' - 17 + k/10), byte('0' + k%10)}), g})
			values[k] = l.values[i]
		}
		other := boundaries(t, 2019, renamed...)
		first := linked(t, l.from, l.to, Options{}).Convert(Figure{Column: l.column(t), Indicator: persons})
		second := linked(t, other, l.to, Options{Workers: 3}).Convert(Figure{Column: column(t, other.Division, values...), Indicator: persons})
		for i := range first.Column.Len() {
			x, _ := first.Column.At(i).Number()
			y, _ := second.Column.At(i).Number()
			if math.Abs(x-y) > 1e-9*(1+math.Abs(x)) {
				rt.Errorf("%v and %v", x, y)
			}
		}
	})
}

func indexes(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}
