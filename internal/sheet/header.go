package sheet

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/sheet/cell"
)

// mostHeaderRows is how many rows a header may have.
const mostHeaderRows = 8

// findHeader returns the first and last row of the header among the rows at the start of a file. Titles and blank rows
// may stand before it. given is how many rows the user says stand above the figures, 0 when he does not say.
func findHeader(rows []record, given int) (first, last int, ok bool) {
	if given > 0 {
		return givenHeader(rows, given)
	}
	usual := usualWidth(rows)
	if usual == 0 {
		return 0, 0, false
	}
	for first = range rows {
		if namesColumns(rows[first].cells, usual) {
			return first, headerEnd(rows, first), true
		}
	}
	return 0, 0, false
}

// givenHeader finds the header within the rows that the user says stand above the figures.
func givenHeader(rows []record, given int) (first, last int, ok bool) {
	last = -1
	for i := range rows {
		if rows[i].number <= given && !isEmpty(rows[i].cells) {
			last = i
		}
	}
	if last < 0 {
		return 0, 0, false
	}
	usual := usualWidth(rows)
	for first = range last {
		if namesColumns(rows[first].cells, usual) {
			return first, last, true
		}
	}
	return last, last, true
}

// usualWidth returns the number of cells that most rows have; of equals the largest.
func usualWidth(rows []record) int {
	times := map[int]int{}
	for _, r := range rows {
		if !isEmpty(r.cells) {
			times[len(r.cells)]++
		}
	}
	best := 0
	for width, n := range times {
		if n > times[best] || n == times[best] && width > best {
			best = width
		}
	}
	return best
}

// namesColumns reports whether a row can be a header of a table of the usual width: about half of its cells are
// filled, and not only the first, as in a title.
func namesColumns(cells []Cell, usual int) bool {
	n := count(cells)
	if usual < 2 {
		return n > 0
	}
	if len(cells) < 2 || n < max(1, usual/2) {
		return false
	}
	return n > 1 || cells[0].Text == "" || cell.Trim(cells[0].Text) == ""
}

// headerEnd returns the last row of the header that begins in row first. It has more than one row only in the form of
// StatLine's exports: the first column is blank until the last row of the header, which names it and holds the units
// of the others.
func headerEnd(rows []record, first int) int {
	if blankStart(rows[first].cells) {
		for i := first + 1; i < min(len(rows), first+mostHeaderRows); i++ {
			switch {
			case isEmpty(rows[i].cells):
				return first
			case blankStart(rows[i].cells):
			case !holdsFigures(rows[i].cells):
				return i
			default:
				return i - 1
			}
		}
	}
	return first
}

func blankStart(cells []Cell) bool { return !cells[0].Typed && cell.Trim(cells[0].Text) == "" }

// holdsFigures reports whether a row has a number, or the point that stands for a missing one, behind its first cell.
func holdsFigures(cells []Cell) bool {
	for _, c := range cells[1:] {
		t := cell.Trim(c.Text)
		if _, number := shapeOf(t); c.Typed || number || t == "." {
			return true
		}
	}
	return false
}

// bareNumbers reports whether all that is filled in a row is numbers, the first cell too: then it is no header.
func bareNumbers(cells []Cell) bool {
	if blankStart(cells) {
		return false
	}
	for _, c := range cells {
		t := cell.Trim(c.Text)
		if _, number := shapeOf(t); !c.Typed && !number && t != "" {
			return false
		}
	}
	return true
}

// spread fills the empty cells of a row of groups with the group on their left.
func spread(cells []Cell) {
	for i := 1; i < len(cells); i++ {
		if cell.Trim(cells[i].Text) == "" {
			cells[i].Text = cells[i-1].Text
		}
	}
}

// columnsOf makes the columns from the rows of the header.
func columnsOf(rows []record, width int) []Column {
	columns := make([]Column, width)
	for j := range columns {
		var raw []string
		for _, r := range rows {
			if s := textAt(r.cells, j); s != "" {
				raw = append(raw, s)
			}
		}
		columns[j] = Column{Raw: strings.Join(raw, "|"), Twin: -1}
	}
	if len(rows) == 1 {
		namesOfOne(columns)
	} else {
		namesOfMany(columns, rows)
	}
	unique(columns)
	return columns
}

func textAt(cells []Cell, j int) string {
	if j >= len(cells) {
		return ""
	}
	return cell.Clean(cells[j].Text)
}

// unitBehind is a name with its unit in brackets, as StatLine's newer exports have it.
var unitBehind = regexp.MustCompile(`^(.*\S) \(([^()]+)\)$`)

// namesOfOne names the columns of a header of one row: by its own text. Where units stand in brackets, as in
// StatLine's newer exports, the slashes in it are the path.
func namesOfOne(columns []Column) {
	units := 0
	for i := range columns {
		if unitBehind.MatchString(columns[i].Raw) {
			units++
		}
	}
	for i := range columns {
		c := &columns[i]
		c.Name = c.Raw
		text, sign := c.Raw, "|"
		if m := unitBehind.FindStringSubmatch(c.Raw); m != nil && units > 1 {
			text, c.Unit = m[1], m[2]
		}
		if units > 1 && !strings.Contains(text, "|") {
			sign = "/"
		}
		c.Path = parts(text, sign)
	}
}

// parts cuts a path and leaves out what is empty.
func parts(text, sign string) []string {
	var path []string
	for _, p := range strings.Split(text, sign) {
		if p = strings.TrimSpace(p); p != "" {
			path = append(path, p)
		}
	}
	return path
}

// namesOfMany names the columns of a header of several rows: by as many of the last parts of the path as it takes to
// be the only one.
func namesOfMany(columns []Column, rows []record) {
	last := rows[len(rows)-1].cells
	for j := range columns {
		for _, r := range rows[:len(rows)-1] {
			for _, p := range parts(textAt(r.cells, j), "|") {
				if p != "Onderwerp" && p != "Onderwerpen" && p != "Topic" {
					columns[j].Path = append(columns[j].Path, p)
				}
			}
		}
	}
	units := areUnits(columns, last)
	for j := range columns {
		c, text := &columns[j], textAt(last, j)
		switch {
		case text == "":
		case units && len(c.Path) > 0:
			c.Unit = text
		default:
			c.Path = append(c.Path, parts(text, "|")...)
		}
	}
	for j := range columns {
		columns[j].Name = shortest(columns, j)
	}
}

// usualUnit is how CBS writes units; the ones with a number or "per" in them vary.
var usualUnit = regexp.MustCompile(`(?i)^(aantal|%|euro|getal|x 1[ .]?000.*|per .*|1[ .]000 .*|.*[0-9] ?(inwoners|euro|personen|huishoudens)|km.?|m[23²³]|ha|kwh|jaar|code|naam|omschrijving|number|index.*)$`)

// areUnits reports whether the last row of a header holds units rather than names: most are known as such, or the rows
// above name every column alone.
func areUnits(columns []Column, last []Cell) bool {
	seen := map[string]bool{}
	units, named, alone := 0, 0, true
	for j := range columns {
		text := textAt(last, j)
		if len(columns[j].Path) == 0 || text == "" {
			continue
		}
		named++
		if usualUnit.MatchString(text) {
			units++
		}
		path := strings.Join(columns[j].Path, "|")
		alone = alone && !seen[path]
		seen[path] = true
	}
	return named > 0 && (2*units >= named || alone)
}

// shortest returns the shortest end of the path of column j that no other column's path has.
func shortest(columns []Column, j int) string {
	path := columns[j].Path
	for n := 1; n < len(path); n++ {
		end, alone := path[len(path)-n:], true
		for k := range columns {
			if k != j && endsIn(columns[k].Path, end) {
				alone = false
				break
			}
		}
		if alone {
			return strings.Join(end, "|")
		}
	}
	return strings.Join(path, "|")
}

func endsIn(path, end []string) bool {
	if len(path) < len(end) {
		return false
	}
	for i, p := range path[len(path)-len(end):] {
		if p != end[i] {
			return false
		}
	}
	return true
}

// unique gives a name that occurs again a number behind it: "Appartement (2)".
func unique(columns []Column) {
	first := map[string]int{}
	taken := map[string]bool{}
	for _, c := range columns {
		taken[c.Name] = true
	}
	for j := range columns {
		name := columns[j].Name
		i, again := first[name]
		if !again || name == "" {
			first[name] = j
			continue
		}
		columns[j].Twin = i
		for n := 2; taken[columns[j].Name]; n++ {
			columns[j].Name = fmt.Sprintf("%s (%d)", name, n)
		}
		taken[columns[j].Name] = true
	}
}

func hasTwins(columns []Column) bool {
	for _, c := range columns {
		if c.Twin >= 0 {
			return true
		}
	}
	return false
}

// hiddenSigns counts the cells of the header from which invisible signs were taken.
func hiddenSigns(rows []record) int {
	n := 0
	for _, r := range rows {
		for _, c := range r.cells {
			if strings.ContainsFunc(c.Text, func(r rune) bool { return cell.IsHidden(r) && !cell.IsBlank(r) }) {
				n++
			}
		}
	}
	return n
}

// firstDecimal returns what the first rows show of the decimal sign, of all columns together.
func firstDecimal(rows []record, width int) DecimalSign {
	detectors := make([]Detector, width)
	for _, r := range rows {
		for j := range r.cells[:min(width, len(r.cells))] {
			detectors[j].Add(r.number, r.cells[j])
		}
	}
	var seen [Mixed + 1]bool
	for j := range detectors {
		s, _ := detectors[j].Style()
		seen[s.Decimal] = true
	}
	switch {
	case seen[Mixed], seen[Comma] && seen[Point]:
		return Mixed
	case seen[Comma]:
		return Comma
	case seen[Point]:
		return Point
	case seen[Ambiguous]:
		return Ambiguous
	}
	return NotSeen
}
