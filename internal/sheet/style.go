package sheet

import (
	"unicode/utf8"

	"github.com/buurtbeeld/buurtbeeld/internal/sheet/cell"
)

// Evidence is what a column's cells say about the way its numbers are written, for the question to the user. Of each
// kind it holds how many cells there are and the row of the first.
type Evidence struct {
	// Numbers is how many cells are a number in some style.
	Numbers int
	// Comma are cells whose comma can only begin decimals (33,4), Point those whose point can only do so.
	Comma, Point Seen
	// EitherComma and EitherPoint are cells such as 1,234 and 1.234, which can be thousands or decimals.
	EitherComma, EitherPoint Seen
	// GroupComma, GroupPoint, GroupSpace and GroupApostrophe are cells whose sign can only stand between thousands.
	GroupComma, GroupPoint, GroupSpace, GroupApostrophe Seen
	// Plain are whole numbers of four digits and more without any sign: a hint that thousands are not marked.
	Plain Seen
	// Other are cells that are no number in any style, those that the caller passes over not counted.
	Other Seen
}

// Seen is how often something occurs, and in which row first.
type Seen struct{ Count, Row int }

func (s *Seen) add(row int) {
	if s.Count == 0 {
		s.Row = row
	}
	s.Count++
}

// Detector decides how the numbers of one column are written, over all its cells (Dutch: herkenner van getallen). Its
// zero value is ready to use.
type Detector struct {
	// Skip reports a text, without blanks at its ends, that stands for no number, such as "." or "NA". Nil skips empty
	// cells only.
	Skip func(string) bool
	seen Evidence
}

// Add looks at one cell. Cells that are typed or null in the file say nothing about writing.
func (d *Detector) Add(row int, c Cell) {
	if !c.Typed && !c.Null {
		d.AddText(row, c.Text)
	}
}

// AddText looks at one text.
func (d *Detector) AddText(row int, text string) {
	t := cell.Trim(text)
	if t == "" || d.Skip != nil && d.Skip(t) {
		return
	}
	d.seen.add(row, t)
}

// Style returns the style and what it rests on. The style is only fit for Parse when its decimal sign is NotSeen, Comma
// or Point; Ambiguous must be asked and Mixed refused.
func (d *Detector) Style() (Style, Evidence) { return d.seen.style(), d.seen }

// DetectStyle decides over the cells of one column, with rows counted from 1; skip is as in Detector.
func DetectStyle(cells []string, skip func(string) bool) (Style, Evidence) {
	d := Detector{Skip: skip}
	for i, c := range cells {
		d.AddText(i+1, c)
	}
	return d.Style()
}

// add files one text, which has no blanks at its ends.
func (e *Evidence) add(row int, t string) {
	s, ok := shapeOf(t)
	if !ok {
		e.Other.add(row)
		return
	}
	e.Numbers++
	if s.group == NoGroup && s.mark == 0 {
		if s.lead >= 4 {
			e.Plain.add(row)
		}
		return
	}
	switch s.group {
	case GroupComma:
		e.GroupComma.add(row)
	case GroupPoint:
		e.GroupPoint.add(row)
	case GroupSpace:
		e.GroupSpace.add(row)
	case GroupApostrophe:
		e.GroupApostrophe.add(row)
	}
	switch {
	case s.mark == 0:
	case s.either && s.mark == ',':
		e.EitherComma.add(row)
	case s.either:
		e.EitherPoint.add(row)
	case s.mark == ',':
		e.Comma.add(row)
	default:
		e.Point.add(row)
	}
}

// shape is the form of one number.
type shape struct {
	group  GroupSign
	mark   byte // the sign before the decimals, 0 without
	either bool // the mark can also stand between thousands
	lead   int  // digits before the first sign
}

// shapeOf returns the form of a number, and false for a text that is a number in no style.
func shapeOf(t string) (shape, bool) {
	var s shape
	if len(t) > longest {
		return s, false
	}
	t, _ = cutMinus(t)
	var last GroupSign
	run, signs := 0, 0
	zero := t != "" && t[0] == '0'
	for t != "" {
		if c := t[0]; c >= '0' && c <= '9' {
			run++
			t = t[1:]
			continue
		}
		r, size := utf8.DecodeRuneInString(t)
		g := groupOf(r)
		if g == NoGroup || !s.before(g, last, run, signs) {
			return s, false
		}
		last, run, signs, t = g, 0, signs+1, t[size:]
	}
	if signs == 0 {
		s.lead = run
		return s, run > 0
	}
	return s, s.end(last, run, signs, zero)
}

// before files the digits that stand before a sign g.
func (s *shape) before(g, last GroupSign, run, signs int) bool {
	switch {
	case signs == 0:
		s.lead = run
		return run > 0 || g == GroupComma || g == GroupPoint
	case s.lead < 1 || s.lead > 3 || run != 3:
		return false
	case signs == 1:
		s.group = last
		return true
	}
	return last == s.group
}

// end decides what the last sign is, with run digits after it.
func (s *shape) end(last GroupSign, run, signs int, zero bool) bool {
	if run == 0 {
		return false
	}
	threes := run == 3 && s.lead >= 1 && s.lead <= 3
	if last == GroupSpace || last == GroupApostrophe {
		same := signs == 1 || s.group == last
		s.group = last
		return threes && same && !zero
	}
	if signs > 1 && last == s.group {
		return threes && !zero
	}
	if signs > 1 && zero {
		return false
	}
	s.mark = ','
	if last == GroupPoint {
		s.mark = '.'
	}
	s.either = threes && signs == 1 && !zero
	return true
}

// style weighs what was seen.
func (e *Evidence) style() Style {
	var groups []GroupSign
	for _, g := range []struct {
		sign GroupSign
		seen Seen
	}{{GroupComma, e.GroupComma}, {GroupPoint, e.GroupPoint}, {GroupSpace, e.GroupSpace}, {GroupApostrophe, e.GroupApostrophe}} {
		if g.seen.Count > 0 {
			groups = append(groups, g.sign)
		}
	}
	if len(groups) > 1 {
		return Style{Decimal: Mixed}
	}
	s := Style{}
	if len(groups) == 1 {
		s.Group = groups[0]
	}
	comma := e.Comma.Count > 0 || s.Group == GroupPoint && e.EitherComma.Count > 0
	point := e.Point.Count > 0 || s.Group == GroupComma && e.EitherPoint.Count > 0
	switch {
	case comma && point, comma && s.Group == GroupComma, point && s.Group == GroupPoint:
		return Style{Decimal: Mixed}
	case comma:
		return s.withThousands(Comma, e.EitherPoint, GroupPoint)
	case point:
		return s.withThousands(Point, e.EitherComma, GroupComma)
	}
	return s.open(e)
}

// withThousands gives the style its decimal sign. Cells with the other sign can then only have thousands.
func (s Style) withThousands(d DecimalSign, either Seen, group GroupSign) Style {
	s.Decimal = d
	if either.Count == 0 || s.Group == group {
		return s
	}
	if s.Group != NoGroup {
		return Style{Decimal: Mixed}
	}
	s.Group = group
	return s
}

// open is the style of a column without a certain decimal sign.
func (s Style) open(e *Evidence) Style {
	switch {
	case e.EitherComma.Count == 0 && e.EitherPoint.Count == 0:
	case s.Group == GroupComma || s.Group == GroupPoint:
		// 1,234,567 beside 1,234: both are thousands. The other sign was a decimal sign and is dealt with before.
	case s.Group == GroupSpace || s.Group == GroupApostrophe:
		// Thousands have another sign, so that 1.234 can only have decimals; unless both signs occur.
		switch {
		case e.EitherComma.Count > 0 && e.EitherPoint.Count > 0:
			s.Decimal = Mixed
		case e.EitherComma.Count > 0:
			s.Decimal = Comma
		default:
			s.Decimal = Point
		}
	default:
		s.Decimal = Ambiguous
	}
	return s
}
