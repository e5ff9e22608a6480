package rounding_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/rounding"
)

// drawn is a table as names, so that it can be made in any order.
type drawn struct {
	codes     [][]cube.Code
	inner     map[string]int64
	published []string
	base      int64
	seed      uint64
}

// anyTable draws classifications that may overlap, inner cells with mostly small counts, and some of the cells above them.
func anyTable(t *rapid.T) drawn {
	w := drawn{inner: map[string]int64{}, base: rapid.Int64Range(2, 12).Draw(t, "base"), seed: rapid.Uint64().Draw(t, "seed")}
	atoms, all := []string{""}, []string{""}
	for d := range rapid.IntRange(1, 3).Draw(t, "dimensions") {
		codes := anyCodes(t, d)
		w.codes = append(w.codes, codes)
		finest, names := []string{}, []string{"Total"}
		for _, c := range codes {
			names = append(names, c.Name)
			if c.Level == "atom" {
				finest = append(finest, c.Name)
			}
		}
		atoms, all = product(atoms, finest), product(all, names)
	}
	for _, a := range atoms {
		if rapid.IntRange(0, 4).Draw(t, "there") > 0 {
			w.inner[a] = rapid.OneOf(rapid.Int64Range(0, 4), rapid.Int64Range(0, 40)).Draw(t, "count")
		}
	}
	kept := rapid.IntRange(1, 4).Draw(t, "kept")
	for _, c := range all {
		if rapid.IntRange(1, 4).Draw(t, "published") <= kept {
			w.published = append(w.published, c)
		}
	}
	return w
}

// anyCodes draws two classifications of the same atoms.
func anyCodes(t *rapid.T, d int) []cube.Code {
	var codes []cube.Code
	above := make([][]string, 2)
	for side, level := range []string{"wijk", "pc4"} {
		for i := range rapid.IntRange(0, 2).Draw(t, "groups") {
			name := fmt.Sprintf("%d%s%d", d, level, i)
			above[side] = append(above[side], name)
			codes = append(codes, cube.Code{Name: name, Level: level})
		}
	}
	for i := range rapid.IntRange(1, 5).Draw(t, "atoms") {
		c := cube.Code{Name: fmt.Sprintf("%da%d", d, i), Level: "atom"}
		for _, names := range above {
			if len(names) > 0 {
				c.Parents = append(c.Parents, rapid.SampledFrom(names).Draw(t, "parent"))
			}
		}
		codes = append(codes, c)
	}
	// A group without atoms would be a finest code itself.
	return slices.DeleteFunc(codes, func(c cube.Code) bool {
		return c.Level != "atom" && !slices.ContainsFunc(codes, func(a cube.Code) bool { return slices.Contains(a.Parents, c.Name) })
	})
}

func product(left, right []string) []string {
	var all []string
	for _, l := range left {
		for _, r := range right {
			all = append(all, strings.TrimPrefix(l+"|"+r, "|"))
		}
	}
	return all
}

// made is a table with the names of its cells in their order.
type made struct {
	cube             *cube.Cube
	table            *rounding.Table
	inner, published []string
}

// build makes the table with everything in the order that shuffle gives it.
func (w drawn) build(shuffle func(n int, swap func(i, j int))) made {
	dims := make([]*cube.Dim, len(w.codes))
	for d, codes := range w.codes {
		codes = slices.Clone(codes)
		for i := range codes {
			up := slices.Clone(codes[i].Parents)
			shuffle(len(up), func(i, j int) { up[i], up[j] = up[j], up[i] })
			codes[i].Parents = up
		}
		shuffle(len(codes), func(i, j int) { codes[i], codes[j] = codes[j], codes[i] })
		dims[d] = must(cube.NewDim(fmt.Sprint(d), "Total", codes))
	}
	m := made{cube: cube.New(dims), published: slices.Clone(w.published)}
	for name := range w.inner {
		m.inner = append(m.inner, name)
	}
	slices.Sort(m.inner)
	shuffle(len(m.inner), func(i, j int) { m.inner[i], m.inner[j] = m.inner[j], m.inner[i] })
	shuffle(len(m.published), func(i, j int) { m.published[i], m.published[j] = m.published[j], m.published[i] })
	find := func(name string) []int32 {
		codes := make([]int32, len(dims))
		for d, code := range strings.Split(name, "|") {
			codes[d], _ = dims[d].Find(code)
		}
		return codes
	}
	var atoms rounding.Atoms
	for _, name := range m.inner {
		atoms.Codes = append(atoms.Codes, find(name)...)
		atoms.Counts = append(atoms.Counts, w.inner[name])
	}
	counts := make([]int64, len(m.published))
	for p, name := range m.published {
		codes := find(name)
		m.cube.Add(codes)
		for i := range m.inner {
			if above(dims, codes, atoms.Codes[i*len(dims):]) {
				counts[p] += atoms.Counts[i]
			}
		}
	}
	m.table = must(rounding.FromCube(m.cube, counts, atoms))
	return m
}

func above(dims []*cube.Dim, a, b []int32) bool {
	for d, dim := range dims {
		if !dim.Above(a[d], b[d]) {
			return false
		}
	}
	return true
}

func still(int, func(int, int)) {}

// rounded is a drawn table, one of the two ways to round it, and the result.
type rounded struct {
	drawn
	made
	*rounding.Result
}

type way func(context.Context, *rounding.Table, rounding.Options) (*rounding.Result, error)

func (w drawn) options() rounding.Options {
	return rounding.Options{Base: w.base, Seed: w.seed, Sweeps: 5}
}

// always draws tables and rounds them.
func always(t *testing.T, round way, hold func(*rapid.T, rounded)) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		w := anyTable(t)
		m := w.build(still)
		before := fmt.Sprint(m.table.Inner, m.table.Published)
		r := must(round(context.Background(), m.table, w.options()))
		if fmt.Sprint(m.table.Inner, m.table.Published) != before {
			t.Fatal("the table was changed")
		}
		hold(t, rounded{w, m, r})
	})
}

func additive(t *rapid.T, r rounded) {
	holds(t, r.cube, r.table, r.Result)
	// Added once more in another way than the table does.
	for p := range r.Published {
		var sum int64
		for i, n := range r.Inner {
			if slices.Contains(r.table.In[r.table.Start[i]:r.table.Start[i+1]], int32(p)) {
				sum += n
			}
		}
		if sum != r.Published[p] {
			t.Fatalf("cell %d is %d, its inner cells %d", p, r.Published[p], sum)
		}
	}
}

func TestPromiseSmallAdditive(t *testing.T) { always(t, rounding.SmallCounts, additive) }

func TestPromiseControlledAdditive(t *testing.T) { always(t, rounding.Controlled, additive) }

func TestPromiseNoSmall(t *testing.T) {
	always(t, rounding.SmallCounts, func(t *rapid.T, r rounded) {
		for p, n := range r.Published {
			if n < 0 || n > 0 && n < r.base {
				t.Fatalf("cell %d is %d", p, n)
			}
		}
	})
}

func TestPromiseSmallFewest(t *testing.T) {
	always(t, rounding.SmallCounts, func(t *rapid.T, r rounded) {
		for i, n := range r.Inner {
			before := r.table.Inner[i]
			if n == before {
				continue
			}
			if n != 0 && n != r.base || before <= 0 || before >= r.base {
				t.Fatalf("inner cell %d went from %d to %d", i, before, n)
			}
			if !slices.ContainsFunc(r.table.In[r.table.Start[i]:r.table.Start[i+1]], func(p int32) bool {
				return r.table.Published[p] > 0 && r.table.Published[p] < r.base
			}) {
				t.Fatalf("inner cell %d changed without need", i)
			}
		}
	})
}

func TestPromiseMultiples(t *testing.T) {
	always(t, rounding.Controlled, func(t *rapid.T, r rounded) {
		for _, n := range slices.Concat(r.Inner, r.Published) {
			if n < 0 || n%r.base != 0 {
				t.Fatalf("%d is no multiple of %d", n, r.base)
			}
		}
	})
}

func TestPromiseZeroRestricted(t *testing.T) {
	always(t, rounding.Controlled, func(t *rapid.T, r rounded) {
		for i, n := range r.Inner {
			before := r.table.Inner[i]
			if n <= before-r.base || n >= before+r.base || before%r.base == 0 && n != before {
				t.Fatalf("inner cell %d went from %d to %d", i, before, n)
			}
		}
	})
}

func TestPromiseRowOrder(t *testing.T) {
	for name, round := range map[string]way{"small counts": rounding.SmallCounts, "controlled": rounding.Controlled} {
		t.Run(name, func(t *testing.T) {
			always(t, round, func(t *rapid.T, r rounded) {
				other := r.build(func(n int, swap func(i, j int)) {
					for i := n - 1; i > 0; i-- {
						swap(i, rapid.IntRange(0, i).Draw(t, "swap"))
					}
				})
				again := must(round(context.Background(), other.table, r.options()))
				if got, want := named(other, again), named(r.made, r.Result); !slices.Equal(got, want) {
					t.Fatalf("in another order %v, at first %v", got, want)
				}
			})
		})
	}
}

// named are the counts with their names, in order of these.
func named(m made, r *rounding.Result) []string {
	var all []string
	for i, name := range m.inner {
		all = append(all, fmt.Sprint("inner ", name, " ", r.Inner[i]))
	}
	for p, name := range m.published {
		all = append(all, fmt.Sprint(name, " ", r.Published[p]))
	}
	slices.Sort(all)
	return all
}

// TestMeasuresOfAnyTable measures once more, plainly.
func TestMeasuresOfAnyTable(t *testing.T) {
	always(t, rounding.Controlled, func(t *rapid.T, r rounded) {
		var want rounding.Measures
		for p, n := range r.Published {
			diff := max(n-r.table.Published[p], r.table.Published[p]-n)
			want.MaxDiff = max(want.MaxDiff, diff)
			if diff != 0 {
				want.Changed++
			}
			if diff >= r.base {
				want.Over++
			}
			want.MeanAbs += float64(diff) / float64(len(r.Published))
		}
		m := r.Measures
		if m.MaxDiff != want.MaxDiff || m.Changed != want.Changed || m.Over != want.Over || m.MeanAbs > want.MeanAbs+1e-9 || m.MeanAbs < want.MeanAbs-1e-9 {
			t.Fatalf("measured %+v, counted %+v", m, want)
		}
		if float64(m.MaxDiff) < m.RMS || m.RMS+1e-9 < m.MeanAbs {
			t.Fatalf("the root mean square lies outside mean and largest: %+v", m)
		}
	})
}
