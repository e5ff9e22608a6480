package cbs

import (
	"fmt"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/cbs/stem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/grid"
)

// codesByName finds the areas of an export that has names only, among the areas that are loaded for the year. A name
// counts when it is the only one: of a municipality in the country, and of a wijk or buurt in the municipality above
// it. Names without any figure, such as those of municipalities that are no more, are passed over; any other name that
// is not clear is a problem, because a guess would put figures on the wrong place.
func (t *table) codesByName() error {
	remedy := func() *problem.Error {
		return problem.New(problem.Invalid, "cbs.no_codes").At(t.g.Place(-1, nil))
	}
	c := t.regionNames()
	if c == nil {
		return remedy()
	}
	names := t.namesByFold()
	if len(names) == 0 {
		return remedy()
	}
	var unclear []string
	var in area.Code
	for i, name := range c.Texts {
		code, ok := pick(names[stem.Fold(name)], in)
		switch {
		case stem.Fold(name) == "nederland":
			t.codes[i] = area.Netherlands
		case ok:
			t.codes[i] = code
			if code.Level() == area.Municipality {
				in = code
			}
		case t.holdsNothing(i):
			t.unmatched(shortText(name))
		default:
			unclear = append(unclear, shortText(name))
		}
	}
	if len(unclear) > 0 {
		return problem.New(problem.Invalid, "cbs.names_unclear", "n", len(unclear), "names", unclear[:min(5, len(unclear))]).At(t.g.Place(-1, c))
	}
	return nil
}

// namesByFold lists the areas of the year by name.
func (t *table) namesByFold() map[string][]area.Code {
	names := map[string][]area.Code{}
	for _, d := range t.o.Divisions {
		if d.ID().Year != t.year {
			continue
		}
		for i := range d.Len() {
			if a := d.At(i); a.Name != "" && a.Kind == area.Land {
				names[stem.Fold(a.Name)] = append(names[stem.Fold(a.Name)], a.Code)
			}
		}
	}
	return names
}

// pick returns the one area that a name can be.
func pick(codes []area.Code, in area.Code) (area.Code, bool) {
	var found area.Code
	n := 0
	for _, c := range codes {
		if c.Level() <= area.Municipality || !in.IsZero() && c.Within(in) {
			found = c
			n++
		}
	}
	return found, n == 1
}

// holdsNothing reports whether a row has no number at all.
func (t *table) holdsNothing(row int) bool {
	for _, c := range t.g.Columns {
		if c.Role == grid.Figures && c.Signs[row] == grid.Number {
			return false
		}
	}
	return true
}

// pairsOf turns the values of a note into text.
func pairsOf(pairs []any) []string {
	texts := make([]string, len(pairs))
	for i, p := range pairs {
		texts[i] = fmt.Sprint(p)
	}
	return texts
}
