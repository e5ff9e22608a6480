package neighbour_test

import (
	"fmt"
	"os"

	"github.com/buurtbeeld/buurtbeeld/spatial/neighbour"
)

// Three villages: the first two share a border of 400 metres, the third touches the second in a corner.
func Example() {
	type vertex struct{ X, Y float64 }
	square := func(x, y float64) [][]vertex {
		return [][]vertex{{{x, y}, {x + 400, y}, {x + 400, y + 400}, {x, y + 400}, {x, y}}}
	}
	villages := [][][]vertex{square(0, 0), square(400, 0), square(800, 400)}
	rings := func(i int, yield func([]vertex)) {
		for _, r := range villages[i] {
			yield(r)
		}
	}
	c, err := neighbour.Polygons(len(villages), rings, neighbour.Options{Rule: neighbour.Queen, Borders: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i := range villages {
		fmt.Println(i, c.Weights.Neighbours(i), c.BorderMetres(i))
	}
	if err := neighbour.WriteGAL(os.Stdout, []string{"Ham", "Rust", "Veld"}, c.Weights); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 0 [1] [400]
	// 1 [0 2] [400 0]
	// 2 [1] [0]
	// 0 3 areas id
	// Ham 1
	// Rust
	// Rust 2
	// Ham Veld
	// Veld 1
	// Rust
}

func ExampleNearest() {
	x, y := []float64{0, 100, 250, 600}, []float64{0, 0, 0, 0}
	w, err := neighbour.Nearest(x, y, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i := range x {
		fmt.Println(i, w.Neighbours(i))
	}
	// Output:
	// 0 [1 2]
	// 1 [0 2]
	// 2 [0 1]
	// 3 [1 2]
}
