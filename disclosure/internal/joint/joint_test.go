package joint_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
	. "github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint/jointtest"
)

// The invented village: two districts of which one has two neighbourhoods, two postcodes that cut through both, and debt.
var (
	district = Dim("area@", "Village", "North wijk", "South wijk", "Mill buurt North", "Quay buurt North")
	postcode = Dim("postcode@", "Village", "P1", "P2")
	debt     = Dim("debt", "all", "yes", "no")
)

func dims(all ...*cube.Dim) []*cube.Dim { return all }

// names are the cells of a union, in the dimensions of its tables.
func names(u *joint.Union) []string {
	all := make([]string, u.Cube.Len())
	for cell := range all {
		all[cell] = strings.Join(u.Name(u.Cube.At(int32(cell))), ";")
	}
	return all
}

func TestTablesOfOtherDimensionsAreOne(t *testing.T) {
	crossed := Sheet("crossed", dims(district, debt), "North;all 9", "North;yes 4", "North;no 5")
	areas := Sheet("areas", dims(Dim("area@", "Village", "North wijk", "South wijk", "East kant")), "Village 20", "North 9", "East 7")
	u := Join(nil, crossed, areas)
	if got := strings.Join(u.Names, " "); got != "area debt" {
		t.Error(got)
	}
	if got := names(u); !slices.Equal(got, []string{"North;all", "North;yes", "North;no", "Village;all", "East;all"}) {
		t.Error(got)
	}
	if u.Cell(0, 0) != u.Cell(1, 1) || u.Cell(1, 2) != 4 {
		t.Errorf("North is cell %d and cell %d; East is cell %d", u.Cell(0, 0), u.Cell(1, 1), u.Cell(1, 2))
	}
	if alone := Join(nil, crossed); alone.Cube != crossed.Cube || alone.Cell(0, 2) != 2 {
		t.Error("one table is not its own union")
	}
}

func TestCodesSideBySideAreUnited(t *testing.T) {
	u := Join(nil, Sheet("debts", dims(Dim("figure", "", "debts")), "debts 4"), Sheet("care", dims(Dim("figure", "", "care")), "care 7"))
	if got := names(u); !slices.Equal(got, []string{"debts", "care"}) || !u.Cube.Dims[0].Open {
		t.Error(got)
	}
}

func TestOtherDivisionIsRefused(t *testing.T) {
	first := Sheet("first", dims(district), "North 9")
	for situation, other := range map[string]*cube.Dim{
		"another parent":             Dim("area", "Village", "North wijk", "South wijk", "Mill buurt South"),
		"a parent more":              Dim("area", "Village", "North wijk", "South wijk", "Mill buurt North South"),
		"another level":              Dim("area", "Village", "North buurt"),
		"another total":              Dim("area", "Town", "North wijk", "South wijk"),
		"no total":                   Dim("area", "", "North wijk"),
		"a part more of the total":   Dim("area", "Village", "North wijk", "South wijk", "East wijk"),
		"a part less of the total":   Dim("area", "Village", "North wijk"),
		"other parts of one of them": Dim("area", "Village", "North wijk", "South wijk", "Mill buurt North", "Dyke buurt North"),
	} {
		t.Run(situation, func(t *testing.T) {
			second := joint.Sheet{Name: "yearbook", Cube: cube.New(dims(other))}
			_, err := joint.Join(context.Background(), []joint.Sheet{first, second}, nil)
			if !errors.Is(err, joint.ErrOtherDivision) || !strings.Contains(err.Error(), "yearbook") {
				t.Error(err)
			}
		})
	}
}

func TestZerosByNature(t *testing.T) {
	u := Join(nil, Sheet("help", dims(district, debt), "Village;all 20", "Village;yes 4", "Village;no 16", "North;all 9", "North;no 9", "Mill;all 3", "Mill;no 3"))
	var zeros []string
	for _, codes := range u.ZeroCells() {
		zeros = append(zeros, strings.Join(u.Name(codes), ";"))
	}
	// South and Quay stand in no cell: nobody asked for them. Debt was asked for, so nobody of North and Mill has it.
	if !slices.Equal(zeros, []string{"North;yes", "Mill;yes"}) {
		t.Error(zeros)
	}
	natural, codes := map[string]bool{}, make([]int32, 2)
	_ = joint.EquationsOf(u.Cube).Each(func(eq joint.Equation) error {
		natural[names(u)[eq.Parent]+" by "+u.Names[eq.Dim]] = u.Natural(eq, codes)
		return nil
	})
	if want := map[string]bool{"Village;all by area": false, "Village;no by area": false, "Village;all by debt": true, "North;all by area": false,
		"North;no by area": false, "North;all by debt": true, "Mill;all by debt": true}; fmt.Sprint(natural) != fmt.Sprint(want) {
		t.Error(natural)
	}
}

func TestEquations(t *testing.T) {
	c := Sheet("", dims(district, debt), "Village;all 20", "North;all 9", "South;all 11", "Mill;all 3", "North;yes 4", "North;no 5", "South;yes 1").Cube
	var got []string
	list := func(eq joint.Equation) error {
		text := strings.Join(c.Name(eq.Parent), ";") + " ="
		for _, cell := range eq.Cells {
			text += " " + strings.Join(c.Name(cell), ";")
		}
		got = append(got, fmt.Sprint(text, " of ", len(eq.Group.Children), " ", eq.Asked))
		return nil
	}
	if err := joint.EquationsOf(c).Each(list); err != nil {
		t.Fatal(err)
	}
	want := []string{"Village;all = North;all South;all of 2 true", "North;all = Mill;all of 2 false", "North;all = North;yes North;no of 2 true", "South;all = South;yes of 2 true"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	stop, seen := errors.New("stop"), 0
	if err := joint.EquationsOf(c).Each(func(joint.Equation) error { seen++; return stop }); err != stop || seen != 1 {
		t.Errorf("%v after %d", err, seen)
	}
}

func TestMeasures(t *testing.T) {
	counts := Sheet("counts", dims(postcode), "Village 9", "P1 1!", "P2 8?")
	later := Sheet("later", dims(postcode), "P1 1")
	all := Join(nil, counts, later).Measures()
	if len(all) != 1 || !all[0].Cells || !all[0].Groups || all[0].Sums {
		t.Fatalf("%+v", all)
	}
	m := all[0]
	if !slices.Equal(m.Known, []bool{true, true, false}) || !slices.Equal(m.Value, []int64{9, 1, 8}) || !slices.Equal(m.Secret, []bool{false, true, false}) || !slices.Equal(m.Lone, m.Secret) {
		t.Errorf("%+v", m)
	}
	sums := Sheet("sums", dims(postcode), "Village 9 900", "P1 1 -50!", "P2 8 950?")
	all = Join(nil, sums).Measures()
	if len(all) != 2 || all[0].Cells || !all[0].Groups || !all[1].Cells || !all[1].Sums || all[1].Groups || !slices.Equal(all[1].Value, []int64{900, -50, 950}) {
		t.Errorf("%+v", all)
	}
	if all = Join(nil, counts, sums).Measures(); len(all) != 2 || !all[0].Cells || !all[1].Cells {
		t.Errorf("counts and sums: %+v", all)
	}
}

func TestWhole(t *testing.T) {
	table := Sheet("table", dims(district), "Village 20", "North 9", "Mill 1!", "Quay 8?")
	before := Sheet("before", dims(district), "Quay 8", "Mill 1?")
	before.Truth[1] = false
	u := Join(nil, table, before)
	w := u.Whole()
	if !slices.Equal(w.Shown, []int32{0, 1, 3}) || !slices.Equal(w.Count, []int64{20, 9, 1, 8}) || slices.Contains(w.Known, false) {
		t.Errorf("%+v", w)
	}
	if !slices.Equal(w.Secret, []bool{false, false, true, false}) || !slices.Equal(w.Lone, w.Secret) {
		t.Errorf("%+v", w)
	}
	weight := u.Weights(w)
	if mill, _ := district.Find("Mill"); weight(0, mill) != -1 || weight(0, 0) != 0 {
		t.Error("a code with a secret is not lighter")
	}
	// Mill and Quay make North; South was not asked for, and is what the village has beside it.
	if rests := u.Rests(w); len(rests) != 1 || rests[0].Parent != 0 || rests[0].Count != 11 || !slices.Equal(rests[0].Cells, []int32{1}) {
		t.Errorf("%+v", rests)
	}
}

func TestFinest(t *testing.T) {
	areas, problems := Sheet("areas", dims(district), "Village 20", "North 9", "South 11"), Sheet("debt", dims(debt), "all 20", "yes 4", "no 16")
	linked := Join(nil, areas, problems)
	if joint.FinestThere(linked.Cube, linked.Whole().Count) {
		t.Error("two linked tables have no finest cells")
	}
	finer := linked.WithFinest()
	if got := names(finer); linked.Cube.Len() != 5 || len(got) != 5+3*2 || !slices.Equal(got[:5], names(linked)) || !slices.Contains(got, "Quay;no") {
		t.Error(got)
	}
	for situation, x := range map[string]struct {
		cells []string
		want  bool
	}{
		"all parts":                   {[]string{"Village 20", "North 9", "South 11", "Mill 4", "Quay 5"}, true},
		"a part that nobody asked":    {[]string{"Village 20", "North 9"}, false},
		"an empty part without parts": {[]string{"Village 11", "North 0", "South 11"}, true},
	} {
		s := Sheet("", dims(district), x.cells...)
		if got := joint.FinestThere(s.Cube, s.Count); got != x.want {
			t.Errorf("%s: %v", situation, got)
		}
	}
	crossed := Join(nil, Sheet("", dims(district, debt), "Village;all 20", "Village;yes 4", "Village;no 16", "Mill;all 9", "Mill;no 9"))
	if got := names(crossed.WithFinest()); slices.Contains(got, "Mill;yes") || !slices.Contains(got, "Quay;yes") {
		t.Errorf("nobody of Mill has debts, as everybody knows: %v", got)
	}
	both := Dim("area", "Village", "North wijk", "South wijk", "P1 pc", "P2 pc")
	if s := Sheet("", dims(both), "Village 20", "North 9", "South 11", "P1 2", "P2 18"); joint.FinestThere(s.Cube, s.Count) {
		t.Error("two classifications overlap")
	}
}
