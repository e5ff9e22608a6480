package basis

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// drawBasis is a square matrix of small whole numbers with independent columns: an identity that was mixed up.
func drawBasis(t *rapid.T) (int, [][]float64) {
	m := rapid.IntRange(1, 12).Draw(t, "size")
	cols := make([][]float64, m)
	for k := range cols {
		cols[k] = make([]float64, m)
		cols[k][k] = 1
	}
	for range rapid.IntRange(0, 20).Draw(t, "changes") {
		a, b := rapid.IntRange(0, m-1).Draw(t, "a"), rapid.IntRange(0, m-1).Draw(t, "b")
		f := float64(rapid.IntRange(-1, 1).Draw(t, "f"))
		if a != b {
			for i := range m {
				cols[a][i] += f * cols[b][i]
			}
		}
	}
	return m, cols
}

func sparse(col []float64) (rows []int32, vals []float64) {
	for i, v := range col {
		if v != 0 {
			rows, vals = append(rows, int32(i)), append(vals, v)
		}
	}
	return rows, vals
}

func TestFactorsSolveBothWays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, cols := drawBasis(t)
		f, order, err := Decompose(m, func(k int) ([]int32, []float64) { return sparse(cols[k]) })
		if err != nil {
			t.Fatal(err)
		}
		placed := make([][]float64, m)
		for at, k := range order {
			placed[at] = cols[k]
		}
		// A column is replaced by itself plus twice another: the solution is 1 there and 2 at the other.
		if m > 1 && rapid.Bool().Draw(t, "replace") {
			at := rapid.IntRange(0, m-2).Draw(t, "at")
			w, fresh := make([]float64, m), make([]float64, m)
			w[at], w[m-1] = 1, 2
			for i := range m {
				fresh[i] = placed[at][i] + 2*placed[m-1][i]
			}
			placed[at] = fresh
			f.Replace(int32(at), w, []int32{int32(at), int32(m - 1)})
		}
		want := make([]float64, m)
		x, y := make([]float64, m), make([]float64, m)
		for at := range m {
			want[at] = float64(rapid.IntRange(-3, 3).Draw(t, "x"))
		}
		for at, col := range placed {
			for i, v := range col {
				x[i] += v * want[at]
				y[at] += v * want[i]
			}
		}
		f.Solve(x)
		f.SolveTransposed(y)
		for i := range m {
			if math.Abs(x[i]-want[i]) > 1e-6 || math.Abs(y[i]-want[i]) > 1e-6 {
				t.Fatalf("place %d: %v and %v, want %v", i, x[i], y[i], want[i])
			}
		}
	})
}

func TestFractionsSolveBothWaysWithoutRounding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, cols := drawBasis(t)
		f, order, err := Decompose(m, func(k int) ([]int32, []float64) { return sparse(cols[k]) })
		if err != nil {
			t.Fatal(err)
		}
		r, ok := f.Exact(func(place int) ([]int32, []float64) { return sparse(cols[order[place]]) })
		if !ok {
			t.Fatal("singular without rounding")
		}
		want, x, y := Zeros(m), Zeros(m), Zeros(m)
		for at := range m {
			want[at].SetFrac64(rapid.Int64Range(-9, 9).Draw(t, "x"), rapid.Int64Range(1, 9).Draw(t, "by"))
		}
		for at, k := range order {
			for i, v := range cols[k] {
				Subtract(x[i], new(big.Rat).SetFloat64(-v), want[at])
				Subtract(y[at], new(big.Rat).SetFloat64(-v), want[i])
			}
		}
		r.Solve(x)
		r.SolveTransposed(y)
		for i := range m {
			if x[i].Cmp(want[i]) != 0 || y[i].Cmp(want[i]) != 0 {
				t.Fatalf("place %d: %v and %v, want %v", i, x[i], y[i], want[i])
			}
		}
	})
}

func TestDependentColumnsAreSingular(t *testing.T) {
	cols := [][]float64{{1, 1, 0}, {0, 1, 1}, {1, 2, 1}}
	if _, _, err := Decompose(3, func(k int) ([]int32, []float64) { return sparse(cols[k]) }); !errors.Is(err, ErrSingular) {
		t.Error("three columns of which one is the sum of the others")
	}
}
