package packed

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/spatial"
)

func weights(t testing.TB, n int, edges ...spatial.Edge) *spatial.Weights {
	t.Helper()
	w, err := spatial.NewWeights(n, edges)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestNeighboursOfAnyMapComeBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(0, 60).Draw(rt, "areas")
		var edges []spatial.Edge
		for i := range int32(n) {
			for _, j := range rapid.SliceOfN(rapid.Int32Range(0, int32(n-1)), 0, 8).Draw(rt, "neighbours") {
				if i != j {
					edges = append(edges, spatial.Edge{A: i, B: j, Weight: 1})
				}
			}
		}
		want := weights(t, n, edges...)
		b, err := Graph(want, "here")
		if err != nil {
			rt.Fatal(err)
		}
		got, err := ParseGraph(b, "here")
		if err != nil || got.Len() != n || got.Links() != want.Links() {
			rt.Fatalf("%v, %v", got, err)
		}
		for i := range n {
			if !slices.Equal(got.Neighbours(i), want.Neighbours(i)) {
				rt.Fatalf("area %d: %v, want %v", i, got.Neighbours(i), want.Neighbours(i))
			}
		}
		if _, err := ParseGraph(b, "there"); !errors.Is(err, ErrBroken) {
			rt.Fatalf("at another place: %v", err)
		}
	})
}

func TestEveryFlippedBitOfAGraphIsNoticed(t *testing.T) {
	b, err := Graph(weights(t, 4, spatial.Edge{A: 0, B: 2, Weight: 1}, spatial.Edge{A: 2, B: 0, Weight: 1}, spatial.Edge{A: 0, B: 3, Weight: 1}), "here")
	if err != nil {
		t.Fatal(err)
	}
	everyFlip(t, b, func(b []byte) error {
		_, err := ParseGraph(b, "here")
		return err
	})
}

func TestWeightsOtherThanOneAreNotKept(t *testing.T) {
	if _, err := Graph(weights(t, 2, spatial.Edge{A: 0, B: 1, Weight: 0.5}), "here"); err == nil {
		t.Error("a weight of one half was kept as 1")
	}
}

func FuzzParseGraph(f *testing.F) {
	b, err := Graph(weights(f, 3, spatial.Edge{A: 0, B: 2, Weight: 1}), "")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b[:len(b)-sealBytes])
	f.Fuzz(func(t *testing.T, body []byte) {
		if w, err := ParseGraph(seal(body, ""), ""); err == nil && w.Len() > len(body) {
			t.Errorf("%d areas of %d bytes", w.Len(), len(body))
		}
	})
}
