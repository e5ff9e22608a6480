package difference_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/difference"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
	. "github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint/jointtest"
)

// groups writes the small groups of tables as sums of cells, with a 1 behind those of one person.
func groups(t *testing.T, least int64, counter joint.Counter, sheets ...joint.Sheet) []string {
	t.Helper()
	u := Join(counter, sheets...)
	secrets, err := difference.Secrets(context.Background(), u, least, u.Whole(), counter)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, s := range secrets {
		var terms []string
		for _, term := range s.Terms {
			var codes []string
			for d, code := range term.Codes {
				codes = append(codes, u.Cube.Dims[d].Codes[code])
			}
			terms = append(terms, fmt.Sprintf("%+d %s", term.Coef, strings.Join(codes, ";")))
		}
		slices.Sort(terms)
		text := strings.Join(terms, ", ")
		if s.Lone {
			text += ": 1"
		}
		all = append(all, text)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func TestSecretsOfOneTable(t *testing.T) {
	area := Dim("area@", "Village", "North wijk", "South wijk", "Mill buurt North", "Quay buurt North")
	debt := Dim("debt", "all", "yes", "no")
	both := Dim("area@", "Village", "North wijk", "South wijk", "P1 pc", "P2 pc")
	for situation, x := range map[string]struct {
		dims  []*cube.Dim
		cells []string
		least int64
		want  []string
	}{
		"all parts are there":       {[]*cube.Dim{area}, []string{"Village 20", "North 18", "South 2", "Mill 17", "Quay 1"}, 5, nil},
		"a part was not asked for":  {[]*cube.Dim{area}, []string{"Village 20", "North 9", "Mill 7"}, 5, []string{"+1 North, -1 Mill"}},
		"it is of one person":       {[]*cube.Dim{area}, []string{"Village 20", "North 9", "Mill 8"}, 5, []string{"+1 North, -1 Mill: 1"}},
		"it is empty":               {[]*cube.Dim{area}, []string{"Village 20", "North 9", "Mill 9"}, 5, nil},
		"it is as many as allowed":  {[]*cube.Dim{area}, []string{"Village 20", "North 9", "Mill 4"}, 5, nil},
		"no number is too small":    {[]*cube.Dim{area}, []string{"Village 20", "North 9", "Mill 8"}, 1, nil},
		"parts of an unknown":       {[]*cube.Dim{area}, []string{"Village 20", "Mill 1!"}, 5, nil},
		"two classifications":       {[]*cube.Dim{both}, []string{"Village 20", "North 17", "P1 8"}, 5, []string{"+1 Village, -1 North"}},
		"outside both at once":      {[]*cube.Dim{area, debt}, []string{"Village;all 20", "Village;yes 14", "North;all 11", "North;yes 8"}, 4, []string{"+1 North;all, -1 North;yes", "+1 North;yes, +1 Village;all, -1 North;all, -1 Village;yes"}},
		"a total that was left out": {[]*cube.Dim{area}, []string{"Village 20", "Mill 1!", "Quay 2!"}, 5, []string{"+1 North"}},
	} {
		t.Run(situation, func(t *testing.T) {
			if got := groups(t, x.least, nil, Sheet("", x.dims, x.cells...)); !slices.Equal(got, x.want) {
				t.Errorf("%q", got)
			}
		})
	}
}

func TestSecretsOfAreasThatOverlap(t *testing.T) {
	districts := Sheet("districts", []*cube.Dim{Dim("area@", "Village", "North", "South")}, "Village 20", "North 9", "South 11")
	postcodes := Sheet("postcodes", []*cube.Dim{Dim("postcode@", "Village", "P1", "P2")}, "Village 20", "P1 8", "P2 12")
	people := Records{Dims: []string{"area", "postcode"}, Rows: []string{"North;P1 7", "North;P2 2", "South;P1 1", "South;P2 10"}}
	// Two people of North live in P2 and one of South in P1: as the piece, and as what an area has beside its other piece.
	want := []string{
		"+1 area:North&postcode:P2&", "+1 area:North, -1 area:North&postcode:P1&", "+1 area:South&postcode:P1&: 1",
		"+1 area:South, -1 area:South&postcode:P2&: 1", "+1 postcode:P1, -1 area:North&postcode:P1&: 1", "+1 postcode:P2, -1 area:South&postcode:P2&",
	}
	if got := groups(t, 5, people, districts, postcodes); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if none := groups(t, 5, nil, districts, postcodes); none != nil {
		t.Errorf("without a counter: %q", none)
	}
	broken := errors.New("no records")
	u := Join(people, districts, postcodes)
	if _, err := difference.Secrets(context.Background(), u, 5, u.Whole(), failing{broken}); !errors.Is(err, broken) {
		t.Error(err)
	}
}

type failing struct{ err error }

func (f failing) Atoms(context.Context, []string) ([]joint.Atom, error) { return nil, f.err }
