package search

import "testing"

// BenchmarkCountry searches a map as large as all neighbourhoods, with eighteen layers.
func BenchmarkCountry(b *testing.B) {
	w := newWorld(b, 110, 1)
	in := Input{Neighbours: w.graph}
	for range 18 {
		in.Layers = append(in.Layers, levels(w.figure(6)))
	}
	y := w.figure(6)
	in.Target = top(y)
	for b.Loop() {
		if _, err := Run(b.Context(), in, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
