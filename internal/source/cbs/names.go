package cbs

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

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
	towns := t.townsByBareName(c.Texts)
	var unclear []string
	var in area.Code
	for i, name := range c.Texts {
		next := ""
		if i+1 < len(c.Texts) {
			next = c.Texts[i+1]
		}
		code, ok := names.pick(name, next, in)
		switch {
		case stem.Fold(name) == "nederland":
			t.codes[i] = area.Netherlands
		case ok:
			t.codes[i] = code
			if code.Level() == area.Municipality {
				in = code
			}
		case towns[name] == 1 && !names.onlyTown(bareName(name)).IsZero() && !t.holdsNothing(i):
			in = names.onlyTown(bareName(name))
			t.codes[i] = in
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

// addition is what StatLine puts behind the name of a municipality to tell it from another of that name, or from its
// province: "Beek (L.)", "Groningen (gemeente)".
var addition = regexp.MustCompile(`^(.+) \((?:gemeente|L\.|NB\.|Z\.|ZH\.|NH\.|U\.|Gld\.|O\.|Fl\.|Dr\.|Fr\.|Gr\.)\)$`)

// bareName returns a name without such an addition, and nothing for a name that has none.
func bareName(name string) string {
	if m := addition.FindStringSubmatch(strings.TrimSpace(name)); m != nil {
		return m[1]
	}
	return ""
}

// townsByBareName counts, for every name with an addition, the rows with figures that have its bare name. Where there
// are more, as Bergen (L.) and Bergen (NH.), the bare name does not tell which is meant.
func (t *table) townsByBareName(texts []string) map[string]int {
	bare := map[string]int{}
	for i, name := range texts {
		if !t.holdsNothing(i) {
			bare[stem.Fold(cmp.Or(bareName(name), name))]++
		}
	}
	counts := map[string]int{}
	for _, name := range texts {
		if b := bareName(name); b != "" {
			counts[name] = bare[stem.Fold(b)]
		}
	}
	return counts
}

// onlyTown returns the municipality of a name, when there is one and nothing else is called so.
func (names areaNames) onlyTown(name string) area.Code {
	var found area.Code
	for _, c := range names[stem.Fold(name)] {
		if c.Level() != area.Municipality {
			continue
		}
		if !found.IsZero() {
			return area.Code{}
		}
		found = c
	}
	return found
}

// areaNames are codes by folded name (Dutch: namen van gebieden).
type areaNames map[string][]area.Code

// namesByFold lists the areas of the year by name.
func (t *table) namesByFold() areaNames {
	names := areaNames{}
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

// within returns the areas of a name that lie in a municipality, and no codes without one.
func (names areaNames) within(name string, in area.Code) []area.Code {
	var found []area.Code
	for _, c := range names[stem.Fold(name)] {
		if !in.IsZero() && c != in && c.Within(in) {
			found = append(found, c)
		}
	}
	return found
}

// pick returns the one area that a name can be: a municipality, or an area in the municipality above it. A name that
// can be both, as Waterland beside Amsterdam, is decided by the next row when that lies in one of the two only.
func (names areaNames) pick(name, next string, in area.Code) (area.Code, bool) {
	parts := names.within(name, in)
	var towns []area.Code
	for _, c := range names[stem.Fold(name)] {
		if c.Level() == area.Municipality {
			towns = append(towns, c)
		}
	}
	switch {
	case len(parts)+len(towns) == 1:
		return append(parts, towns...)[0], true
	case len(parts) != 1 || len(towns) != 1:
		return area.Code{}, false
	}
	here, there := len(names.within(next, in)) > 0, len(names.within(next, towns[0])) > 0
	switch {
	case here && !there:
		return parts[0], true
	case there && !here:
		return towns[0], true
	}
	return area.Code{}, false
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
