package table

import (
	"context"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet"
)

// sampleRows is how many rows a proposal rests on.
const sampleRows = 50_000

// Propose writes a mapping for a table, for the user to correct: key and period found, decimal sign, units guessed and
// marked as guesses, zeros that may mean "not measured". A table that looks as if it is about people one by one is
// refused. The questions name what could not be guessed.
func Propose(ctx context.Context, file string, o Options) ([]byte, []indicator.Question, error) {
	s, err := takeSample(ctx, file)
	if err != nil {
		return nil, nil, err
	}
	p := &proposal{s: s, text: o.Text, file: filepath.Base(file)}
	p.findKey()
	if i := s.scanPeople(p.key).found(p.key >= 0); i > 0 {
		return nil, nil, personal(p.file, i)
	}
	p.findPeriod()
	p.write()
	return []byte(p.b.String()), p.questions, nil
}

// sample is the first rows of a table, as text.
type sample struct {
	header []string
	rows   [][]string
	title  []string
}

func takeSample(ctx context.Context, file string) (*sample, error) {
	r, err := sheet.OpenFile(file, sheet.Options{})
	if err != nil {
		return nil, err
	}
	defer r.Close()
	s := &sample{header: r.Header()}
	for len(s.rows) < sampleRows {
		row, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		texts := make([]string, len(s.header))
		for i, c := range row.Cells {
			texts[i] = trim(c.Text)
		}
		s.rows = append(s.rows, texts)
	}
	s.title = r.Dialect().Title
	if len(s.rows) == 0 {
		return nil, problem.New(problem.Invalid, "sheet.empty").At(problem.Place{File: filepath.Base(file)})
	}
	return s, nil
}

func (s *sample) scanPeople(keyColumn int) *personScan {
	scan := newPersonScan(s.header)
	for _, row := range s.rows {
		scan.row(row, keyColumn)
	}
	return scan
}

// proposal is a mapping in the making.
type proposal struct {
	s         *sample
	text      func(key string, pairs ...any) string
	file      string
	b         strings.Builder
	questions []indicator.Question

	key        int
	level      area.Level
	bare       bool
	unreadable int
	period     int
	lastYear   int
}

// findKey finds the column in which most cells are codes of one level; codes with a prefix win from bare digits, which
// must be called a code.
func (p *proposal) findKey() {
	p.key = -1
	best := 0
	for i, name := range p.s.header {
		var prefixed, bare [area.Neighbourhood + 1]int
		filled := 0
		for _, row := range p.s.rows {
			if row[i] == "" {
				continue
			}
			filled++
			if c, err := area.ParseCode(row[i]); err == nil {
				prefixed[c.Level()]++
			} else if l := bareLevel(row[i], name); l > 0 {
				bare[l]++
			}
		}
		for l := area.Municipality; l <= area.Neighbourhood; l++ {
			if n := 2 * prefixed[l]; n > best && 10*prefixed[l] >= 8*filled {
				best, p.key, p.level, p.bare, p.unreadable = n, i, l, false, len(p.s.rows)-prefixed[l]
			}
			if n := bare[l]; n > best && 10*bare[l] >= 8*filled {
				best, p.key, p.level, p.bare, p.unreadable = n, i, l, true, len(p.s.rows)-bare[l]
			}
		}
	}
	if p.key < 0 {
		p.ask("key", "table.ask_key")
	}
}

// bareLevel returns the level of which a text without prefix can be a code, going by the name of the column.
func bareLevel(text, name string) area.Level {
	plain := indicator.Plain(name)
	for _, l := range []struct {
		level       area.Level
		words       []string
		least, most int
	}{{area.Neighbourhood, []string{"buurt", "bu code", "bucode"}, 5, 8}, {area.District, []string{"wijk", "wk code", "wkcode"}, 3, 6},
		{area.Municipality, []string{"gemeente", "gm code", "gmcode"}, 1, 4}} {
		named := slices.ContainsFunc(l.words, func(w string) bool { return strings.Contains(plain, w) })
		if !named || len(text) < l.least || len(text) > l.most {
			continue
		}
		if _, err := area.ParseBareCode(text, l.level); err == nil {
			return l.level
		}
	}
	return 0
}

var yearNames = []string{"year", "jaar", "periode", "perioden", "period", "verslagjaar", "peiljaar"}

// findPeriod finds the column in which every cell is a year.
func (p *proposal) findPeriod() {
	p.period = -1
	for i, name := range p.s.header {
		if i == p.key || p.s.filled(i) == 0 {
			continue
		}
		named := slices.Contains(yearNames, indicator.Plain(name))
		last, all := 0, true
		for _, row := range p.s.rows {
			period, _, err := indicator.ParsePeriod(row[i])
			if err != nil || period.Year() < 1980 || period.Year() > 2100 {
				all = false
				break
			}
			last = max(last, period.Year())
		}
		if all && (named || p.period < 0 && strings.Contains(indicator.Plain(name), "jaar")) {
			p.period, p.lastYear = i, last
			if named {
				return
			}
		}
	}
	if p.period < 0 {
		p.ask("period", "table.ask_period")
	}
}

func (s *sample) filled(column int) int {
	n := 0
	for _, row := range s.rows {
		if row[column] != "" {
			n++
		}
	}
	return n
}

func (p *proposal) ask(id, key string, pairs ...string) {
	p.questions = append(p.questions, indicator.Question{ID: id, Note: note(key, pairs...)})
}

// line writes one line, with a remark behind it.
func (p *proposal) line(text, remark string, pairs ...any) {
	p.b.WriteString(text)
	if remark != "" && p.text != nil {
		p.b.WriteString("  # " + strings.Join(strings.Fields(p.text(remark, pairs...)), " "))
	}
	p.b.WriteByte('\n')
}

// write writes the mapping.
func (p *proposal) write() {
	if p.text != nil {
		p.line("# "+strings.Join(strings.Fields(p.text("table.propose_top", "file", p.file)), " "), "")
	}
	title := strings.TrimSuffix(strings.TrimSuffix(p.file, ".gz"), filepath.Ext(strings.TrimSuffix(p.file, ".gz")))
	if len(p.s.title) > 0 {
		title = p.s.title[0]
	}
	p.line("title: "+quote(title), "table.propose_title")
	p.line(`source: ""`, "table.propose_source")
	p.line("published: false", "table.propose_published")
	year := `"?"` // a year that nobody filled in is refused
	if p.lastYear > 0 {
		year = strconv.Itoa(p.lastYear)
	} else if found := yearInName.FindString(p.file); found != "" {
		year = found
	} else {
		p.ask("year", "table.ask_year")
	}
	p.line("year: "+year, "table.propose_year")
	if p.key >= 0 {
		p.line("level: "+p.level.String(), "")
		p.line("key: "+quote(p.s.header[p.key]), "")
		if p.bare {
			p.line("format: bare", "table.propose_bare")
		}
		if p.unreadable > 0 {
			p.line("skip_unreadable: true", "table.propose_unreadable", "n", p.unreadable)
		}
	} else {
		p.line(`level: buurt`, "table.propose_guess")
		p.line(`key: ""`, "table.ask_key")
	}
	name := p.nameColumn()
	if name >= 0 {
		p.line("name: "+quote(p.s.header[name]), "")
	}
	if p.period >= 0 {
		p.line("period: {column: "+quote(p.s.header[p.period])+"}", "")
	} else {
		p.line("period: "+year, "table.ask_period")
	}
	population := p.populationColumn()
	if population >= 0 {
		p.line("population: "+quote(p.s.header[population]), "table.propose_population")
	}
	p.b.WriteString("columns:\n")
	taken := map[string]bool{}
	for i, h := range p.s.header {
		if h != "" && i != p.key && i != p.period && i != name && i != population {
			p.column(i, h, taken)
		}
	}
}

// numbers is what the cells of a column are.
type numbers struct {
	count, words int
	style        sheet.Style
	least, most  float64
	fractions    bool
}

var signLike = regexp.MustCompile(`^(\.|x|X|NA|NULL|null|-99999997|-99999998|-99999999|-99997|-99995)?$`)

func (p *proposal) numbers(column int) numbers {
	var n numbers
	cells := make([]string, len(p.s.rows))
	for i, row := range p.s.rows {
		if !signLike.MatchString(row[column]) {
			cells[i] = row[column]
		}
	}
	var evidence sheet.Evidence
	n.style, evidence = sheet.DetectStyle(cells, nil)
	n.count, n.words = evidence.Numbers, evidence.Other.Count
	for _, c := range cells {
		if c == "" {
			continue
		}
		x, err := n.style.Parse(c)
		if err != nil {
			continue
		}
		n.least, n.most = min(n.least, x), max(n.most, x)
		n.fractions = n.fractions || x != float64(int64(x))
	}
	return n
}

// column proposes a rule for a column of figures, and passes over columns of words.
func (p *proposal) column(i int, name string, taken map[string]bool) {
	n := p.numbers(i)
	if n.count == 0 || n.words > n.count {
		p.line("  # "+quote(name)+":", "table.propose_words")
		return
	}
	id := proposedID(name, taken)
	p.line("  "+quote(name)+":", "")
	if n.words > 0 {
		p.line("    # ", "table.propose_mixed", "n", n.words)
	}
	if n.style.Decimal == sheet.Ambiguous || n.style.Decimal == sheet.Mixed {
		p.ask("decimal", "table.ask_decimal", "column", name)
	}
	p.line("    id: "+id, "")
	p.line("    name: {nl: "+quote(readable(name))+", en: "+quote(readable(name))+"}", "table.propose_name")
	unit, remark := guessUnit(name, n)
	p.line("    unit: "+quote(unit), remark)
	if unit == "?" {
		p.ask("unit:"+name, "table.ask_unit", "column", name)
	}
	if remark == "table.propose_fraction" {
		p.line("    factor: 100", "")
	}
	p.line("    direction: neutral", "table.propose_direction")
	if zero := p.zeroYears(i, n); len(zero) > 0 {
		remark := "table.propose_zero"
		if p.period < 0 {
			remark = "table.propose_zero_all"
		}
		p.line("    zero_means: not-measured", remark, "years", strings.Join(zero, ", "))
	}
}

// zeroYears returns the years in which every number of the column is 0.
func (p *proposal) zeroYears(column int, n numbers) []string {
	some, zero := map[string]bool{}, map[string]bool{}
	for _, row := range p.s.rows {
		year := ""
		if p.period >= 0 {
			year = row[p.period]
		}
		x, err := n.style.Parse(row[column])
		if err != nil || signLike.MatchString(row[column]) {
			continue
		}
		some[year] = true
		if x != 0 {
			zero[year] = true
		}
	}
	var years []string
	for y := range some {
		if !zero[y] {
			years = append(years, y)
		}
	}
	slices.Sort(years)
	return years
}
