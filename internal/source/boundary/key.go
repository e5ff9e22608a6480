package boundary

import (
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/boundary/feature"
)

// keys is which columns of a layer say what an area is; -1 is none.
type keys struct {
	code, year, yearCode, name, water, change int
	level                                     area.Level // of bare codes; 0 where each code says it
}

// codeNames are the names under which sources keep codes, in plain spelling, by level.
var codeNames = map[area.Level][]string{
	area.Neighbourhood: {"bucode", "buurtcode", "buc", "bu"},
	area.District:      {"wkcode", "wijkcode", "wkc", "wk"},
	area.Municipality:  {"gmcode", "gemeentecode", "gemcode", "gmc", "gm"},
}

// otherCodeNames hold codes of any level, always with a prefix.
var otherCodeNames = []string{"code", "statcode", "gwbcode", "gwbcode10", "regiocode", "wijkenenbuurten", "gebiedscode", "id"}

// yearCodeNames hold codes with the year before them.
var yearCodeNames = []string{"jrstatcode", "jaarstatcode"}

var yearNames = []string{"jaar", "year", "jaartal"}

var nameNames = map[area.Level][]string{
	area.Neighbourhood: {"bunaam", "buurtnaam", "bun"},
	area.District:      {"wknaam", "wijknaam", "wkn"},
	area.Municipality:  {"gmnaam", "gemeentenaam", "gemnaam", "gmn"},
}

var otherNameNames = []string{"naam", "name", "statnaam", "regio", "regionaam"}

var waterNames = []string{"h2o", "water"}

var changeNames = []string{"indwbz", "indwbi", "indelingswijzigingwijkenenbuurten", "indelingswijziging"}

// find returns the first column with one of the names. Shapefiles cut names off at ten signs.
func findColumn(l *feature.Layer, names []string) int {
	for _, want := range names {
		for i, c := range l.Columns {
			if feature.Plain(c.Name) == want {
				return i
			}
		}
	}
	for _, want := range names {
		for i, c := range l.Columns {
			if len(c.Name) == 10 && len(feature.Plain(c.Name)) >= 9 && strings.HasPrefix(want, feature.Plain(c.Name)) {
				return i
			}
		}
	}
	return -1
}

// findKeys recognises the columns that say what an area is, by their names and by what is in them: a layer is of the
// finest level for which it has codes.
func findKeys(l *feature.Layer) keys {
	k := keys{code: -1, year: findColumn(l, yearNames), yearCode: findColumn(l, yearCodeNames), name: -1,
		water: findColumn(l, waterNames), change: findColumn(l, changeNames)}
	for level := area.Neighbourhood; level >= area.Municipality && k.code < 0; level-- {
		if i := findColumn(l, codeNames[level]); i >= 0 && holdsCodes(l, i, level) {
			k.code, k.level = i, level
		}
	}
	if k.code < 0 {
		for _, name := range otherCodeNames {
			if i := findColumn(l, []string{name}); i >= 0 && holdsCodes(l, i, 0) {
				k.code = i
				break
			}
		}
	}
	if k.code < 0 && k.yearCode >= 0 && holdsCodes(l, k.yearCode, 0) {
		k.code = k.yearCode
	}
	k.name = findName(l, k)
	return k
}

// findName looks for the names of areas of the level of the layer.
func findName(l *feature.Layer, k keys) int {
	level := k.level
	if level == 0 && k.code >= 0 {
		for row := range l.Shapes {
			if c, err := area.ParseCode(l.Columns[k.code].Text(row)); err == nil {
				level = c.Level()
				break
			}
		}
	}
	if i := findColumn(l, nameNames[level]); i >= 0 {
		return i
	}
	return findColumn(l, otherNameNames)
}

// holdsCodes reports whether most of the first cells of a column that hold anything are codes.
func holdsCodes(l *feature.Layer, column int, level area.Level) bool {
	c := l.Columns[column]
	good, seen := 0, 0
	for row := 0; row < len(l.Shapes) && seen < 50; row++ {
		s := c.Text(row)
		if isMissing(s) {
			continue
		}
		seen++
		if _, err := parseCode(s, level); err == nil {
			good++
		}
	}
	return good > 0 && good*2 >= seen
}

// parseCode reads a code; with a level it may stand without its prefix.
func parseCode(s string, level area.Level) (area.Code, error) {
	if level == 0 {
		return area.ParseCode(s)
	}
	return area.ParseBareCode(s, level)
}

// isMissing reports a cell in which a source says that it has nothing.
func isMissing(s string) bool {
	switch strings.TrimSpace(s) {
	case "", "NULL", "null", "NA", ".", "x":
		return true
	}
	return strings.HasPrefix(strings.TrimSpace(s), "-99999")
}

// found is one feature with what its attributes say.
type found struct {
	code   area.Code
	layer  *feature.Layer
	row    int // in the layer, from 0
	name   string
	water  bool
	abroad bool
	marked bool // the file says of every feature whether it is water
	change area.ChangeIndicator
}

// readKeys returns what the attributes of a feature say.
func readKeys(l *feature.Layer, k keys, row int) (found, *problem.Error) {
	f := found{layer: l, row: row, marked: k.water >= 0}
	at := func(column int, e *problem.Error) *problem.Error {
		p := l.Place(l.Shapes[row].Row)
		p.Column = l.Columns[column].Name
		return e.At(p)
	}
	s := l.Columns[k.code].Text(row)
	if isMissing(s) {
		return f, at(k.code, problem.New(problem.Invalid, "boundary.code_missing"))
	}
	code, err := parseCode(s, k.level)
	if err != nil {
		var list problem.List
		list.AddErr(err, problem.New(problem.Invalid, "boundary.code_missing"))
		all, _ := problem.All(list.Err())
		return f, at(k.code, all[0])
	}
	f.code = code
	if k.name >= 0 {
		if s := strings.TrimSpace(l.Columns[k.name].Text(row)); !isMissing(s) {
			f.name = s
		}
	}
	if k.water >= 0 {
		switch strings.ToUpper(strings.TrimSpace(l.Columns[k.water].Text(row))) {
		case "JA", "J", "1", "TRUE", "W":
			f.water = true
		case "B":
			f.abroad = true
		}
	}
	if k.change >= 0 {
		f.change = area.ParseChange(l.Columns[k.change].Text(row))
	}
	return f, nil
}

// years gathers the years of the division that the features of a layer name.
func years(l *feature.Layer, k keys, seen map[int]problem.Place) {
	add := func(column, row, year int) {
		if _, ok := seen[year]; ok || year < 1900 || year > 2200 {
			return
		}
		p := l.Place(l.Shapes[row].Row)
		p.Column = l.Columns[column].Name
		seen[year] = p
	}
	for row := range l.Shapes {
		if k.yearCode >= 0 {
			if s := strings.TrimSpace(l.Columns[k.yearCode].Text(row)); len(s) > 4 {
				if year, err := strconv.Atoi(s[:4]); err == nil {
					add(k.yearCode, row, year)
				}
			}
		}
		if k.year >= 0 {
			if year, err := strconv.Atoi(strings.TrimSpace(l.Columns[k.year].Text(row))); err == nil {
				add(k.year, row, year)
			}
		}
	}
}

// reportKeys lists what became of the columns that hold no figures: keys, and numbers of rows, which are left out.
func reportKeys(l *feature.Layer, k keys) []indicator.ReportColumn {
	var out []indicator.ReportColumn
	for i, c := range l.Columns {
		if !k.has(i) && !identity(c) || c.Name == codeByName {
			continue
		}
		r := indicator.ReportColumn{Source: c.Name, Fate: "key"}
		if rowNumbers[feature.Plain(c.Name)] {
			r.Fate = "left_out"
		}
		for row := range l.Shapes {
			if known(c, row) {
				r.Known++
			} else {
				r.Empty++
			}
		}
		out = append(out, r)
	}
	return out
}

// has reports whether a column is one of the keys.
func (k keys) has(i int) bool {
	return i == k.code || i == k.year || i == k.yearCode || i == k.name || i == k.water || i == k.change
}
