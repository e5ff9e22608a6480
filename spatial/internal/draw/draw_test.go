package draw

import (
	"fmt"
	"math"
	"testing"
)

// TestTheDrawsOfASeedArePinned makes sure that results that were published with a seed can be had again.
func TestTheDrawsOfASeedArePinned(t *testing.T) {
	r := New(1, 2)
	got := fmt.Sprint(r.Next(), r.Next(), r.Binomial(100, 0.3), r.Binomial(100000, 0.7), r.Binomial(1000, 0.001))
	if want := "7460949176403129431 11528860899824005602 43 70010 1"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// moments returns mean and variance of many draws.
func moments(draw func() float64) (mean, variance float64) {
	const draws = 200_000
	sum, squares := 0.0, 0.0
	for range draws {
		x := draw()
		sum += x
		squares += x * x
	}
	mean = sum / draws
	return mean, squares/draws - mean*mean
}

func TestMeansAndVariances(t *testing.T) {
	r := New(7, 0)
	binomial := func(n int64, p float64) func() float64 {
		return func() float64 { return float64(r.Binomial(n, p)) }
	}
	gamma := func(shape float64) func() float64 { return func() float64 { return r.Gamma(shape) } }
	tests := map[string]struct {
		draw           func() float64
		mean, variance float64
	}{
		"numbers between 0 and 1":      {r.Float, 0.5, 1.0 / 12},
		"normal":                       {r.Normal, 0, 1},
		"gamma below 1":                {gamma(0.4), 0.4, 0.4},
		"gamma":                        {gamma(12), 12, 12},
		"binomial with few hits":       {binomial(50, 0.1), 5, 4.5},
		"binomial just above the rest": {binomial(40, 0.25), 10, 7.5},
		"binomial with many hits":      {binomial(1_000_000, 0.4), 400_000, 240_000},
		"binomial with few misses":     {binomial(50, 0.95), 47.5, 2.375},
	}
	for name, test := range tests {
		mean, variance := moments(test.draw)
		if math.Abs(mean-test.mean) > 5*math.Sqrt(test.variance/200_000) || math.Abs(variance/test.variance-1) > 0.03 {
			t.Errorf("%s: mean %v, variance %v, want %v, %v", name, mean, variance, test.mean, test.variance)
		}
	}
}

// TestBinomialHasTheRightShares compares how often each count comes up with its chance.
func TestBinomialHasTheRightShares(t *testing.T) {
	const draws = 400_000
	for _, test := range []struct {
		n int64
		p float64
	}{{12, 0.3}, {60, 0.4}, {60, 0.6}} {
		r := New(3, 0)
		counts := make([]float64, test.n+1)
		for range draws {
			counts[r.Binomial(test.n, test.p)]++
		}
		for k := range counts {
			n, at := float64(test.n), float64(k)
			chance := math.Exp(logFactorial(n) - logFactorial(at) - logFactorial(n-at) + at*math.Log(test.p) + (n-at)*math.Log1p(-test.p))
			if off := math.Abs(counts[k] - draws*chance); off > 5*math.Sqrt(draws*chance)+5 {
				t.Errorf("%d of %d: %v times, want %v", k, test.n, counts[k], draws*chance)
			}
		}
	}
}

func TestChancesThatCannotBe(t *testing.T) {
	r := New(1, 0)
	for _, p := range []float64{math.NaN(), -1, 0, 5e-324} {
		if got := r.Binomial(1000, p); got != 0 {
			t.Errorf("chance %v: %d", p, got)
		}
	}
	if got := r.Binomial(1000, 2); got != 1000 {
		t.Errorf("chance 2: %d", got)
	}
}

func TestMultinomialDividesAll(t *testing.T) {
	r := New(5, 0)
	weights, out := []float64{3, 0, 5, 2, 0}, make([]float64, 5)
	sums := make([]float64, 5)
	for range 1000 {
		r.Multinomial(1000, weights, out)
		total := 0.0
		for i := range out {
			total += out[i]
			sums[i] += out[i]
		}
		if total != 1000 || out[1] != 0 || out[4] != 0 {
			t.Fatalf("%v", out)
		}
	}
	for i := range sums {
		if math.Abs(sums[i]/1e6-weights[i]/10) > 0.003 {
			t.Errorf("part %d: %v", i, sums[i]/1e6)
		}
	}
}
