package interval

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// twoWay is a table of rows by columns whose sums are all published and whose inner cells are hidden where hide says.
func twoWay(cells [][]int64, hide func(r, c int) bool) System {
	var b builder
	at := make([][]int32, len(cells))
	for r, row := range cells {
		for c, v := range row {
			at[r] = append(at[r], b.variable(v, hide(r, c)))
		}
	}
	total := func(parts []int32) {
		sum := int64(0)
		for _, p := range parts {
			sum += b.s.Feasible[p]
		}
		b.sum(b.variable(sum, false), parts)
	}
	for _, row := range at {
		total(row)
	}
	for c := range at[0] {
		var column []int32
		for r := range at {
			column = append(column, at[r][c])
		}
		total(column)
	}
	return b.s
}

func all(int, int) bool { return true }

// fill walks through all tables of whole numbers with the same sums.
func fill(left, down []int64, at int, table []int64, see func([]int64)) {
	columns := len(down)
	if at == len(left)*columns {
		if slices.Max(down) == 0 && slices.Max(left) == 0 {
			see(table)
		}
		return
	}
	r, c := at/columns, at%columns
	if c == 0 && r > 0 && left[r-1] != 0 {
		return
	}
	for v := range min(left[r], down[c]) + 1 {
		left[r], down[c], table[at] = left[r]-v, down[c]-v, v
		fill(left, down, at+1, table, see)
		left[r], down[c] = left[r]+v, down[c]+v
	}
}

func TestIntervalsOfTablesAreThoseOfAllTablesWithTheSameSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, columns := rapid.IntRange(2, 3).Draw(t, "rows"), rapid.IntRange(2, 3).Draw(t, "columns")
		cells := make([][]int64, rows)
		left, down := make([]int64, rows), make([]int64, columns)
		for r := range cells {
			for c := range columns {
				v := rapid.SampledFrom([]int64{0, 0, 1, 2, 3}).Draw(t, "cell")
				cells[r] = append(cells[r], v)
				left[r], down[c] = left[r]+v, down[c]+v
			}
		}
		low, high := make([]int64, rows*columns), make([]int64, rows*columns)
		for i := range low {
			low[i] = math.MaxInt64
		}
		fill(left, down, 0, make([]int64, rows*columns), func(table []int64) {
			for i, v := range table {
				low[i], high[i] = min(low[i], v), max(high[i], v)
			}
		})
		s, err := New(twoWay(cells, all))
		if err != nil {
			t.Fatal(err)
		}
		for i := range low {
			got, err := s.Bounds(context.Background(), int32(i))
			if err != nil {
				t.Fatal(err)
			}
			if got.Lower != float64(low[i]) || got.Upper != float64(high[i]) || !got.Exact {
				t.Errorf("cell %d: %+v, all tables: %d to %d", i, got, low[i], high[i])
			}
		}
	})
}

func TestAtLeastSaysWhatTheIntervalSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		system := drawSystem(t, 2)
		asked, err := New(system)
		if err != nil {
			t.Fatal(err)
		}
		fresh, err := New(system)
		if err != nil {
			t.Fatal(err)
		}
		for v := range int32(system.Vars) {
			below, above := rapid.Int64Range(0, 6).Draw(t, "below"), rapid.Int64Range(0, 6).Draw(t, "above")
			got, err := fresh.AtLeast(context.Background(), v, below, above)
			if err != nil {
				t.Fatal(err)
			}
			i, err := asked.Bounds(context.Background(), v)
			if err != nil {
				t.Fatal(err)
			}
			known := float64(system.Feasible[v])
			if want := known-i.Lower >= float64(below) && i.Upper-known >= float64(above); got != want {
				t.Errorf("variable %d, known %v, %+v: at least %d below and %d above is %v", v, known, i, below, above, got)
			}
		}
	})
}

func TestCombinationIsAsAVariableThatIsItsSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSystem(t, 1)
		terms := []Term{}
		for range rapid.IntRange(1, 3).Draw(t, "terms") {
			terms = append(terms, Term{rapid.Int32Range(0, int32(s.Vars-1)).Draw(t, "var"), rapid.SampledFrom([]int32{-1, 1, 2}).Draw(t, "coef")})
		}
		plain, err := New(s)
		if err != nil {
			t.Fatal(err)
		}
		// The sum less so much that it cannot be below 0 is a variable of its own.
		const deep = 1000
		wider := s
		wider.Lower, wider.Upper = append(slices.Clone(s.Lower), -deep), append(slices.Clone(s.Upper), Unbounded)
		wider.Vars++
		sum := int64(0)
		for _, term := range terms {
			wider.Var, wider.Coef = append(wider.Var, term.Var), append(wider.Coef, term.Coef)
			sum += int64(term.Coef) * s.Feasible[term.Var]
		}
		wider.Var, wider.Coef = append(wider.Var, int32(s.Vars)), append(wider.Coef, -1)
		wider.RHS, wider.Start = append(slices.Clone(s.RHS), 0), append(slices.Clone(s.Start), int32(len(wider.Var)))
		wider.Feasible = append(slices.Clone(s.Feasible), sum)
		named, err := New(wider)
		if err != nil {
			t.Fatal(err)
		}
		got, err := plain.BoundsOf(context.Background(), terms)
		if err != nil {
			t.Fatal(err)
		}
		want, err := named.Bounds(context.Background(), int32(s.Vars))
		if err != nil {
			t.Fatal(err)
		}
		if got.LowerUnbounded {
			got.Lower, got.LowerUnbounded = -deep, false
		}
		same := near(got.Lower, want.Lower, 1e-12) && near(got.Upper, want.Upper, 1e-12)
		if !same || got.UpperUnbounded != want.UpperUnbounded || !got.Exact || !want.Exact {
			t.Errorf("%v: %+v, as a variable %+v", terms, got, want)
		}
	})
}

func TestAllIsAsOneByOneInAnyOrder(t *testing.T) {
	s := country(2, 4, 4, 5)
	one, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	together, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	var vars []int32
	for v := range int32(s.Vars) {
		vars = append(vars, v)
	}
	last := 0
	got, err := together.All(context.Background(), vars, func(done, of int) {
		if done != last+1 && last > 0 || of != len(vars) {
			t.Errorf("%d of %d after %d", done, of, last)
		}
		last = done
	})
	if err != nil || last != len(vars) {
		t.Fatalf("%d of %d told, %v", last, len(vars), err)
	}
	slices.Reverse(vars)
	for _, v := range vars {
		want, err := one.Bounds(context.Background(), v)
		if err != nil {
			t.Fatal(err)
		}
		if got[v] != want || !want.Exact {
			t.Errorf("variable %d: %+v together, %+v alone", v, got[v], want)
		}
		if known := float64(s.Feasible[v]); want.Lower > known || want.Upper < known {
			t.Errorf("variable %d: %+v does not hold %v", v, want, known)
		}
	}
}

func TestUnboundedEndIsTold(t *testing.T) {
	// x - y = 3: both can grow for ever.
	s, err := New(System{Vars: 3, Start: []int32{0, 2}, Var: []int32{0, 1}, Coef: []int32{1, -1}, RHS: []int64{3}})
	if err != nil {
		t.Fatal(err)
	}
	inf := math.Inf(1)
	for v, want := range []Interval{{3, inf, false, true, true}, {0, inf, false, true, true}, {0, inf, false, true, true}} {
		if got, err := s.Bounds(context.Background(), int32(v)); err != nil || got != want {
			t.Errorf("variable %d: %+v, %v, want %+v", v, got, err, want)
		}
	}
	got, err := s.BoundsOf(context.Background(), []Term{{0, -1}, {2, -2}})
	if want := (Interval{-inf, -3, true, false, true}); err != nil || got != want {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
	if got, err := s.BoundsOf(context.Background(), []Term{{0, 1}, {1, -1}}); err != nil || got.Width() != 0 || got.Lower != 3 {
		t.Errorf("%+v, %v, want 3", got, err)
	}
}

func TestSystemsThatAreNotSoundAreRefused(t *testing.T) {
	rows := func(rhs ...int64) System {
		s := System{Vars: 3, Start: []int32{0}, RHS: rhs}
		for range rhs {
			s.Var, s.Coef = append(s.Var, 0, 1, 2), append(s.Coef, 1, 1, 1)
			s.Start = append(s.Start, int32(len(s.Var)))
		}
		return s
	}
	change := func(do func(*System)) System {
		s := rows(4)
		do(&s)
		return s
	}
	for name, c := range map[string]struct {
		s    System
		want error
	}{
		"two sums of the same":              {rows(4, 5), ErrInfeasible},
		"a sum below zero":                  {rows(-1), ErrInfeasible},
		"a sum above all upper bounds":      {change(func(s *System) { s.Upper = []int64{1, 1, 1} }), ErrInfeasible},
		"bounds that cross":                 {change(func(s *System) { s.Lower, s.Upper = []int64{2, 0, 0}, []int64{1, 9, 9} }), ErrInfeasible},
		"known values with another sum":     {change(func(s *System) { s.Feasible = []int64{1, 1, 1} }), ErrPoint},
		"a known value out of its bounds":   {change(func(s *System) { s.Feasible = []int64{-1, 5, 0} }), ErrPoint},
		"a variable that is not there":      {change(func(s *System) { s.Var[1] = 3 }), ErrShape},
		"a row that ends before it starts":  {change(func(s *System) { s.Start, s.RHS = []int32{0, 4, 3}, []int64{1, 1} }), ErrShape},
		"no end of the rows":                {change(func(s *System) { s.Start = s.Start[:1] }), ErrShape},
		"rows that do not cover everything": {change(func(s *System) { s.Start[1] = 2 }), ErrShape},
		"too few bounds":                    {change(func(s *System) { s.Lower = []int64{0} }), ErrShape},
		"a sum beyond exact numbers":        {rows(1 << 60), ErrRange},
		"a bound beyond exact numbers":      {change(func(s *System) { s.Lower = []int64{-1 << 60, 0, 0} }), ErrRange},
		"a coefficient beyond exact ones":   {change(func(s *System) { s.Coef[0] = 1 << 20 }), ErrRange},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := New(c.s); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
	s, err := New(rows(4))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Bounds(context.Background(), 3); !errors.Is(err, ErrVariable) {
		t.Error(err)
	}
	if _, err := s.AtLeast(context.Background(), 0, 1, 1); !errors.Is(err, ErrNoPoint) {
		t.Error(err)
	}
}

// TestInfeasibleSystemIsRefusedAfterASearch has equations that only together have no solution: the three pairs of
// x + y = 1, y + z = 1, x + z = 3 leave y at -1/2.
func TestInfeasibleSystemIsRefusedAfterASearch(t *testing.T) {
	s := System{
		Vars: 6, Start: []int32{0, 3, 6, 9}, Var: []int32{0, 1, 3, 1, 2, 4, 0, 2, 5}, Coef: []int32{1, 1, 1, 1, 1, 1, 1, 1, -1},
		RHS: []int64{1, 1, 3},
	}
	if _, err := New(s); !errors.Is(err, ErrInfeasible) {
		t.Error(err)
	}
	s.RHS[2] = 2
	solver, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := solver.Bounds(context.Background(), 5); err != nil || got != (Interval{0, 0, false, false, true}) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestCancelStopsTheSearch(t *testing.T) {
	s, err := New(country(1, 4, 4, 5))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var hidden int32
	for v := range s.place {
		if s.place[v].part >= 0 {
			hidden = int32(v)
		}
	}
	if _, err := s.Bounds(ctx, hidden); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := s.All(ctx, []int32{hidden}, nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
