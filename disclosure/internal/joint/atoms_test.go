package joint_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
	. "github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint/jointtest"
)

// people are the records of the village: P1 holds Mill and a piece of South.
var people = Records{Dims: []string{"area", "postcode", "debt"}, Rows: []string{
	"Mill;P1;yes 1", "Mill;P1;no 2", "Quay;P2;no 6", "South;P1;no 3", "South;P2;yes 3", "South;P2;no 5",
}}

// linked are the village by district and debt, and by postcode.
func linked() []joint.Sheet {
	return []joint.Sheet{
		Sheet("areas", dims(district, debt), "Village;all 20", "North;all 9", "South;all 11", "South;yes 3", "Mill;all 3"),
		Sheet("postcodes", dims(postcode), "Village 20", "P1 6", "P2 14"),
	}
}

func TestAreasThatOverlapAreCut(t *testing.T) {
	u := Join(people, linked()...)
	if len(u.Cube.Dims) != 2 || !u.Overlap || !slices.Equal(u.CutDims(), []int{0}) || !slices.Equal(u.Names, []string{"area", "debt", "postcode"}) {
		t.Fatalf("%v, cut: %v", u.Names, u.CutDims())
	}
	geo := u.Cube.Dims[0]
	want := "Village&Village area:North area:South area:Mill area:Quay postcode:P1 postcode:P2 " +
		"area:Mill&postcode:P1& area:Quay&postcode:P2& area:South&postcode:P1& area:South&postcode:P2&"
	if got := strings.Join(geo.Codes, " "); got != want || geo.Name != "area&postcode" || !geo.Place {
		t.Errorf("%s: %s", geo.Name, got)
	}
	atoms := joint.AtomsOf(geo)
	if !slices.Equal(atoms, []int32{7, 8, 9, 10}) {
		t.Error(atoms)
	}
	if got := u.Name([]int32{9, 1}); !slices.Equal(got, []string{"South", "yes", "P1"}) {
		t.Errorf("a piece is named %v", got)
	}
	// A cell that is of one of the dimensions stands at the total of the other.
	if got := names(u); !slices.Equal(got, []string{"Village;all;Village", "North;all;Village", "South;all;Village", "South;yes;Village", "Mill;all;Village", "Village;all;P1", "Village;all;P2"}) {
		t.Error(got)
	}
	if without := Join(nil, linked()...); without.Overlap || len(without.Cube.Dims) != 3 || without.CutDims() != nil {
		t.Error("cut without a counter")
	}
}

func TestDimensionsInOneCellStayApart(t *testing.T) {
	crossed := Sheet("crossed", dims(district, postcode), "Village;Village 20", "North;P1 3")
	if u := Join(people, crossed); u.Overlap || len(u.Cube.Dims) != 2 {
		t.Error("a cell with codes of both would have no place")
	}
	beside := Sheet("beside", dims(district, debt), "Village;all 20", "North;all 9", "Village;yes 4")
	if u := Join(people, beside); u.Overlap || len(u.Cube.Dims) != 2 {
		t.Error("areas and traits of one table are cut together")
	}
}

func TestAtomsThatAreNoneAreRefused(t *testing.T) {
	for situation, x := range map[string]struct {
		rows []string
		want error
	}{
		"an unknown code":         {[]string{"Dyke;P1;no 2"}, joint.ErrUnknownCode},
		"codes of two and of one": {[]string{"Mill;P1;no 2", "Mill&Quay;P1;no 2"}, joint.ErrCodes},
	} {
		if _, err := joint.Join(context.Background(), linked(), Records{Dims: people.Dims, Rows: x.rows}); !errors.Is(err, x.want) {
			t.Errorf("%s: %v", situation, err)
		}
	}
	u := Join(people, linked()...)
	for situation, atom := range map[string]joint.Atom{
		"too few codes":   {Codes: [][]string{{"Mill"}, {"P1"}}},
		"an unknown code": {Codes: [][]string{{"Mill"}, {"perhaps"}, {"P1"}}},
		"two codes":       {Codes: [][]string{{"Mill"}, {"yes", "no"}, {"P1"}}},
		"no such piece":   {Codes: [][]string{{"Mill"}, {"yes"}, {"P2"}}},
	} {
		if err := u.Locate(atom, make([]int32, 2)); !errors.Is(err, joint.ErrCodes) && !errors.Is(err, joint.ErrUnknownCode) {
			t.Errorf("%s: %v", situation, err)
		}
	}
}

func TestAtomCounts(t *testing.T) {
	u := Join(people, linked()...)
	counts, err := u.AtomCounts(context.Background(), people)
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string) int64 { return counts.At(Cell(counts.Cube(), name)) }
	for name, want := range map[string]int64{
		"Village&Village;all": 20, "area:North;all": 9, "area:South;yes": 3, "postcode:P1;all": 6, "postcode:P1;no": 5, "area:South&postcode:P2&;all": 8,
	} {
		if got := at(name); got != want {
			t.Errorf("%s: %d, want %d", name, got, want)
		}
	}
	if counts.Has(Codes(u.Cube.Dims, "area:Quay;yes")) || !counts.Has(Codes(u.Cube.Dims, "area:Mill;yes")) {
		t.Error("nobody of Quay has debts, somebody of Mill has")
	}
	codes := Codes(u.Cube.Dims, "area:North;no")
	if got := counts.Of(codes, 0, []int32{8, 9}); got != 9 || codes[0] != 1 {
		t.Errorf("%d in two pieces; the codes are now %v", got, codes)
	}
}

func TestSecretZerosHavePieces(t *testing.T) {
	nobody := Records{Dims: people.Dims, Rows: slices.DeleteFunc(slices.Clone(people.Rows), func(row string) bool { return strings.HasPrefix(row, "Mill") })}
	tables := linked()
	if _, ok := Join(nobody, tables...).Cube.Dims[0].Find("area:Mill&postcode:P2&"); ok {
		t.Error("a code that is no secret has a piece without records")
	}
	tables[0].Primary[4], tables[0].Shown[4] = true, false
	if _, ok := Join(nobody, tables...).Cube.Dims[0].Find("area:Mill&postcode:P2&"); !ok {
		t.Error("a withheld 0 would be known: no piece of Mill")
	}
}

func TestCover(t *testing.T) {
	geo := Join(people, linked()...).Cube.Dims[0]
	c := joint.CoverOf(geo)
	find := func(codes ...string) (at []int32) {
		for _, code := range codes {
			at = append(at, Codes([]*cube.Dim{geo}, code)[0])
		}
		return at
	}
	north, south, p1 := find("area:North")[0], find("area:South")[0], find("postcode:P1")[0]
	if !slices.Equal(c.Atoms[north], []int32{7, 8}) || !slices.Equal(c.Codes[7], find("area:North", "area:Mill", "postcode:P1")) {
		t.Errorf("%v in North; the first piece in %v", c.Atoms[north], c.Codes[7])
	}
	if !c.Has(p1, 9) || c.Has(north, 9) {
		t.Error("the piece of South in P1 lies elsewhere")
	}
	if got := c.Meeting(south); !slices.Equal(got, find("postcode:P1", "postcode:P2")) {
		t.Errorf("South meets %v", got)
	}
	if got := c.Meeting(find("area:Mill")[0]); got != nil {
		t.Errorf("Mill lies in P1 and meets %v", got)
	}
}
