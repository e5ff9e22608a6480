package attack

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"pgregory.net/rapid"
)

// drawDim draws a dimension: a hierarchy, or areas in two divisions with what they have in common.
func drawDim(t *rapid.T, name string, place bool) *cube.Dim {
	var codes []cube.Code
	if place {
		seen := map[string]bool{}
		for i := range rapid.IntRange(2, 6).Draw(t, "atoms") {
			var up []string
			for _, division := range []string{"A", "B"} {
				code := fmt.Sprintf("%s%d", division, rapid.IntRange(0, 2).Draw(t, division))
				up = append(up, code)
				if !seen[code] {
					seen[code] = true
					codes = append(codes, cube.Code{Name: code, Level: division})
				}
			}
			codes = append(codes, cube.Code{Name: fmt.Sprint("atom", i), Level: "atom", Parents: up})
		}
	} else {
		for i := range rapid.IntRange(1, 5).Draw(t, "codes") {
			c := cube.Code{Name: fmt.Sprint(name, i), Level: "level"}
			if up := rapid.IntRange(-2, i-1).Draw(t, "up"); up >= 0 {
				c.Parents = []string{fmt.Sprint(name, up)}
			}
			codes = append(codes, c)
		}
	}
	d, err := cube.NewDim(name, "Total", codes)
	if err != nil {
		t.Fatal(err)
	}
	d.Place = place
	return d
}

// world is a random cube with what is published of it, and every cell written out over the inner cells.
type world struct {
	table
	known []bool
	inner []int64
	leaf  [][]int32
	// none is true when combinations that do not occur are not known.
	none bool
}

func drawWorld(t *rapid.T) world {
	var dims []*cube.Dim
	place := rapid.Bool().Draw(t, "place")
	for d := range rapid.IntRange(1, 3).Draw(t, "dims") {
		dims = append(dims, drawDim(t, string(rune('a'+d)), d == 0 && place))
	}
	w := world{table: table{cube: cube.New(dims)}, leaf: make([][]int32, len(dims))}
	size := 1
	for d, dim := range dims {
		for code, leaf := range dim.Leaf() {
			if leaf {
				w.leaf[d] = append(w.leaf[d], int32(code))
			}
		}
		size *= len(w.leaf[d])
	}
	w.inner = rapid.SliceOfN(rapid.Int64Range(0, 3), size, size).Draw(t, "inner")
	for range rapid.IntRange(1, 30).Draw(t, "cells") {
		codes := make([]int32, len(dims))
		for d, dim := range dims {
			codes[d] = rapid.Int32Range(0, int32(len(dim.Codes)-1)).Draw(t, "code")
		}
		if _, fresh := w.cube.Add(codes); fresh {
			w.freq = append(w.freq, w.value(codes))
			w.known = append(w.known, rapid.IntRange(0, 3).Draw(t, "known") > 0)
		}
	}
	return w
}

// over writes a cell as the inner cells that it holds.
func (w world) over(codes []int32) []int64 {
	out := make([]int64, len(w.inner))
	for i := range out {
		in, rest := int64(1), i
		for d, dim := range w.cube.Dims {
			if !dim.Above(codes[d], w.leaf[d][rest%len(w.leaf[d])]) {
				in = 0
			}
			rest /= len(w.leaf[d])
		}
		out[i] = in
	}
	return out
}

func (w world) value(codes []int32) int64 {
	sum := int64(0)
	for i, in := range w.over(codes) {
		sum += in * w.inner[i]
	}
	return sum
}

func (w *world) build(t *rapid.T) (*System, *Solution) {
	o := Options{Atoms: true}
	if w.none = rapid.Bool().Draw(t, "none"); w.none {
		o.Missing = none
	}
	s, err := Build(w.cube, w.known, w.freq, o)
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.Solve(context.Background(), [32]byte{9})
	if err != nil {
		t.Fatal(err)
	}
	return s, out
}

// dense is Gauss-Jordan elimination of full rows of fractions.
type dense struct {
	rows  [][]*big.Rat
	pivot []int
}

// left is what remains of a row.
func (e *dense) left(row []int64) []*big.Rat {
	v := make([]*big.Rat, len(row))
	for i, x := range row {
		v[i] = new(big.Rat).SetInt64(x)
	}
	return e.reduce(v)
}

func (e *dense) reduce(v []*big.Rat) []*big.Rat {
	for k, r := range e.rows {
		if by := new(big.Rat).Set(v[e.pivot[k]]); by.Sign() != 0 {
			for i := range v {
				v[i].Sub(v[i], new(big.Rat).Mul(by, r[i]))
			}
		}
	}
	return v
}

func nonzero(v []*big.Rat) int {
	return slices.IndexFunc(v, func(x *big.Rat) bool { return x.Sign() != 0 })
}

func (e *dense) add(row []int64) {
	v := e.left(row)
	p := nonzero(v)
	if p < 0 {
		return
	}
	by := new(big.Rat).Inv(v[p])
	for i := range v {
		v[i].Mul(v[i], by)
	}
	for _, r := range e.rows {
		by := new(big.Rat).Set(r[p])
		for i := range r {
			r[i].Sub(r[i], new(big.Rat).Mul(by, v[i]))
		}
	}
	e.rows, e.pivot = append(e.rows, v), append(e.pivot, p)
}

func parallel(a, b []*big.Rat) bool {
	p := nonzero(a)
	if p < 0 || b[p].Sign() == 0 {
		return false
	}
	by := new(big.Rat).Quo(b[p], a[p])
	for i := range a {
		if new(big.Rat).Mul(a[i], by).Cmp(b[i]) != 0 {
			return false
		}
	}
	return true
}

// zeros are the cells that are not in the cube, and 0 because the others of a group are their parent.
func (w world) zeros(s *System) [][]int32 {
	var out [][]int32
	asked := func(d int, code int32) bool {
		for i := range int32(w.cube.Len()) {
			if w.cube.At(i)[d] == code {
				return true
			}
		}
		return false
	}
	for i := range int32(w.cube.Len()) {
		for d, dim := range w.cube.Dims {
			for _, g := range dim.Groups {
				if g.Parent != w.cube.At(i)[d] {
					continue
				}
				left, closed := w.freq[i], true
				var absent [][]int32
				for _, child := range g.Children {
					codes := slices.Clone(w.cube.At(i))
					codes[d] = child
					if at, there := w.cube.Find(codes); there {
						left -= w.freq[at]
						continue
					}
					at, there := s.Find(codes)
					closed = closed && asked(d, child) && (!there || s.Kind(at) == Beside)
					absent = append(absent, codes)
				}
				if closed && left == 0 && len(absent) < len(g.Children) {
					out = append(out, absent...)
				}
			}
		}
	}
	return out
}

// facts are what a reader knows, over the inner cells.
func (w world) facts(s *System) *dense {
	e := &dense{}
	for i := range int32(s.Nodes) {
		if s.Known[i] {
			e.add(w.over(s.Codes(i)))
		}
	}
	if !w.none {
		for _, codes := range w.zeros(s) {
			e.add(w.over(codes))
		}
	}
	return e
}

// remains are all nodes of a system, less what the reader knows, over the inner cells.
func (w world) remains(s *System) [][]*big.Rat {
	e := w.facts(s)
	out := make([][]*big.Rat, s.Nodes)
	for i := range out {
		out[i] = e.left(w.over(s.Codes(int32(i))))
	}
	return out
}

func TestPromiseComplete(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		s, o := w.build(t)
		left := w.remains(s)
		for i := range int32(s.Nodes) {
			v, ok := o.Value(i)
			if want := nonzero(left[i]) < 0; ok != want || o.Determined(i) != want {
				t.Fatalf("%v: determined %v, want %v", s.Name(i), ok, want)
			}
			if want := w.value(s.Codes(i)); ok && v != want {
				t.Fatalf("%v: computed %d, is %d", s.Name(i), v, want)
			}
			for j := range i {
				one := o.Class(i) != 0 && o.Class(i) == o.Class(j)
				if one != parallel(left[i], left[j]) {
					t.Fatalf("%v and %v: parallel %v", s.Name(i), s.Name(j), one)
				}
			}
		}
	})
}

func TestPromiseExact(t *testing.T) {
	second := fieldOf(45)
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		s, o := w.build(t)
		other, err := s.solve(context.Background(), [32]byte{5}, second)
		if err != nil {
			t.Fatal(err)
		}
		for i := range int32(s.Nodes) {
			a, known := o.Value(i)
			if b, too := other.Value(i); a != b || known != too {
				t.Fatalf("%v: %d %v, by another prime %d %v", s.Name(i), a, known, b, too)
			}
			for j := range i {
				if (o.Class(i) == o.Class(j)) != (other.Class(i) == other.Class(j)) {
					t.Fatalf("%v and %v: parallel by one prime only", s.Name(i), s.Name(j))
				}
			}
			w.combined(t, o, []Term{{Node: i, Num: 1}})
		}
		pair := []Term{{Node: 0, Num: 2, Den: 3}, {Node: rapid.Int32Range(0, int32(s.Nodes-1)).Draw(t, "node"), Num: -5}}
		w.combined(t, o, pair)
	})
}

// combined compares an attack, and what is known of a combination, with the inner cells.
func (w world) combined(t *rapid.T, o *Solution, terms []Term) {
	s := o.system
	sum := func(terms []Term) []*big.Rat {
		total := make([]*big.Rat, len(w.inner))
		for i := range total {
			total[i] = new(big.Rat)
			for _, x := range terms {
				total[i].Add(total[i], new(big.Rat).Mul(big.NewRat(x.Num, max(1, x.Den)), big.NewRat(w.over(s.Codes(x.Node))[i], 1)))
			}
		}
		return total
	}
	got, err := o.Combination(context.Background(), terms)
	if errors.Is(err, ErrVaries) {
		e := w.facts(s)
		whole := make([]int64, len(w.inner))
		for i, v := range sum(terms) {
			whole[i] = new(big.Rat).Mul(v, big.NewRat(3, 1)).Num().Int64()
		}
		if nonzero(e.left(whole)) < 0 {
			t.Fatalf("%v is determined: %v", terms, err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range got {
		if !s.Known[x.Node] {
			t.Fatalf("%v is not known", s.Name(x.Node))
		}
	}
	want, have := sum(terms), sum(got)
	var zero dense
	if !w.none {
		for _, codes := range w.zeros(s) {
			zero.add(w.over(codes))
		}
	}
	value := new(big.Rat)
	for i := range want {
		have[i].Sub(have[i], want[i])
		value.Add(value, new(big.Rat).Mul(want[i], big.NewRat(w.inner[i], 1)))
	}
	if nonzero(zero.reduce(have)) >= 0 {
		t.Fatalf("%v is not %v", terms, got)
	}
	k := o.Combined(terms)
	if !k.Determined || value.IsInt() && (!k.Whole || value.Num().Int64() != k.Value) {
		t.Fatalf("%v: %+v, is %v", terms, k, value)
	}
}

func TestPromiseInsiders(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		s, o := w.build(t)
		left := w.remains(s)
		var lone, secrets []int32
		for i := range int32(w.cube.Len()) {
			if !w.known[i] && w.freq[i] > 0 {
				secrets = append(secrets, i)
				if w.freq[i] == 1 {
					lone = append(lone, i)
				}
			}
		}
		got := o.LoneGroups(lone, secrets, w.samePerson)
		for _, g := range got {
			for _, q := range g.Learns {
				if !parallel(left[g.Lone], left[q]) || w.samePerson(g.Lone, q) {
					t.Fatalf("%v does not give %v", s.Name(g.Lone), s.Name(q))
				}
			}
		}
		for _, a := range lone {
			for _, b := range secrets {
				if a == b || w.samePerson(a, b) || !parallel(left[a], left[b]) {
					continue
				}
				if !slices.ContainsFunc(got, func(g LoneGroup) bool { return o.Class(g.Lone) == o.Class(a) }) {
					t.Fatalf("%v gives %v", s.Name(a), s.Name(b))
				}
			}
		}
	})
}
