package area

import (
	"fmt"
	"slices"
	"sort"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// DivisionID names a set of areas of one level that is valid in one year (Dutch: gebiedsindeling). The same code in
// two years can be two areas, so a code means nothing without it.
type DivisionID struct {
	Level Level
	Year  int
}

// String returns the division as "buurt 2020".
func (d DivisionID) String() string { return fmt.Sprintf("%s %d", d.Level, d.Year) }

// Index is an ordered list of the codes of one division, without doubles: the order of everything that is kept per
// area (Dutch: volgorde van gebieden). It does not change once made, so that many columns can share it.
type Index struct {
	division DivisionID
	codes    []Code
}

// NewIndex returns an index of codes, which it sorts. A code of another level or a code that occurs twice is a problem.
func NewIndex(division DivisionID, codes []Code) (*Index, error) {
	sorted := slices.Clone(codes)
	slices.SortFunc(sorted, Code.Compare)
	var list problem.List
	for i, c := range sorted {
		if c.Level() != division.Level {
			list.Add(problem.New(problem.Invalid, "area.code_of_other_level",
				"code", c.String(), "found", c.Level().String(), "wanted", division.Level.String()))
		}
		if i > 0 && c == sorted[i-1] {
			list.Add(problem.New(problem.Invalid, "area.code_twice", "code", c.String()))
		}
	}
	if err := list.Err(); err != nil {
		return nil, err
	}
	return &Index{division: division, codes: sorted}, nil
}

// Division returns the division whose codes these are.
func (x *Index) Division() DivisionID { return x.division }

// Len returns the number of areas.
func (x *Index) Len() int { return len(x.codes) }

// Code returns the i-th code.
func (x *Index) Code(i int) Code { return x.codes[i] }

// Codes returns a copy of all codes in order.
func (x *Index) Codes() []Code { return slices.Clone(x.codes) }

// Find returns the place of a code, and false when the division does not have it.
func (x *Index) Find(c Code) (int, bool) {
	return slices.BinarySearchFunc(x.codes, c, Code.Compare)
}

// Range returns the first and one past the last place of the areas within another area. Areas of one parent lie next to
// each other in code order.
func (x *Index) Range(within Code) (from, to int) {
	if within.Level() == Country {
		return 0, len(x.codes)
	}
	from = sort.Search(len(x.codes), func(i int) bool {
		c := x.codes[i]
		return c.Within(within) || c.text[2:] >= within.text[2:]
	})
	to = from
	for to < len(x.codes) && x.codes[to].Within(within) {
		to++
	}
	return from, to
}

// Union returns the index of every area of both, which must be of the same level and year.
func (x *Index) Union(other *Index) *Index {
	merged := make([]Code, 0, max(len(x.codes), len(other.codes)))
	i, j := 0, 0
	for i < len(x.codes) && j < len(other.codes) {
		switch d := x.codes[i].Compare(other.codes[j]); {
		case d < 0:
			merged = append(merged, x.codes[i])
			i++
		case d > 0:
			merged = append(merged, other.codes[j])
			j++
		default:
			merged = append(merged, x.codes[i])
			i, j = i+1, j+1
		}
	}
	merged = append(merged, x.codes[i:]...)
	return &Index{division: x.division, codes: append(merged, other.codes[j:]...)}
}

// Equal reports whether two indexes list the same areas of the same division.
func (x *Index) Equal(other *Index) bool {
	return x == other || x.division == other.division && slices.Equal(x.codes, other.codes)
}

// Area is one area of a division: what its sources call it and how it relates to the year before (Dutch: gebied).
type Area struct {
	Code   Code
	Name   string
	Kind   Kind
	Change ChangeIndicator
}

// Division is the areas of one level in one year, in the order of its index (Dutch: gebiedsindeling).
type Division struct {
	index *Index
	areas []Area
}

// NewDivision returns a division of areas in any order. A code of another level or one that occurs twice is a problem.
func NewDivision(id DivisionID, areas []Area) (*Division, error) {
	codes := make([]Code, len(areas))
	for i, a := range areas {
		codes[i] = a.Code
	}
	index, err := NewIndex(id, codes)
	if err != nil {
		return nil, err
	}
	sorted := slices.Clone(areas)
	slices.SortFunc(sorted, func(a, b Area) int { return a.Code.Compare(b.Code) })
	return &Division{index: index, areas: sorted}, nil
}

// ID returns level and year.
func (d *Division) ID() DivisionID { return d.index.division }

// Index returns the codes in order.
func (d *Division) Index() *Index { return d.index }

// Len returns the number of areas.
func (d *Division) Len() int { return len(d.areas) }

// At returns the i-th area.
func (d *Division) At(i int) Area { return d.areas[i] }

// Find returns an area by its code.
func (d *Division) Find(c Code) (Area, bool) {
	i, ok := d.index.Find(c)
	if !ok {
		return Area{}, false
	}
	return d.areas[i], true
}

// Union returns the division that lists every area of both, of the same level and year. Where both know an area, what
// the second says wins, except where it says nothing.
func (d *Division) Union(other *Division) *Division {
	merged := make([]Area, 0, max(len(d.areas), len(other.areas)))
	i, j := 0, 0
	for i < len(d.areas) || j < len(other.areas) {
		switch {
		case j == len(other.areas) || i < len(d.areas) && d.areas[i].Code.Compare(other.areas[j].Code) < 0:
			merged = append(merged, d.areas[i])
			i++
		case i == len(d.areas) || d.areas[i].Code.Compare(other.areas[j].Code) > 0:
			merged = append(merged, other.areas[j])
			j++
		default:
			merged = append(merged, d.areas[i].with(other.areas[j]))
			i, j = i+1, j+1
		}
	}
	codes := make([]Code, len(merged))
	for i, a := range merged {
		codes[i] = a.Code
	}
	return &Division{index: &Index{division: d.index.division, codes: codes}, areas: merged}
}

// with returns the area with what a later source says of it.
func (a Area) with(later Area) Area {
	if later.Name != "" {
		a.Name = later.Name
	}
	if later.Kind != Land {
		a.Kind = later.Kind
	}
	if later.Change != ChangeUnknown {
		a.Change = later.Change
	}
	return a
}
