// Package ownarea holds areas that a team puts together itself, of neighbourhoods or of an outline on the map, and works out
// their figures from the parts (Dutch: eigen gebied).
package ownarea

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// Whole is the share of a part that lies in the own area as a whole. Shares are counted in ten-thousandths, so that what
// is checked is exactly what was given.
const Whole = 10_000

// Part is an area of the division of which the own area is made, with how much of its surface lies in it (Dutch: deel).
type Part struct {
	Code  area.Code
	Share int
}

// IsCut reports whether an outline runs through the part.
func (p Part) IsCut() bool { return p.Share != Whole }

// Area is an area that somebody put together (Dutch: eigen gebied). Make it with New or Draw.
type Area struct {
	// ID is empty for an area that is not kept.
	ID       string
	Name     string
	Division area.DivisionID
	// Parts are in the order of their codes, none twice.
	Parts []Part
	// Outline is what was drawn; empty for an area of whole parts.
	Outline area.Geometry
	// Outside is the part of a drawn outline, 0 to 1, that lies in no area that was read in.
	Outside float64
	SavedBy string
	SavedAt time.Time
}

// The limits of an own area. They keep one request from asking for a country.
const (
	mostParts = 2000
	mostName  = 80
	// MostKept is how many own areas a tenant keeps.
	MostKept = 1000
	// MostAsked is how many combinations of parts of one division are remembered of a tenant. What was given cannot be taken
	// back, so the list of it is never emptied.
	MostAsked = 5000
)

// New returns the own area of whole parts. Codes that are given twice count once; what is wrong with the others is told in
// one reply.
func New(name string, d *area.Division, codes []area.Code) (Area, error) {
	a := Area{Division: d.ID()}
	var list problem.List
	a.Name = nameOf(name, &list)
	sorted := slices.Clone(codes)
	slices.SortFunc(sorted, area.Code.Compare)
	sorted = slices.Compact(sorted)
	for _, c := range sorted {
		found, ok := d.Find(c)
		switch {
		case !ok:
			list.Add(problem.New(problem.Invalid, "ownarea.code_unknown", "code", c.String(), "division", d.ID().String()))
		case found.Kind != area.Land:
			list.Add(problem.New(problem.Invalid, "ownarea.no_land", "code", c.String()))
		default:
			a.Parts = append(a.Parts, Part{c, Whole})
		}
	}
	if len(sorted) == 0 {
		list.Add(problem.New(problem.Invalid, "ownarea.no_parts"))
	}
	if len(a.Parts) > mostParts {
		list.Add(problem.New(problem.Invalid, "ownarea.too_many_parts", "n", len(a.Parts), "most", mostParts))
	}
	if err := list.Err(); err != nil {
		return Area{}, err
	}
	return a, nil
}

// nameOf returns a name without needless blanks, and adds what is wrong with it. An area that is only looked at needs none.
func nameOf(name string, list *problem.List) string {
	name = strings.Join(strings.Fields(strings.Map(visible, strings.ToValidUTF8(name, ""))), " ")
	if len([]rune(name)) > mostName {
		list.Add(problem.New(problem.Invalid, "ownarea.name_long", "most", mostName))
	}
	return name
}

// visible leaves out what steers a terminal or turns the order of letters, so that a name is what one sees.
func visible(r rune) rune {
	if unicode.IsSpace(r) || !unicode.Is(unicode.C, r) {
		return r
	}
	return -1
}

// CanBeKept returns what an own area that is to be kept must still have.
func (a Area) CanBeKept() error {
	if a.Name == "" {
		return problem.New(problem.Invalid, "ownarea.name_missing")
	}
	return nil
}

// IsCut reports whether an outline runs through any part.
func (a Area) IsCut() bool { return slices.ContainsFunc(a.Parts, Part.IsCut) }

// Codes returns the codes of all parts in order.
func (a Area) Codes() []area.Code {
	list := make([]area.Code, len(a.Parts))
	for i, p := range a.Parts {
		list[i] = p.Code
	}
	return list
}

// Municipalities returns in which municipalities the parts lie, in order.
func (a Area) Municipalities() []area.Code {
	var list []area.Code
	for _, p := range a.Parts {
		list = append(list, p.Code.Municipality())
	}
	slices.SortFunc(list, area.Code.Compare)
	return slices.Compact(list)
}

// share returns how much of an area lies in the own area, in ten-thousandths.
func (a Area) share(c area.Code) int {
	i, ok := slices.BinarySearchFunc(a.Parts, c, func(p Part, c area.Code) int { return p.Code.Compare(c) })
	if !ok {
		return 0
	}
	return a.Parts[i].Share
}
