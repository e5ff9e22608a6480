package spatial_test

import (
	"fmt"
	"log"
	"math"

	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// Nine neighbourhoods in a row of three by three: is debt higher in one corner than chance would have it?
func Example() {
	var edges []spatial.Edge
	for a := range int32(9) {
		for b := range int32(9) {
			if across, along := b%3-a%3, b/3-a/3; a != b && across*across <= 1 && along*along <= 1 {
				edges = append(edges, spatial.Edge{A: a, B: b, Weight: 1})
			}
		}
	}
	w, err := spatial.NewWeights(9, edges)
	if err != nil {
		log.Fatal(err)
	}
	debtPercent := []float64{
		12.1, 11.4, 5.0,
		10.9, 9.8, math.NaN(), // one is not known
		4.1, 4.4, 3.9,
	}
	global, err := spatial.MoranI(w, debtPercent, spatial.RowStandardised, spatial.Inference{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("Moran's I %.2f, p %.2f of %d areas\n", global.Statistic, spatial.TwoSided(global.PPermutation), global.N)

	hot, err := spatial.GetisOrd(w, debtPercent, true, spatial.Inference{})
	if err != nil {
		log.Fatal(err)
	}
	q := spatial.Adjust(hot.PTwo, spatial.BenjaminiHochberg)
	for i, z := range hot.Z {
		if q[i] <= 0.1 && z > 0 {
			fmt.Printf("area %d: Gi* %.2f, q %.2f\n", i, z, q[i])
		}
	}
	// Output:
	// Moran's I 0.16, p 0.14 of 8 areas
	// area 0: Gi* 2.60, q 0.07
}
