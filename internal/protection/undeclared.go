package protection

import (
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// fewestAreas is in how many areas with people in all parts a sum must hold before it is taken for one.
const fewestAreas = 3

// undeclared refuses columns of which one is the sum of two others everywhere, or of all others, when the mapping does not say so: as plain
// columns each would be protected by itself, and the total less one part is the other.
//
// Not promised: sums of other numbers of columns, and sums that fail in a single area.
func undeclared(raw indicator.Raw, f *family) error {
	var list problem.List
	for _, whole := range raw.Columns {
		var others []indicator.RawColumn
		k := whole.Column.Key()
		for _, c := range raw.Columns {
			other := c.Column.Key()
			if c.Counts && whole.Counts && other.Period == k.Period && other.Group == k.Group && other.Indicator != k.Indicator {
				others = append(others, c)
			}
		}
		if parts := f.sumOf(whole, others); parts != "" {
			list.Add(problem.New(problem.Invalid, "protection.undeclared", "figure", string(k.Indicator), "parts", parts, "line", whole.Line))
		}
	}
	return list.Err()
}

// sumOf names the columns that add up to a column and are not declared to, or nothing.
func (f *family) sumOf(whole indicator.RawColumn, others []indicator.RawColumn) string {
	for i, a := range others {
		for _, b := range others[:i] {
			if f.addsUp(whole, a, b) {
				return string(b.Column.Key().Indicator) + ", " + string(a.Column.Key().Indicator)
			}
		}
	}
	if len(others) < 3 || !f.addsUp(whole, others...) {
		return ""
	}
	names := ""
	for i, c := range others {
		if i > 0 {
			names += ", "
		}
		names += string(c.Column.Key().Indicator)
	}
	return names
}

// addsUp reports whether some columns add up to another in every area that has them all, and are not all known to be of one family.
func (f *family) addsUp(whole indicator.RawColumn, parts ...indicator.RawColumn) bool {
	root, strangers := f.root(string(whole.Column.Key().Indicator)), false
	for _, c := range parts {
		strangers = strangers || f.root(string(c.Column.Key().Indicator)) != root
	}
	if !strangers {
		return false
	}
	full := 0
	for i := range whole.Column.Len() {
		n, ok := whole.Column.At(i).Number()
		peopled := true
		for _, c := range parts {
			x, known := c.Column.At(i).Number()
			n, ok, peopled = n-x, ok && known, peopled && x > 0
		}
		if ok && n != 0 {
			return false
		}
		if ok && peopled {
			full++
		}
	}
	return full >= fewestAreas
}
