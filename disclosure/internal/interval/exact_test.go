package interval

import (
	"context"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestWideNumbersAreThoseOfAnySize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var sum wide
		want := new(big.Int)
		for range rapid.IntRange(0, 8).Draw(t, "terms") {
			a := rapid.Int64Range(-1<<61, 1<<61).Draw(t, "a")
			b := rapid.Int64Range(-1<<61, 1<<61).Draw(t, "b")
			sum.add(a, b)
			want.Add(want, new(big.Int).Mul(big.NewInt(a), big.NewInt(b)))
		}
		small, fits := sum.small()
		if sum.big().Cmp(want) != 0 || fits != want.IsInt64() || fits && small != want.Int64() || sum.zero() != (want.Sign() == 0) {
			t.Errorf("%v, want %v", sum.big(), want)
		}
	})
}

// corners gives the search of each component of a system, in its first corner.
func corners(t interface{ Fatal(...any) }, s System) (out []*search) {
	solver, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range solver.parts {
		if err := p.open(context.Background()); err != nil {
			t.Fatal(err)
		}
		out = append(out, p.first.clone(newWitness(p.component)))
	}
	return out
}

func TestFractionsEndWhereFloatsDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, s := range corners(t, drawSystem(t, rapid.SampledFrom([]int32{1, 90}).Draw(t, "widest"))) {
			for v := range int32(s.c.n) {
				for _, sign := range []int64{1, -1} {
					exact := s.clone(newWitness(s.c))
					exact.aim([]entry{{v, 1}}, sign)
					value, ok := exact.repair(context.Background())
					if !ok {
						t.Fatalf("variable %d is not proven", v)
					}
					got := end{math.Inf(-1), true}
					if value != nil {
						got.value, _ = value.Float64()
					}
					other := s.clone(newWitness(s.c))
					want, err := other.end(context.Background(), []entry{{v, 1}}, sign)
					if err != nil {
						t.Fatal(err)
					}
					if got != want {
						t.Errorf("variable %d, sign %d: %+v by fractions, %+v by floats", v, sign, got, want)
					}
				}
			}
		}
	})
}

// TestPromiseNoMultipliersProveTooMuch: whatever multipliers are taken, the bound that they give is not above the least value.
func TestPromiseNoMultipliersProveTooMuch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, s := range corners(t, drawSystem(t, 2)) {
			v := rapid.Int32Range(0, int32(s.c.n-1)).Draw(t, "variable")
			e, err := s.end(context.Background(), []entry{{v, 1}}, 1)
			if err != nil {
				t.Fatal(err)
			}
			s.aim([]entry{{v, 1}}, 1)
			y := make([]int64, s.c.m)
			for i := range y {
				y[i] = rapid.Int64Range(-4, 4).Draw(t, "multiplier")
			}
			bound, ok := s.c.bound(s.cost, 2, y)
			if !ok {
				continue
			}
			if b, _ := bound.Float64(); b > e.value+1e-12 {
				t.Errorf("multipliers %v/2 prove %v, the least value is %v", y, b, e.value)
			}
		}
	})
}

func TestOnlySolutionsHold(t *testing.T) {
	s := corners(t, twoWay([][]int64{{1, 2, 3}, {3, 4, 5}, {6, 7, 8}}, all))
	c := s[0].c
	known := point{1, c.known}
	if !c.holds(known) {
		t.Error("the known values are no solution")
	}
	for v := range c.n {
		forged := point{1, append([]int64(nil), c.known...)}
		forged.at[v]++
		if c.holds(forged) {
			t.Errorf("variable %d may be one more", v)
		}
	}
	low := point{1, append([]int64(nil), c.known...)}
	for v := range c.n {
		low.at[v] = -1
	}
	if c.holds(low) {
		t.Error("values below 0 are a solution")
	}
}

// TestThreeWayTablesEnd has all sums over one dimension of a table of zeros and ones in three: corners of these are many,
// coincide, and are not all whole numbers.
func TestThreeWayTablesEnd(t *testing.T) {
	const n = 6
	rnd := draw(7)
	var b builder
	at := make([]int32, n*n*n)
	for i := range at {
		at[i] = b.variable(int64(2*rnd.unit()), true)
	}
	for axis, step := range []int{1, n, n * n} {
		for i := range at {
			if i/step%n != 0 {
				continue
			}
			var parts []int32
			sum := int64(0)
			for k := range n {
				parts = append(parts, at[i+k*step])
				sum += b.s.Feasible[at[i+k*step]]
			}
			if len(parts) != n {
				t.Fatal(axis)
			}
			b.sum(b.variable(sum, false), parts)
		}
	}
	solver, err := New(b.s)
	if err != nil {
		t.Fatal(err)
	}
	got, err := solver.All(context.Background(), at, nil)
	if err != nil {
		t.Fatal(err)
	}
	room := 0
	for i, g := range got {
		if known := float64(b.s.Feasible[i]); !g.Exact || g.Lower > known || g.Upper < known {
			t.Errorf("cell %d: %+v, known %v", i, g, known)
		}
		if g.Width() > 0 {
			room++
		}
	}
	if room < n*n {
		t.Errorf("only %d cells have room", room)
	}
}

// TestSearchStartsAnewFromKnownValues: where rounding makes a basis useless, the way from the known values is the same.
func TestSearchStartsAnewFromKnownValues(t *testing.T) {
	for _, s := range corners(t, country(1, 5, 4, 3)) {
		want, err := s.end(context.Background(), []entry{{0, 1}}, -1)
		if err != nil {
			t.Fatal(err)
		}
		s.aim([]entry{{0, 1}}, -1)
		how, err := s.again(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if got := s.conclude(context.Background(), how); got != want {
			t.Errorf("%+v anew, %+v before", got, want)
		}
	}
}
