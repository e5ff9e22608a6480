package tally_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/tally"
)

func TestAtomsAreWhatOccurs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 30).Draw(t, "records")
		code := rapid.OneOf(rapid.Int32Range(0, 3), rapid.Just(int32(1<<31-1)))
		columns := make([][]int32, rapid.IntRange(1, 3).Draw(t, "columns"))
		for k := range columns {
			columns[k] = rapid.SliceOfN(code, n, n).Draw(t, "column")
		}
		combinations, count, err := tally.Atoms(columns)
		if err != nil || len(count) != len(combinations) || !slices.IsSortedFunc(combinations, slices.Compare) {
			t.Fatalf("%v %v, %v", combinations, count, err)
		}
		for i, codes := range combinations {
			want := int64(0)
			for record := range n {
				same := true
				for k, column := range columns {
					same = same && column[record] == codes[k]
				}
				if same {
					want++
				}
			}
			if count[i] != want || want == 0 {
				t.Fatalf("%v: %d, want %d", codes, count[i], want)
			}
		}
		var all int64
		for _, c := range count {
			all += c
		}
		if all != int64(n) {
			t.Fatalf("%d of %d records", all, n)
		}
	})
	if all, _, err := tally.Atoms(nil); all != nil || err != nil {
		t.Error(all, err)
	}
	for _, columns := range [][][]int32{{{1}, {1, 2}}, {{1, -1}}} {
		if _, _, err := tally.Atoms(columns); err == nil {
			t.Errorf("%v", columns)
		}
	}
}

// overlapping is a town with two neighbourhoods and two postcodes that cross.
func overlapping() *cube.Dim {
	d := must(cube.NewDim("geo", "Total", []cube.Code{{Name: "GM", Level: "gemeente"}, {Name: "BU1", Level: "buurt", Parents: []string{"GM"}},
		{Name: "BU2", Level: "buurt", Parents: []string{"GM"}}, {Name: "1234", Level: "pc4", Parents: []string{"GM"}}, {Name: "1235", Level: "pc4", Parents: []string{"GM"}}}))
	d.Place = true
	return d
}

func TestWithAtoms(t *testing.T) {
	d := overlapping()
	cut, codes, err := tally.WithAtoms(d, [][]int32{{3, 2, 2, 2}, {4, 4, 5, 4}})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(cut.Codes, " "); got != "Total GM BU1 BU2 1234 1235 BU1&1234 BU1&1235 BU2&1234" {
		t.Error(got)
	}
	if !slices.Equal(codes, []int32{8, 6, 7, 6}) || !slices.Equal(cut.Parents(7), []int32{2, 5}) || cut.Levels[7] != tally.AtomLevel || !cut.Place || len(cut.Parents(1)) != 1 {
		t.Error(codes, cut.Parents(7), cut.Levels)
	}
	whole := must(tally.FullProduct([]*cube.Dim{cut}, 0))
	cells, err := tally.Count(t.Context(), whole, tally.Records{Codes: [][]int32{codes}}, tally.Options{})
	if err != nil || !slices.Equal(cells.Count, []int64{4, 4, 3, 1, 3, 1, 2, 1, 1}) {
		t.Errorf("%v, %v", cells, err)
	}

	if same, codes, err := tally.WithAtoms(d, [][]int32{{2, 3}}); same != d || !slices.Equal(codes, []int32{2, 3}) || err != nil {
		t.Error("one classification was cut", codes, err)
	}
	if same, codes, err := tally.WithAtoms(d, [][]int32{{2, 3}, {1, 3}}); err != nil || len(same.Codes) != len(d.Codes) || !slices.Equal(codes, []int32{2, 3}) {
		t.Error("a code was cut by what it lies in, or by itself", codes, err)
	}
	for situation, columns := range map[string][][]int32{"none": nil, "lengths": {{2}, {4, 5}}, "no such code": {{2}, {6}}, "below zero": {{2}, {-1}}} {
		if _, _, err := tally.WithAtoms(d, columns); !errors.Is(err, tally.ErrColumns) && !errors.Is(err, tally.ErrCode) {
			t.Errorf("%s: %v", situation, err)
		}
	}
	if _, _, err := tally.WithAtoms(cut, [][]int32{{2}, {4}}); !errors.Is(err, cube.ErrTwice) {
		t.Errorf("cut twice: %v", err)
	}
}

func TestNothingIsCutWithoutATotal(t *testing.T) {
	open := must(cube.NewDim("things", "", []cube.Code{{Name: "a"}}))
	if _, _, err := tally.WithAtoms(open, [][]int32{{0}, {0}}); !errors.Is(err, tally.ErrColumns) {
		t.Error(err)
	}
}

func TestFullProduct(t *testing.T) {
	d := overlapping()
	c, err := tally.FullProduct([]*cube.Dim{d, d}, 36)
	if err != nil || c.Len() != 36 || !slices.Equal(c.At(7), []int32{1, 1}) {
		t.Errorf("%v", err)
	}
	if _, err := tally.FullProduct([]*cube.Dim{d, d}, 35); !errors.Is(err, tally.ErrTooLarge) {
		t.Error(err)
	}
	many := make([]*cube.Dim, 60)
	for i := range many {
		many[i] = d
	}
	if _, err := tally.FullProduct(many, 0); !errors.Is(err, tally.ErrTooLarge) || !strings.Contains(err.Error(), "geo") {
		t.Error(err)
	}
	if c, err := tally.FullProduct(nil, 0); err != nil || c.Len() != 0 {
		t.Error(err)
	}
}
