package audit

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// sums draws published sums over a few cells whose true values are drawn too, so that what is published never contradicts
// itself. A sum is rounded to a step.
func sums(t *rapid.T, truth []int, name string, most int) []Statement {
	var list []Statement
	for range rapid.IntRange(0, most).Draw(t, name) {
		list = append(list, sum(t, truth, rapid.SampledFrom([]float64{0, 0, 1, 2.5, 5}).Draw(t, "half step")))
	}
	return list
}

func sum(t *rapid.T, truth []int, half float64) Statement {
	s := Statement{}
	total := 0.0
	for c, x := range truth {
		w := rapid.SampledFrom([]float64{0, 1, 1, 1, 0.25}).Draw(t, "weight")
		s.Terms = append(s.Terms, Term{c, w})
		total += w * float64(x)
	}
	if half > 0 {
		total = math.Round(total/(2*half)) * 2 * half
	}
	s.Low, s.High = total-half, total+half
	return s
}

// inequality is Σ weight·x ≤ bound for the test's own solver.
type inequality struct {
	weights []*big.Rat
	bound   *big.Rat
}

// eliminated returns the range of one cell by eliminating the others one by one (Fourier-Motzkin): slow, and nothing like
// the way of the program.
func eliminated(statements []Statement, cells, wanted int) (low, high *big.Rat) {
	var list []inequality
	add := func(terms []Term, sign, bound float64) {
		q := inequality{bound: new(big.Rat).SetFloat64(bound)}
		for range cells {
			q.weights = append(q.weights, new(big.Rat))
		}
		for _, t := range terms {
			w := new(big.Rat).SetFloat64(sign * t.Weight)
			q.weights[t.Cell].Add(q.weights[t.Cell], w)
		}
		list = append(list, q)
	}
	for _, s := range statements {
		add(s.Terms, 1, s.High)
		add(s.Terms, -1, -s.Low)
	}
	for c := range cells {
		add([]Term{{c, 1}}, -1, 0)
	}
	for c := range cells {
		if c != wanted {
			list = eliminate(list, c)
		}
	}
	for _, q := range list {
		w := q.weights[wanted]
		if w.Sign() == 0 {
			continue
		}
		bound := new(big.Rat).Quo(q.bound, w)
		if w.Sign() > 0 && (high == nil || bound.Cmp(high) < 0) {
			high = bound
		}
		if w.Sign() < 0 && (low == nil || bound.Cmp(low) > 0) {
			low = bound
		}
	}
	return low, high
}

func eliminate(list []inequality, cell int) []inequality {
	var out, up, down []inequality
	for _, q := range list {
		switch q.weights[cell].Sign() {
		case 0:
			out = append(out, q)
		case 1:
			up = append(up, q)
		default:
			down = append(down, q)
		}
	}
	seen := map[string]bool{}
	for _, u := range up {
		for _, d := range down {
			a, b := new(big.Rat).Neg(d.weights[cell]), u.weights[cell]
			q := inequality{bound: new(big.Rat).Add(product(a, u.bound), product(b, d.bound))}
			key := q.bound.String()
			for i := range u.weights {
				w := new(big.Rat).Add(product(a, u.weights[i]), product(b, d.weights[i]))
				q.weights = append(q.weights, w)
				key += " " + w.String()
			}
			if !seen[key] {
				seen[key] = true
				out = append(out, q)
			}
		}
	}
	return out
}

func TestRangesAreThoseOfAnotherSolver(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		truth := rapid.SliceOfN(rapid.IntRange(0, 9), 1, 4).Draw(t, "truth")
		statements := sums(t, truth, "sums", 4)
		var every []Term
		for c := range truth {
			every = append(every, Term{c, 1})
		}
		s := newSystem(tidy(statements), Statement{Terms: every})
		for c := range truth {
			low, high, end := s.span([]Term{{c, 1}})
			if end != found && end != unbounded {
				t.Fatalf("ended as %v", end)
			}
			wantLow, wantHigh := eliminated(statements, len(truth), c)
			if !same(low, wantLow) || !same(high, wantHigh) {
				t.Fatalf("cell %d: %v to %v, want %v to %v", c, low, high, wantLow, wantHigh)
			}
		}
	})
}

// An attacker asks for sums of cells, withheld ones too, as often as he likes, and puts all answers together.
func TestNoCellIsKnownBetter(t *testing.T) {
	given, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		truth := rapid.SliceOfN(rapid.IntRange(0, 9), 1, 4).Draw(t, "truth")
		known := Known{Base: sums(t, truth, "published", 2), Protect: rapid.SampledFrom([]float64{4, 8, math.Inf(1)}).Draw(t, "protect")}
		for range 4 {
			next := sum(t, truth, rapid.SampledFrom([]float64{0, 2.5}).Draw(t, "half"))
			if MayGive(known, next) {
				known.Earlier = append(known.Earlier, next)
				given++
			} else {
				refused++
			}
		}
		for c := range truth {
			lowBefore, highBefore := eliminated(known.Base, len(truth), c)
			low, high := eliminated(append(known.Earlier, known.Base...), len(truth), c)
			if same(low, lowBefore) && same(high, highBefore) || high == nil {
				continue
			}
			width, _ := new(big.Rat).Sub(high, low).Float64()
			if width < known.Protect {
				t.Fatalf("cell %d lies within %v and %v, before within %v and %v; %d results were given", c, low, high, lowBefore, highBefore, len(known.Earlier))
			}
		}
	})
	if given == 0 || refused == 0 {
		t.Errorf("%d given, %d refused: the test asks too little", given, refused)
	}
}

func TestMayGive(t *testing.T) {
	whole := Statement{Terms: []Term{{0, 1}, {1, 1}}, Low: 20, High: 20}
	exactly := func(cell int) Statement { return Statement{Terms: []Term{{cell, 1}}, Low: 7, High: 7} }
	cases := map[string]struct {
		known Known
		next  Statement
		want  bool
	}{
		"a sum of known figures":                      {Known{Base: []Statement{whole}}, Statement{Low: 40, High: 40}, true},
		"the total that is published":                 {Known{Base: []Statement{whole}, Protect: math.Inf(1)}, whole, true},
		"a withheld cell itself":                      {Known{Base: []Statement{whole}, Protect: 5}, exactly(0), false},
		"a withheld cell about which nothing is said": {Known{Protect: 5}, exactly(3), false},
		"the total, less rounded than published": {Known{Base: []Statement{{Terms: whole.Terms, Low: 17.5, High: 22.5}}, Protect: math.Inf(1)},
			whole, false},
		"two totals that differ by one cell": {Known{Base: []Statement{whole}, Earlier: []Statement{{Terms: []Term{{0, 1}, {2, 1}}, Low: 15, High: 15}}, Protect: 5},
			Statement{Terms: []Term{{1, 1}, {2, 1}}, Low: 21, High: 21}, false},
		"twice the same": {Known{Earlier: []Statement{exactly(0)}, Protect: math.Inf(1)}, exactly(0), true},
		"a total that was mended since": {Known{Base: []Statement{whole}, Earlier: []Statement{{Terms: whole.Terms, Low: 30, High: 30}}, Protect: math.Inf(1)},
			whole, true},
		"wide enough to be given": {Known{Protect: 10}, Statement{Terms: []Term{{0, 1}, {1, 1}}, Low: 35, High: 45}, true},
		"a cell there and back":   {Known{Protect: 10}, Statement{Terms: []Term{{4, 1}, {4, -1}}}, true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := MayGive(c.known, c.next); got != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

func TestWhatIsTooLargeToCheckIsRefused(t *testing.T) {
	var next Statement
	for c := range mostCells + 1 {
		next.Terms = append(next.Terms, Term{c, 1})
	}
	next.Low, next.High = 900, 1100
	if MayGive(Known{Protect: 1}, next) {
		t.Error("given without a check")
	}
}

func TestOnlyAProofShowsThatAResultFollows(t *testing.T) {
	a, b := Statement{Terms: []Term{{0, 1}, {1, 1}}, Low: 10, High: 20}, Statement{Terms: []Term{{2, 1}}, Low: 5, High: 6}
	for name, c := range map[string]struct {
		proof []Statement
		next  Statement
		want  bool
	}{
		"nothing of nothing":   {nil, Statement{}, true},
		"the sum":              {[]Statement{a, b}, Statement{Terms: []Term{{2, 1}, {1, 1}, {0, 1}}, Low: 15, High: 26}, true},
		"said wider":           {[]Statement{b}, Statement{Terms: []Term{{2, 1}}, Low: 0, High: 9}, true},
		"said closer below":    {[]Statement{b}, Statement{Terms: []Term{{2, 1}}, Low: 5.5, High: 6}, false},
		"said closer above":    {[]Statement{b}, Statement{Terms: []Term{{2, 1}}, Low: 5, High: 5.5}, false},
		"a cell too few":       {[]Statement{a}, Statement{Terms: []Term{{0, 1}}, Low: 10, High: 20}, false},
		"a cell too many":      {[]Statement{b}, Statement{Terms: []Term{{2, 1}, {3, 1}}, Low: 0, High: 9}, false},
		"another weight":       {[]Statement{b}, Statement{Terms: []Term{{2, 0.5}}, Low: 0, High: 9}, false},
		"without a proof":      {nil, b, false},
		"twice the same proof": {[]Statement{b, b}, b, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Follows(c.proof, c.next); got != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}
