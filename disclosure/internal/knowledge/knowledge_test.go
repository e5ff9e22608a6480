package knowledge_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/interval"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
	. "github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint/jointtest"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/knowledge"
)

var (
	area = Dim("area@", "Village", "Dorp", "Haven", "Polder")
	debt = Dim("debt", "all", "yes", "no")
)

// help is the village of 58 with Dorp at risk and Haven withheld beside it.
func help() *joint.Union {
	return Join(nil, Sheet("help", []*cube.Dim{area}, "Village 58", "Dorp 4!", "Haven 23?", "Polder 31"))
}

func TestSystem(t *testing.T) {
	u := help()
	s, err := knowledge.System(u, u.Measures()[0])
	if err != nil {
		t.Fatal(err)
	}
	if s.Nodes != 4 || !slices.Equal(s.Node, []int32{0, 1, 2, 3}) || !slices.Equal(s.Coef, []int8{1, -1, -1, -1}) {
		t.Errorf("%d cells, equation %v times %v", s.Nodes, s.Coef, s.Node)
	}
	if !slices.Equal(s.Known, []bool{true, false, false, true}) || !slices.Equal(s.Value, []int64{58, 0, 0, 31}) {
		t.Errorf("known %v: %v", s.Known, s.Value)
	}
}

func TestSystemKnowsWhatIsEmptyByNature(t *testing.T) {
	u := Join(nil, Sheet("", []*cube.Dim{area, debt}, "Village;all 58", "Village;yes 4!", "Village;no 54?", "Dorp;all 4", "Dorp;yes 4!"))
	s, err := knowledge.System(u, u.Measures()[0])
	if err != nil {
		t.Fatal(err)
	}
	zero := slices.IndexFunc(s.Known[u.Cube.Len():], func(known bool) bool { return known })
	if zero != 0 || s.Value[u.Cube.Len()] != 0 || fmt.Sprint(u.Name(s.Codes(int32(u.Cube.Len())))) != "[Dorp no]" {
		t.Errorf("the first cell after those of the table is no zero: %v", s.Known)
	}
	solution, err := s.Solve(context.Background(), [32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	if yes := Cell(u.Cube, "Dorp;yes"); !solution.Determined(yes) || solution.Determined(Cell(u.Cube, "Village;yes")) {
		t.Error("in Dorp nobody is without debt, so all four have it; of the village that is not known")
	}
}

func TestByNature(t *testing.T) {
	u := Join(nil, Sheet("", []*cube.Dim{area, debt}, "Village;all 58", "Village;yes 4", "Village;no 54", "Dorp;all 4", "Dorp;yes 4"))
	before, err := knowledge.ByNature(context.Background(), u, [32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	for cell := range int32(u.Cube.Len()) {
		if before.Determined(cell) {
			t.Errorf("%v is known before a number is", u.Name(u.Cube.At(cell)))
		}
	}
	all, yes := Cell(u.Cube, "Dorp;all"), Cell(u.Cube, "Dorp;yes")
	if before.Class(all) != before.Class(yes) || before.Class(all) == before.Class(Cell(u.Cube, "Village;yes")) {
		t.Error("all of Dorp are those of Dorp with debt, whatever the numbers")
	}
}

func TestBounded(t *testing.T) {
	for situation, x := range map[string]struct {
		sheet joint.Sheet
		cell  int32
		want  string
	}{
		"not below zero":          {Sheet("", []*cube.Dim{area}, "Village 58", "Dorp 4!", "Haven 23?", "Polder 31"), 1, "0 to 27"},
		"a number below zero":     {Sheet("", []*cube.Dim{area}, "Village 3 27", "Dorp 1 -4!", "Haven 1 23?", "Polder 1 8"), 1, "-Inf to +Inf"},
		"both withheld are empty": {Sheet("", []*cube.Dim{area}, "Village 31", "Dorp 0!", "Haven 0?", "Polder 31"), 1, "0 to 0"},
	} {
		t.Run(situation, func(t *testing.T) {
			u := Join(nil, x.sheet)
			measures := u.Measures()
			l, err := knowledge.Bounded(context.Background(), u, measures[len(measures)-1], nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := bounds(t, l, x.cell); got != x.want {
				t.Error(got)
			}
		})
	}
}

func bounds(t *testing.T, l interval.System, cell int32) string {
	t.Helper()
	solver, err := interval.New(l)
	if err != nil {
		t.Fatal(err)
	}
	i, err := solver.Bounds(context.Background(), cell)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%v to %v", i.Lower, i.Upper)
}

// TestBoundedBindsLinkedTables: 5 of 6 people live in Dorp and 4 of 6 have debts, so three at least do both.
func TestBoundedBindsLinkedTables(t *testing.T) {
	places, debts := Sheet("places", []*cube.Dim{area}, "Village 6", "Dorp 5", "Haven 1", "Polder 0"), Sheet("debts", []*cube.Dim{debt}, "all 6", "yes 4", "no 2")
	both := Sheet("both", []*cube.Dim{area, debt}, "Dorp;yes 4!")
	u := Join(nil, places, debts, both)
	l, err := knowledge.Bounded(context.Background(), u, u.Measures()[0], nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := bounds(t, l, Cell(u.Cube, "Dorp;yes")); got != "3 to 4" {
		t.Error(got)
	}
}

// TestBoundedBindsThroughTheFinest: those of Dorp all get care and those of Haven none; who has debts gets care and nobody else does.
// So all of Dorp have debts, though no table but the withheld one crosses the two.
func TestBoundedBindsThroughTheFinest(t *testing.T) {
	towns, care := Dim("area@", "Village", "Dorp", "Haven"), Dim("care", "all", "cared", "free")
	u := Join(nil, Sheet("hidden", []*cube.Dim{towns, debt}, "Dorp;yes 5!", "Dorp;no 0?", "Haven;yes 0?", "Haven;no 5?", "Dorp;all 5", "Haven;all 5", "Village;yes 5", "Village;no 5"),
		Sheet("places", []*cube.Dim{towns, care}, "Dorp;cared 5", "Dorp;free 0", "Haven;cared 0", "Haven;free 5"),
		Sheet("debts", []*cube.Dim{debt, care}, "yes;cared 5", "yes;free 0", "no;cared 0", "no;free 5"))
	l, err := knowledge.Bounded(context.Background(), u, u.Measures()[0], nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := bounds(t, l, 0); got != "5 to 5" {
		t.Error(got)
	}
}

// TestBoundedKnowsEmptyPieces: nobody of North in P1 has debts, and nobody of South in P2, so the postcodes tell both districts.
func TestBoundedKnowsEmptyPieces(t *testing.T) {
	districts, postcodes := Dim("area@", "Village", "North", "South"), Dim("postcode@", "Village", "P1", "P2")
	people := Records{Dims: []string{"area", "debt", "postcode"}, Rows: []string{"North;no;P1 4", "North;yes;P2 2", "South;yes;P1 3", "South;no;P2 6"}}
	u := Join(people,
		Sheet("areas", []*cube.Dim{districts, debt}, "Village;yes 5", "North;yes 2!", "South;yes 3?"),
		Sheet("postcodes", []*cube.Dim{postcodes, debt}, "P1;yes 3", "P2;yes 2"))
	l, err := knowledge.Bounded(context.Background(), u, u.Measures()[0], people)
	if err != nil {
		t.Fatal(err)
	}
	if got := bounds(t, l, u.Cell(0, 1)); got != "2 to 2" {
		t.Errorf("North: %s", got)
	}
	l.Upper = slices.Clone(l.Upper)
	for v, upper := range l.Upper {
		if upper == 0 && v >= u.Cube.Len() {
			l.Upper[v] = interval.Unbounded
		}
	}
	if got := bounds(t, l, u.Cell(0, 1)); got != "0 to 5" {
		t.Errorf("North, for who does not know which pieces are empty: %s", got)
	}
}
