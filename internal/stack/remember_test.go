package stack

import (
	"context"
	"reflect"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// drawLayers chooses thresholds of every kind over the figures of country.
func drawLayers(t *rapid.T, c Choice) []Layer {
	layers := make([]Layer, rapid.IntRange(FewestLayers, len(c.Layers)).Draw(t, "layers"))
	for i := range layers {
		layers[i] = Layer{Indicator: c.Layers[i].Indicator, Low: rapid.Bool().Draw(t, "low"), Weight: rapid.Float64Range(0.5, 3).Draw(t, "weight")}
		layers[i].Threshold = Threshold{Kind: ThresholdKind(rapid.IntRange(0, 2).Draw(t, "kind")), Percent: rapid.Float64Range(1, 50).Draw(t, "percent"),
			Value: rapid.Float64Range(-10, 80).Draw(t, "value"), Strict: rapid.Bool().Draw(t, "strict")}
		if layers[i].Threshold.Kind == FixedValue && rapid.Bool().Draw(t, "round") {
			layers[i].Threshold.Value = float64(int(layers[i].Threshold.Value))
		}
	}
	return layers
}

// TestRememberedIsTheSame holds pictures of remembered columns against pictures made from nothing.
func TestRememberedIsTheSame(t *testing.T) {
	for _, bounds := range []bool{false, true} {
		s, c := country(200, bounds)
		f := Remember(s)
		rapid.Check(t, func(t *rapid.T) {
			c := c
			c.Layers = drawLayers(t, c)
			c.Region = rapid.SampledFrom([]area.Code{area.Netherlands, code("GM0001"), code("GM0003"), code("GM0009")}).Draw(t, "region")
			if bounds {
				c.Draws = 20
			}
			want, wrong := Build(context.Background(), reader.OnLoopback(), s, c)
			got, err := Build(context.Background(), reader.OnLoopback(), f, c)
			if (wrong == nil) != (err == nil) || err != nil && wrong.Error() != err.Error() {
				t.Fatalf("%v and %v", wrong, err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Fatal("a remembered column gives another picture")
			}
		})
	}
}

// TestRememberedColumnIsReplaced gives a key other figures, as a new delivery does.
func TestRememberedColumnIsReplaced(t *testing.T) {
	s, c := country(80, false)
	f := Remember(s)
	key := buurtKey(c.Layers[0].Indicator, 2020)
	old := s.columns[key]
	for range 3 {
		for _, column := range []indicator.Column{old, backwards(t, old)} {
			s.columns[key] = column
			want, err := Build(context.Background(), reader.OnLoopback(), s, c)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := Build(context.Background(), reader.OnLoopback(), f, c); err != nil || !reflect.DeepEqual(got, want) {
				t.Fatal("the picture is of figures that were replaced", err)
			}
		}
	}
}

func backwards(t *testing.T, c indicator.Column) indicator.Column {
	b := indicator.NewBuilder(c.Key(), c.Index())
	for i := range c.Len() {
		if x, ok := c.At(c.Len() - 1 - i).Number(); ok {
			if err := b.SetKnown(i, x, 0); err != nil {
				t.Fatal(err)
			}
		}
	}
	return b.Column()
}

func TestRememberedIsBoundedAndShared(t *testing.T) {
	s, c := country(400, false)
	if _, err := s.Summaries(context.Background(), reader.OnLoopback()); err != nil {
		t.Fatal(err)
	}
	f := Remember(s)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 5 {
				if _, err := Build(context.Background(), reader.OnLoopback(), f, c); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	m := &f.(*remembering).memory
	if len(m.kept) != 5 || len(m.queue) != 5 {
		t.Errorf("%d kept, %d in the queue", len(m.kept), len(m.queue))
	}
	one := m.kept[m.queue[0]]
	for i := range 2*mostRemembered/one.bytes() + 2 {
		k := m.queue[0]
		k.numbers = &make([]float64, 1)[0]
		if m.keep(k, one); m.bytes > mostRemembered {
			t.Fatalf("%d bytes after %d", m.bytes, i)
		}
	}
	if len(m.kept) != len(m.queue) {
		t.Errorf("%d kept, %d in the queue", len(m.kept), len(m.queue))
	}
}
