package tally_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/tally"
)

// drawn is an invented set of records with a cube that they are counted into.
type drawn struct {
	dims []*cube.Dim
	cube *cube.Cube
	tally.Records
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// drawDim is a dimension with codes for n records: flat, a tree, two classifications cut into atoms, or open.
func drawDim(t *rapid.T, name string, n int) (*cube.Dim, []int32) {
	codes := func(d *cube.Dim, from, to int) []int32 {
		return rapid.SliceOfN(rapid.Int32Range(int32(from), int32(to)), n, n).Draw(t, name)
	}
	kind := rapid.SampledFrom([]string{"flat", "wide", "tree", "overlap", "open"}).Draw(t, name+" kind")
	size := rapid.IntRange(1, 4).Draw(t, name+" size")
	var list []cube.Code
	switch kind {
	case "flat", "open":
		for i := range size + 1 {
			list = append(list, cube.Code{Name: fmt.Sprint("c", i)})
		}
		if kind == "open" {
			d := must(cube.NewDim(name, "", list))
			return d, codes(d, 0, size)
		}
		d := must(cube.NewDim(name, "Total", list))
		return d, codes(d, 1, size+1)
	case "wide":
		for i := range 3000 {
			list = append(list, cube.Code{Name: fmt.Sprint("c", i)})
		}
		d := must(cube.NewDim(name, "Total", list))
		return d, codes(d, 1, size+1)
	}
	for i := range size {
		list = append(list, cube.Code{Name: fmt.Sprint("town", i), Level: "town"})
	}
	for i := range 2 * size {
		list = append(list, cube.Code{Name: fmt.Sprint("block", i), Level: "block", Parents: []string{fmt.Sprint("town", i/2)}})
	}
	if kind == "tree" {
		d := must(cube.NewDim(name, "Total", list))
		return d, codes(d, size+1, 3*size)
	}
	for i := range 2 * size {
		list = append(list, cube.Code{Name: fmt.Sprint("post", i), Level: "post", Parents: []string{fmt.Sprint("town", i/2)}})
	}
	d := must(cube.NewDim(name, "Total", list))
	block, post := codes(d, size+1, 3*size), make([]int32, n)
	for i, b := range block {
		town := (b - int32(size) - 1) / 2
		post[i] = int32(3*size) + 1 + 2*town + rapid.Int32Range(0, 1).Draw(t, "post")
	}
	cut, of, err := tally.WithAtoms(d, [][]int32{block, post})
	if err != nil {
		t.Fatal(err)
	}
	return cut, of
}

func draw(t *rapid.T) drawn {
	n := rapid.IntRange(0, 40).Draw(t, "records")
	var s drawn
	for k := range rapid.IntRange(1, 3).Draw(t, "dimensions") {
		d, codes := drawDim(t, fmt.Sprint("d", k), n)
		s.dims, s.Codes = append(s.dims, d), append(s.Codes, codes)
	}
	if rapid.Bool().Draw(t, "contributors") {
		s.Contributor = rapid.SliceOfN(rapid.Int32Range(0, 9), n, n).Draw(t, "contributor")
	}
	if rapid.Bool().Draw(t, "values") {
		s.Value = rapid.SliceOfN(rapid.Int64Range(0, 20), n, n).Draw(t, "value")
	}
	if rapid.Bool().Draw(t, "keys") {
		s.Key = rapid.SliceOfN(rapid.Uint64(), n, n).Draw(t, "key")
		s.Decimal = rapid.SliceOfN(rapid.Int64Range(0, tally.DecimalKeys-1), n, n).Draw(t, "decimal")
	}
	s.cube = drawCube(t, s)
	return s
}

// drawCube is some cells: all combinations where there are few, and otherwise some of those above the records, and some others.
func drawCube(t *rapid.T, s drawn) *cube.Cube {
	if whole, err := tally.FullProduct(s.dims, 4000); err == nil && rapid.Bool().Draw(t, "all cells") {
		return whole
	}
	c := cube.New(s.dims)
	for range rapid.IntRange(0, 60).Draw(t, "cells") {
		codes := make([]int32, len(s.dims))
		row := rapid.IntRange(0, max(0, s.Len()-1)).Draw(t, "row")
		for d, dim := range s.dims {
			if s.Len() == 0 || rapid.IntRange(0, 5).Draw(t, "elsewhere") == 0 {
				codes[d] = rapid.Int32Range(0, int32(len(dim.Codes)-1)).Draw(t, "code")
				continue
			}
			codes[d] = s.Codes[d][row]
			for len(dim.Parents(codes[d])) > 0 && rapid.Bool().Draw(t, "up") {
				codes[d] = rapid.SampledFrom(dim.Parents(codes[d])).Draw(t, "parent")
			}
		}
		c.Add(codes)
	}
	return c
}

func (s drawn) count(t *rapid.T) *tally.Cells {
	cells, err := tally.Count(t.Context(), s.cube, s.Records, tally.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return cells
}

// TestPromiseContributorsFirst compares with counting every cell by itself, record after record: all columns.
func TestPromiseContributorsFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		got := s.count(t)
		for cell := range int32(s.cube.Len()) {
			var count, sum, decimal int64
			var key uint64
			has := map[int32]int64{}
			for i := range s.Len() {
				if !s.in(cell, i) {
					continue
				}
				count++
				value := int64(1)
				if s.Value != nil {
					value = s.Value[i]
					sum += value
				}
				if s.Contributor != nil {
					has[s.Contributor[i]] += value
				}
				if s.Key != nil {
					key += s.Key[i]
					decimal = (decimal + s.Decimal[i]) % tally.DecimalKeys
				}
			}
			var largest []int64
			for _, v := range has {
				if v > 0 {
					largest = append(largest, v)
				}
			}
			slices.Sort(largest)
			slices.Reverse(largest)
			equal(t, "count", got.Count, cell, count)
			equal(t, "sum", got.Sum, cell, sum)
			equal(t, "contributors", got.Contributors, cell, int64(len(largest)))
			equal(t, "key", got.Key, cell, key)
			equal(t, "decimal key", got.Decimal, cell, decimal)
			largest = append(largest, 0, 0, 0)
			for k := range got.Top {
				equal(t, "largest", got.Top[k], cell, largest[k])
			}
		}
		if there := []bool{got.Sum != nil, got.Contributors != nil, got.Top[2] != nil, got.Key != nil, got.Decimal != nil}; !slices.Equal(there,
			[]bool{s.Value != nil, s.Contributor != nil, s.Value != nil && s.Contributor != nil, s.Key != nil, s.Decimal != nil}) {
			t.Fatalf("counted: %v", there)
		}
	})
}

// in reports whether a cell counts a record.
func (s drawn) in(cell int32, record int) bool {
	for d, code := range s.cube.At(cell) {
		if !s.dims[d].Above(code, s.Codes[d][record]) {
			return false
		}
	}
	return true
}

func equal[T int64 | uint64](t *rapid.T, name string, got []T, cell int32, want T) {
	if got != nil && got[cell] != want {
		t.Fatalf("%s of cell %d: %d, want %d", name, cell, got[cell], want)
	}
}

func TestPromiseOrderOfRecords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		rows := make([]int, s.Len())
		for i := range rows {
			rows[i] = i
		}
		rows = rapid.Permutation(rows).Draw(t, "order")
		other := s
		other.Records = shuffled(s.Records, rows)
		if diff := cmp.Diff(s.count(t), other.count(t)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func shuffled(r tally.Records, rows []int) tally.Records {
	out := tally.Records{Contributor: at(r.Contributor, rows), Value: at(r.Value, rows), Key: at(r.Key, rows), Decimal: at(r.Decimal, rows)}
	for _, column := range r.Codes {
		out.Codes = append(out.Codes, at(column, rows))
	}
	return out
}

func at[T any](column []T, rows []int) []T {
	if column == nil {
		return nil
	}
	out := make([]T, len(rows))
	for i, row := range rows {
		out[i] = column[row]
	}
	return out
}

func TestPromiseAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		whole, err := tally.FullProduct(s.dims, 20_000)
		if err != nil {
			return
		}
		s.cube = whole
		got := s.count(t)
		for cell := range int32(whole.Len()) {
			codes := slices.Clone(whole.At(cell))
			for d, dim := range s.dims {
				for _, g := range dim.Groups {
					if g.Parent == codes[d] {
						s.sum(t, got, cell, d, g)
					}
				}
			}
			if got.Contributors != nil && got.Contributors[cell] > got.Count[cell] {
				t.Fatalf("%d contributors of %d records", got.Contributors[cell], got.Count[cell])
			}
		}
	})
}

// sum compares a cell with the sum of its parts in one dimension.
func (s drawn) sum(t *rapid.T, got *tally.Cells, cell int32, d int, g cube.Group) {
	codes := slices.Clone(s.cube.At(cell))
	var count, sum, decimal int64
	var key uint64
	for _, child := range g.Children {
		codes[d] = child
		part, ok := s.cube.Find(codes)
		if !ok {
			t.Fatal("a part is no cell")
		}
		count += got.Count[part]
		if got.Sum != nil {
			sum += got.Sum[part]
		}
		if got.Key != nil {
			key, decimal = key+got.Key[part], decimal+got.Decimal[part]
		}
	}
	equal(t, "count", got.Count, cell, count)
	equal(t, "sum", got.Sum, cell, sum)
	equal(t, "key", got.Key, cell, key)
	equal(t, "decimal key", got.Decimal, cell, decimal%tally.DecimalKeys)
}

// TestManyCombinations has more combinations of codes than fit a table of places, of which few have cells.
func TestManyCombinations(t *testing.T) {
	const n = 700
	var s drawn
	for k := range 3 {
		var list []cube.Code
		for i := range 300 {
			list = append(list, cube.Code{Name: fmt.Sprint("c", i)})
		}
		codes := make([]int32, n)
		for i := range codes {
			codes[i] = int32(1 + (i*(2*k+1)+i/300*7)%300)
		}
		s.dims, s.Codes = append(s.dims, must(cube.NewDim(fmt.Sprint("d", k), "Total", list))), append(s.Codes, codes)
	}
	s.cube = cube.New(s.dims)
	for i := range n {
		s.cube.Add([]int32{s.Codes[0][i], s.Codes[1][i], s.Codes[2][i]})
		s.cube.Add([]int32{s.Codes[0][i], 0, s.Codes[2][n-1-i]})
	}
	s.cube.Add([]int32{0, 0, 0})
	told := 0
	got, err := tally.Count(t.Context(), s.cube, s.Records, tally.Options{Progress: func(done, total int) {
		if told++; done < 0 || done > total || total <= 0 {
			t.Errorf("%d of %d", done, total)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	for cell := range int32(s.cube.Len()) {
		want := int64(0)
		for i := range n {
			if s.in(cell, i) {
				want++
			}
		}
		if got.Count[cell] != want {
			t.Fatalf("%v: %d, want %d", s.cube.Name(cell), got.Count[cell], want)
		}
	}
	if told == 0 {
		t.Error("nobody was told how far it is")
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := tally.Count(ended, s.cube, s.Records, tally.Options{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestRecordsThatCannotBeCounted(t *testing.T) {
	d := must(cube.NewDim("geo", "Total", []cube.Code{{Name: "GM", Level: "gemeente"}, {Name: "BU1", Level: "buurt", Parents: []string{"GM"}},
		{Name: "BU2", Level: "buurt", Parents: []string{"GM"}}, {Name: "1234", Level: "pc4", Parents: []string{"GM"}}}))
	whole := must(tally.FullProduct([]*cube.Dim{d}, 0))
	areas := cube.New([]*cube.Dim{d})
	areas.Add([]int32{1})
	areas.Add([]int32{2})
	for situation, c := range map[string]struct {
		r    tally.Records
		is   error
		says string
	}{
		"a code too many":              {tally.Records{Codes: [][]int32{{2, 9}}}, tally.ErrCode, "record 2: geo"},
		"a code below zero":            {tally.Records{Codes: [][]int32{{-1}}}, tally.ErrCode, "record 1: geo"},
		"no codes":                     {tally.Records{}, tally.ErrColumns, "0 dimensions"},
		"codes of another length":      {tally.Records{Codes: [][]int32{{2}, {2}}}, tally.ErrColumns, "2 dimensions"},
		"a value missing":              {tally.Records{Codes: [][]int32{{2}}, Value: []int64{}}, tally.ErrColumns, "0 in value"},
		"a negative contribution":      {tally.Records{Codes: [][]int32{{2, 2}}, Value: []int64{1, -1}, Contributor: []int32{1, 1}}, tally.ErrNegative, "record 2: value"},
		"nobody contributes":           {tally.Records{Codes: [][]int32{{2}}, Contributor: []int32{-1}}, tally.ErrNegative, "record 1: contributor"},
		"values that overflow":         {tally.Records{Codes: [][]int32{{2, 2}}, Value: []int64{math.MaxInt64, 1}}, tally.ErrTooLarge, "record 2: value"},
		"values that overflow below":   {tally.Records{Codes: [][]int32{{2}}, Value: []int64{math.MinInt64}}, tally.ErrTooLarge, "record 1: value"},
		"a key of eleven digits":       {tally.Records{Codes: [][]int32{{2}}, Decimal: []int64{tally.DecimalKeys}}, tally.ErrKey, "record 1: decimal key"},
		"a town for a neighbourhood":   {tally.Records{Codes: [][]int32{{2, 1}}}, tally.ErrNotFinest, `record 2: geo: its code is not fine enough for sums to hold: "GM" lies in 0 parts "buurt" of "GM"`},
		"a neighbourhood and no pc4":   {tally.Records{Codes: [][]int32{{2}}}, tally.ErrNotFinest, `"BU1" lies in 0 parts "pc4" of "GM"`},
		"only the total is known":      {tally.Records{Codes: [][]int32{{0}}}, tally.ErrNotFinest, `parts "gemeente" of "Total"`},
		"the columns of two have gaps": {tally.Records{Codes: [][]int32{{2}}, Key: []uint64{1, 2}}, tally.ErrColumns, "2 in key"},
	} {
		t.Run(situation, func(t *testing.T) {
			c2 := whole
			if strings.HasPrefix(situation, "a town") {
				c2 = areas
			}
			cells, err := tally.Count(t.Context(), c2, c.r, tally.Options{})
			if !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.says) || cells != nil {
				t.Errorf("%v, want %v with %q", err, c.is, c.says)
			}
		})
	}
	// Where no postcode is shown, a record needs none; sums may go below 0 where nobody is ranked.
	got, err := tally.Count(t.Context(), areas, tally.Records{Codes: [][]int32{{2, 3}}, Value: []int64{-7, 2}}, tally.Options{})
	if err != nil || !slices.Equal(got.Sum, []int64{-5, -7}) {
		t.Errorf("%v, %v", got, err)
	}
}
