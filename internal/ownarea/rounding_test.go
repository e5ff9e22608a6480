package ownarea

import "testing"

func TestHowFarACountCanLieFromTheTruth(t *testing.T) {
	for name, tt := range map[string]struct {
		numbers []float64
		want    float64
	}{
		"to the unit":                         {[]float64{3, 7}, 0},
		"fives, drawn by lots":                {[]float64{5, 10, 15}, 4},
		"tens":                                {[]float64{10, 20}, 5},
		"zeros, which do not tell":            {[]float64{0, 0}, 4},
		"zeros among fives are fives as well": {[]float64{0, 5}, 4},
	} {
		t.Run(name, func(t *testing.T) {
			if got := half(tt.numbers, true); got != tt.want {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}
