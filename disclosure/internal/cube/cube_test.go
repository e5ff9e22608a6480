package cube_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
)

// codes are of a village in which Mill lies in two classifications.
var codes = []cube.Code{
	{Name: "North", Level: "wijk"}, {Name: "South", Level: "wijk"}, {Name: "P1", Level: "pc"},
	{Name: "Mill", Level: "buurt", Parents: []string{"North", "P1"}}, {Name: "Quay", Level: "buurt", Parents: []string{"North"}},
}

func village(t *testing.T) *cube.Dim {
	t.Helper()
	d, err := cube.NewDim("area", "Village", codes)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDim(t *testing.T) {
	d := village(t)
	// Village, North, South, P1, Mill, Quay
	want := []cube.Group{{Parent: 0, Children: []int32{1, 2}}, {Parent: 0, Children: []int32{3}}, {Parent: 1, Children: []int32{4, 5}}, {Parent: 3, Children: []int32{4}}}
	if !reflect.DeepEqual(d.Groups, want) {
		t.Errorf("%v", d.Groups)
	}
	if got := d.Upwards(4); !slices.Equal(got, []int32{4, 1, 3, 0}) {
		t.Errorf("Mill lies in %v", got)
	}
	if d.Depth(0) != 0 || d.Depth(2) != 1 || d.Depth(4) != 2 {
		t.Error("depths")
	}
	if !d.Above(0, 4) || !d.Above(3, 4) || !d.Above(4, 4) || d.Above(4, 3) || d.Above(2, 4) {
		t.Error("what lies above Mill: itself, North, P1 and the village")
	}
	if got := d.Leaf(); !slices.Equal(got, []bool{false, false, true, false, true, true}) {
		t.Error(got)
	}
	list := d.List()
	again, err := cube.NewDim(d.Name, "Village", list)
	if err != nil || !reflect.DeepEqual(again.Groups, d.Groups) || !slices.Equal(again.Codes, d.Codes) || list[0].Parents[0] != "Village" {
		t.Errorf("made again of its own list: %v, %v", again, err)
	}
}

func TestOpenDim(t *testing.T) {
	d, err := cube.NewDim("figure", "", []cube.Code{{Name: "debt"}, {Name: "care"}})
	if err != nil || !d.Open || d.Groups != nil || len(d.Codes) != 2 || len(d.List()) != 2 {
		t.Errorf("%+v, %v", d, err)
	}
	if at, ok := d.Find("care"); !ok || at != 1 {
		t.Error("care is not found")
	}
}

func TestDimRefuses(t *testing.T) {
	for situation, x := range map[string]struct {
		codes []cube.Code
		want  error
		at    string
	}{
		"a code without a name":   {[]cube.Code{{Name: ""}}, cube.ErrEmptyCode, ""},
		"a code twice":            {[]cube.Code{{Name: "a"}, {Name: "a"}}, cube.ErrTwice, "a"},
		"the total among them":    {[]cube.Code{{Name: "Village"}}, cube.ErrTwice, "Village"},
		"a parent twice":          {[]cube.Code{{Name: "a"}, {Name: "b", Parents: []string{"a", "a"}}}, cube.ErrTwice, "b"},
		"a parent that is not":    {[]cube.Code{{Name: "a", Parents: []string{"z"}}}, cube.ErrParent, "a"},
		"a part of itself":        {[]cube.Code{{Name: "a", Parents: []string{"a"}}}, cube.ErrCycle, "a"},
		"parts of each other":     {[]cube.Code{{Name: "a", Parents: []string{"b"}}, {Name: "b", Parents: []string{"a"}}}, cube.ErrCycle, "a"},
		"a circle below the rest": {[]cube.Code{{Name: "a"}, {Name: "b", Parents: []string{"a", "c"}}, {Name: "c", Parents: []string{"b"}}}, cube.ErrCycle, "b"},
	} {
		_, err := cube.NewDim("area", "Village", x.codes)
		var fault *cube.CodeError
		if !errors.Is(err, x.want) || !errors.As(err, &fault) || fault.Code != x.at || !strings.HasPrefix(err.Error(), "area: ") {
			t.Errorf("%s: %v", situation, err)
		}
	}
}

func TestCube(t *testing.T) {
	d := village(t)
	c := cube.New([]*cube.Dim{d, d})
	if c.Len() != 0 || cube.New(nil).Len() != 0 {
		t.Error("a new cube has cells")
	}
	for i := range int32(36) { // more than the table of the look-up has places for at first
		if i == 30 {
			c.Grow(1000)
		}
		if at, fresh := c.Add([]int32{i / 6, i % 6}); at != i || !fresh {
			t.Fatalf("cell %d has number %d", i, at)
		}
	}
	if at, fresh := c.Add([]int32{1, 2}); at != 8 || fresh || c.Len() != 36 {
		t.Error("a cell twice")
	}
	for i := range int32(36) {
		if at, ok := c.Find(c.At(i)); !ok || at != i {
			t.Errorf("cell %d is found at %d", i, at)
		}
	}
	if got := c.Name(8); !slices.Equal(got, []string{"North", "South"}) {
		t.Error(got)
	}
	small := cube.New([]*cube.Dim{d, d})
	small.Add([]int32{0, 4})
	if got := small.Occurs(); !slices.Equal(got[0], []bool{true, false, false, false, false, false}) || !got[1][4] || got[1][0] {
		t.Error(got)
	}
	if _, there := small.Find([]int32{4, 0}); there {
		t.Error("a cell that was not added is there")
	}
}
