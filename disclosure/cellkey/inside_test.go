package cellkey

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Inside the range that span gives, shares are always found, and they meet mean and variance; outside they never are.
func TestVariancesThatCanBeHad(t *testing.T) {
	for _, p := range []Params{
		{D: 1}, {D: 2}, {D: 3}, {D: 5, JS: 2}, {D: 8, JS: 3}, {D: 4, PStay: 0.5}, {D: 10, PStay: 0.9, JS: 4}, {D: 30}, {D: 50}, {D: 50, JS: 49},
	} {
		for count := int64(1); count <= p.last(); count++ {
			g := p.row(count)
			low, high := g.span()
			for _, part := range []float64{0, 0.0001, 0.02, 0.1, 0.3, 0.5, 0.8, 0.95, 0.999, 1} {
				g.variance = low + part*(high-low)
				if g.variance == 0 {
					continue
				}
				shares, ok := g.solve()
				if !ok {
					t.Errorf("%+v count %d: variance %.4g of %.4g to %.4g is not found", p, count, g.variance, low, high)
					continue
				}
				sum, mean, square := 0.0, 0.0, 0.0
				for i, s := range shares {
					v := float64(g.noise[i])
					sum, mean, square = sum+s, mean+s*v, square+s*v*v
				}
				if math.Abs(sum-1)+math.Abs(mean)+math.Abs(square-g.variance) > 1e-7 {
					t.Errorf("%+v count %d: sum %g, mean %g, variance %g for %g", p, count, sum, mean, square, g.variance)
				}
			}
			for _, v := range []float64{low * 0.999, high * 1.001} {
				g.variance = v
				if _, ok := g.solve(); v > 0 && ok {
					t.Errorf("%+v count %d: variance %.4g is found outside %.4g to %.4g", p, count, v, low, high)
				}
			}
		}
	}
}

// unimodalSpan is the greatest variance of noise of -below..above that has the mean 0 and falls on both sides of 0: such noise
// is a mixture of even distributions on ranges that hold 0, so the greatest is a mixture of two of these.
func unimodalSpan(below, above int64) (high float64) {
	type point struct{ mean, square float64 }
	var points []point
	for a := int64(0); a <= below; a++ {
		for b := int64(0); b <= above; b++ {
			p := point{}
			for v := -a; v <= b; v++ {
				p.mean += float64(v) / float64(a+b+1)
				p.square += float64(v*v) / float64(a+b+1)
			}
			points = append(points, p)
		}
	}
	for _, p := range points {
		for _, q := range points {
			if p.mean <= 0 && q.mean > 0 {
				high = max(high, (p.square*q.mean-q.square*p.mean)/(q.mean-p.mean))
			}
		}
	}
	return high
}

func TestUnimodalVariancesThatCanBeHad(t *testing.T) {
	for _, d := range []int64{1, 2, 3, 5, 8, 20} {
		p := Params{D: d, V: 1, Unimodal: true}
		for count := int64(1); count <= d; count++ {
			g := p.row(count)
			high := unimodalSpan(count, d)
			for _, part := range []float64{0.001, 0.02, 0.1, 0.3, 0.5, 0.8, 0.95, 0.999} {
				g.variance = part * high
				shares, ok := g.solve()
				if !ok {
					t.Errorf("D %d count %d: variance %.4g of %.4g is not found", d, count, g.variance, high)
				}
				for i := range len(shares) - 1 {
					if float64(g.rising(i))*(shares[i]-shares[i+1]) > 1e-10 {
						t.Errorf("D %d count %d: shares %v", d, count, shares)
					}
				}
			}
			g.variance = high * 1.001
			if _, ok := g.solve(); ok {
				t.Errorf("D %d count %d: variance %.4g is found past %.4g", d, count, g.variance, high)
			}
			g.variance = 10 * high
			if _, reached := g.reach(); math.Abs(reached-high) > 0.002*high {
				t.Errorf("D %d count %d: said to reach %.4g, not %.4g", d, count, reached, high)
			}
		}
	}
}

// What is drawn and meets the goal has no greater entropy than the shares that are found.
func TestEntropyIsGreatest(t *testing.T) {
	entropy := func(p []float64) (h float64) {
		for _, x := range p {
			if x > 0 {
				h -= x * math.Log(x)
			}
		}
		return h
	}
	rapid.Check(t, func(t *rapid.T) {
		p := Params{D: rapid.Int64Range(4, 9).Draw(t, "D"), Unimodal: rapid.Bool().Draw(t, "unimodal"), JS: rapid.Int64Range(0, 2).Draw(t, "JS")}
		count := rapid.Int64Range(p.JS+2, p.last()).Draw(t, "count")
		g := p.row(count)
		all := 0.0
		drawn := make([]float64, len(g.noise))
		// A mixture of even distributions about 0 falls on both sides of it and has the mean 0.
		for reach := int64(0); reach <= min(p.D, count-p.JS-1); reach++ {
			w := rapid.Float64Range(0.01, 1).Draw(t, "weight")
			for i, v := range g.noise {
				if v >= -reach && v <= reach {
					drawn[i] += w / float64(2*reach+1)
				}
			}
			all += w
		}
		for i, v := range g.noise {
			drawn[i] /= all
			g.variance += drawn[i] * float64(v*v)
		}
		if rapid.Bool().Draw(t, "stay") {
			g.stay = drawn[slices.Index(g.noise, 0)]
		}
		found, ok := g.solve()
		if !ok || entropy(found) < entropy(drawn)-1e-9 {
			t.Fatalf("%+v: found %v with %v, drawn with %v", g, ok, entropy(found), entropy(drawn))
		}
	})
}

// A key below a bound as fractions is a key below the integer that is kept of it.
func TestBoundsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.IntRange(1, 18).Draw(t, "digits")
		text := fmt.Sprintf("0.%0*d", digits, rapid.Int64Range(1, int64(math.Pow10(digits))-1).Draw(t, "bound"))
		d, err := parseDecimal(text)
		if err != nil {
			t.Fatal(err)
		}
		bound, _ := new(big.Rat).SetString(text)
		two64 := new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(1), 64))
		for step := -2; step <= 2; step++ {
			bits := d.above64() + uint64(step)
			key := new(big.Rat).Quo(new(big.Rat).SetInt(new(big.Int).SetUint64(bits)), two64)
			if far := step < 0 && bits > d.above64() || step > 0 && bits < d.above64(); !far && (bits < d.above64()) != (key.Cmp(bound) < 0) {
				t.Fatalf("%s: bits %d", text, bits)
			}
			units := int64(d.above10()) + int64(step)
			if key := big.NewRat(units, decimalModulus); (units < int64(d.above10())) != (key.Cmp(bound) < 0) {
				t.Fatalf("%s: units %d", text, units)
			}
		}
	})
}

func TestParseDecimal(t *testing.T) {
	for text, want := range map[string]uint64{
		"0": 0, "1": wholeAtto, "1.000": wholeAtto, "0.5": wholeAtto / 2, "00.5": wholeAtto / 2, "5e-1": wholeAtto / 2, "3.39720000000043e-06": 3397200000000,
		"10e-1": wholeAtto, "1E-18": 1, "0.000339720000000043": 339720000000043, "0.1234567890123456789": 123456789012345678,
	} {
		if d, err := parseDecimal(text); err != nil || d.atto != want {
			t.Errorf("%q: %d, %v", text, d.atto, err)
		}
	}
	for _, text := range []string{
		"", ".", ".5", "1.", "-0.1", "+0.1", "1.1", "2", "0x1", "1/2", "0,5", "NaN", "1e5", "1e-", "1e-41", "e-1", "1e--1", "1e-+1", "0_1", " 0", "0." + strings.Repeat("1", 61),
	} {
		if d, err := parseDecimal(text); !errors.Is(err, ErrForm) {
			t.Errorf("%q: %d, %v", text, d.atto, err)
		}
	}
}
