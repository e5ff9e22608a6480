package table

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet"
	"github.com/buurtbeeld/buurtbeeld/internal/source/grid"
)

// Options say how to read (Dutch: keuzen bij het inlezen).
type Options struct {
	// Published says that the owner publishes these figures. Default: as the mapping says.
	Published bool
	// SkipUnreadable passes over rows whose code cannot be read. Default: as the mapping says.
	SkipUnreadable bool
	// Answers are answers to the questions of an earlier report, by the ID of the question.
	Answers map[string]string
	// Uninhabited tells areas without inhabitants where the table itself does not count them. Default: none.
	Uninhabited func(area.DivisionID, area.Code) bool
	// Progress is told how many rows were read; of how many nobody knows. Default: nobody is told.
	Progress func(done, total int64)
	// Text writes the remarks in a proposed mapping, by key of package locale. Default: no remarks.
	Text func(key string, pairs ...any) string
}

// Read reads a table by its mapping. Figures that the owner does not publish are refused: they can be small counts of
// people, and have to be made safe first, for which there is ReadRaw. A table that looks as if it is about people one by one
// is refused whatever the mapping says.
func Read(ctx context.Context, file string, m Mapping, o Options) (indicator.Batch, error) {
	if m.sum != "" && !m.IsPublished(o) {
		return indicator.Batch{}, problem.New(problem.Invalid, "table.unpublished")
	}
	t := &table{m: m, o: o, file: filepath.Base(file)}
	if err := t.read(ctx, file); err != nil {
		return indicator.Batch{}, err
	}
	sum, err := sumOf(file)
	if err != nil {
		return indicator.Batch{}, err
	}
	t.batch.Delivery = t.delivery(sum)
	t.batch.Divisions = []*area.Division{t.division}
	return t.batch, nil
}

// ReadRaw reads a table of figures that the owner does not publish, for somebody to protect. Nothing in the report is a number of the
// table, and there is no fingerprint of the file.
func ReadRaw(ctx context.Context, file string, m Mapping, o Options) (indicator.Raw, error) {
	t := &table{m: m, o: o, file: filepath.Base(file), raw: true}
	if err := t.read(ctx, file); err != nil {
		return indicator.Raw{}, err
	}
	d := t.delivery("")
	d.Published, d.Fingerprint = false, ""
	return indicator.Raw{Delivery: d, Indicators: t.batch.Indicators, Division: t.division, Columns: t.columnsRaw, Rules: m.Rules}, nil
}

// IsPublished reports whether the mapping or somebody who reads in says that the owner publishes these figures.
func (m Mapping) IsPublished(o Options) bool { return m.Published || o.Published }

// read reads everything but what the delivery is called.
func (t *table) read(ctx context.Context, file string) error {
	if t.m.sum == "" {
		return problem.New(problem.Invalid, "table.mapping_missing", "words", []string{"key", "columns"})
	}
	if err := t.load(ctx, file); err != nil {
		return err
	}
	if err := t.findRows(); err != nil {
		return err
	}
	if err := t.columns(); err != nil {
		return err
	}
	t.report()
	return nil
}

// table is one table on its way from cells to columns.
type table struct {
	m     Mapping
	o     Options
	file  string
	g     *grid.Grid
	notes []sheet.Note
	// outliers are looked for in every column of values that can be compared.
	outliers indicator.Outliers

	division *area.Division
	periods  []indicator.Period // in order of time
	// rows is, per period, the row of each area, or -1.
	rows  [][]int32
	flags []indicator.Mark // per row
	empty []bool           // per row: an area without inhabitants
	found indicator.Report
	batch indicator.Batch
	// raw says that the figures are not published; then columnsRaw holds them.
	raw        bool
	columnsRaw []indicator.RawColumn
}

func (t *table) sheetOptions() sheet.Options {
	return sheet.Options{Sheet: t.m.Sheet, HeaderRows: t.m.HeaderRows}
}

// load reads all cells. Columns that the mapping does not name are looked at and not kept.
func (t *table) load(ctx context.Context, file string) error {
	if err := t.refusePeople(ctx, file); err != nil {
		return err
	}
	r, err := sheet.OpenFile(file, t.sheetOptions())
	if err != nil {
		return err
	}
	defer r.Close()
	if err := t.checkHeader(r.Header()); err != nil {
		return err
	}
	figures := map[string]bool{t.m.Population: true}
	for _, rule := range t.m.Columns {
		figures[rule.Column] = true
		figures[rule.Denominator] = true
	}
	signs := make([]string, 0, len(t.m.Signs))
	for s := range t.m.Signs {
		signs = append(signs, s)
	}
	slices.Sort(signs)
	o := grid.Options{Signs: signs, Role: func(_ int, c sheet.Column) grid.Role {
		switch {
		case c.Name == t.m.Key, c.Name == t.m.Name && c.Name != "", c.Name == t.m.PeriodColumn && c.Name != "":
			return grid.Text
		case figures[c.Name] && c.Name != "":
			return grid.Figures
		}
		return grid.Skip
	}}
	if t.o.Progress != nil {
		o.Progress = func(rows int) { t.o.Progress(int64(rows), 0) }
	}
	t.g = grid.New(r.Columns(), o)
	if err := t.g.Append(ctx, t.file, r, o); err != nil {
		return err
	}
	t.notes = r.Dialect().Notes
	if err := t.g.Settle(func(*grid.Column) (sheet.DecimalSign, bool) { return t.m.Decimal, t.m.Decimal != sheet.NotSeen }); err != nil {
		return err
	}
	return t.refuseWords()
}

// refuseWords refuses columns of figures with cells that are neither number nor sign.
func (t *table) refuseWords() error {
	var list problem.List
	for _, c := range t.g.Columns {
		if c.Role == grid.Figures && c.Words > 0 {
			list.Add(problem.New(problem.Invalid, "cbs.not_a_number", "n", c.Words).At(t.g.Place(c.WordRow, c)))
		}
	}
	return list.Err()
}

// checkHeader refuses a mapping that names columns that are not there.
func (t *table) checkHeader(header []string) error {
	var list problem.List
	need := []string{t.m.Key, t.m.Name, t.m.PeriodColumn, t.m.Population}
	for _, r := range t.m.Columns {
		need = append(need, r.Column, r.Denominator)
	}
	told := map[string]bool{"": true}
	for _, n := range need {
		if !told[n] && !slices.Contains(header, n) {
			list.Add(problem.New(problem.Invalid, "table.column_missing", "column", short(n)).At(problem.Place{File: t.file}))
		}
		told[n] = true
	}
	return list.Err()
}

// refusePeople walks through the table once to see whether it is about people one by one.
func (t *table) refusePeople(ctx context.Context, file string) error {
	r, err := sheet.OpenFile(file, t.sheetOptions())
	if err != nil {
		return err
	}
	defer r.Close()
	header := r.Header()
	s := newPersonScan(header)
	at := slices.Index(header, t.m.Key)
	texts := make([]string, len(header))
	for n := 0; ; n++ {
		row, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		for i, c := range row.Cells {
			texts[i] = trim(c.Text)
		}
		s.row(texts, at)
	}
	if i := s.found(at >= 0); i > 0 {
		return personal(t.file, i)
	}
	return nil
}

func personal(file string, column int) error {
	return problem.New(problem.Invalid, "table.personal", "column", strconv.Itoa(column)).At(problem.Place{File: file})
}

// findRows reads code and period of every row.
func (t *table) findRows() error {
	n := t.g.Len()
	key, period, name := t.g.Find(t.m.Key), t.g.Find(t.m.PeriodColumn), t.g.Find(t.m.Name)
	var list problem.List
	codes, years := make([]area.Code, n), make([]indicator.Period, n)
	t.flags, t.empty = make([]indicator.Mark, n), make([]bool, n)
	names := map[area.Code]string{}
	for i := range n {
		code, err := t.code(key.Texts[i])
		if err != nil {
			if t.m.SkipUnreadable || t.o.SkipUnreadable {
				t.found.Unmatched++
				if len(t.found.UnmatchedExamples) < 10 && !slices.Contains(t.found.UnmatchedExamples, short(key.Texts[i])) {
					t.found.UnmatchedExamples = append(t.found.UnmatchedExamples, short(key.Texts[i]))
				}
				continue
			}
			list.AddErr(grid.Problems(err, t.g.Place(i, key)), problem.New(problem.Internal, "problem.internal"))
			continue
		}
		years[i] = t.m.Period
		if t.m.PeriodColumn != "" {
			p, provisional, err := indicator.ParsePeriod(period.Texts[i])
			if err != nil {
				list.AddErr(grid.Problems(err, t.g.Place(i, period)), problem.New(problem.Internal, "problem.internal"))
				continue
			}
			if years[i] = p; provisional {
				t.flags[i] = t.flags[i].AsProvisional()
			}
		}
		codes[i] = code
		if t.m.Name != "" && name.Texts[i] != "" {
			names[code] = name.Texts[i]
		} else if _, ok := names[code]; !ok {
			names[code] = ""
		}
	}
	if err := list.Err(); err != nil {
		return err
	}
	return t.layout(codes, years, names)
}

// code reads the code of a row: of the level of the mapping, and of its year where the year stands before the code.
func (t *table) code(text string) (area.Code, error) {
	if y := grid.CodeYear(text); y != 0 && y != t.m.Year {
		return area.Code{}, problem.New(problem.Invalid, "cbs.code_year", "code", short(text), "found", strconv.Itoa(y), "wanted", strconv.Itoa(t.m.Year))
	}
	if t.m.Bare {
		return area.ParseBareCode(text, t.m.Level)
	}
	c, err := area.ParseCode(text)
	if err == nil && c.Level() != t.m.Level {
		return c, problem.New(problem.Invalid, "area.code_of_other_level", "code", c.String(), "found", c.Level().String(), "wanted", t.m.Level.String())
	}
	return c, err
}

// layout puts the rows in the order of the areas, per period.
func (t *table) layout(codes []area.Code, years []indicator.Period, names map[area.Code]string) error {
	areas := make([]area.Area, 0, len(names))
	for c, name := range names {
		areas = append(areas, area.Area{Code: c, Name: name, Kind: area.KindOf(c, name)})
	}
	division, err := area.NewDivision(area.DivisionID{Level: t.m.Level, Year: t.m.Year}, areas)
	if err != nil {
		return err
	}
	t.division = division
	for i, p := range years {
		if !codes[i].IsZero() && !slices.Contains(t.periods, p) {
			t.periods = append(t.periods, p)
		}
	}
	slices.SortFunc(t.periods, indicator.Period.Compare)
	at := map[indicator.Period]int{}
	for i, p := range t.periods {
		at[p] = i
		rows := make([]int32, division.Len())
		for j := range rows {
			rows[j] = -1
		}
		t.rows = append(t.rows, rows)
	}
	var list problem.List
	for i, c := range codes {
		if c.IsZero() {
			continue
		}
		j, _ := division.Index().Find(c)
		to := &t.rows[at[years[i]]][j]
		if *to >= 0 {
			list.Add(problem.New(problem.Invalid, "table.code_twice", "code", c.String(), "period", years[i].String(),
				"first", strconv.Itoa(t.g.Rows[*to]), "second", strconv.Itoa(t.g.Rows[i])).At(t.g.Place(i, nil)))
			continue
		}
		*to = int32(i)
		t.found.Matched++
		t.empty[i] = t.o.Uninhabited != nil && t.o.Uninhabited(division.ID(), c)
	}
	if p := t.g.Find(t.m.Population); p != nil && t.m.Population != "" {
		for i, s := range p.Signs {
			t.empty[i] = s == grid.Number && p.Numbers[i] == 0
		}
	}
	return list.Err()
}

func (t *table) delivery(sum string) indicator.Delivery {
	h := sha256.New()
	fmt.Fprintf(h, "table 1;%s;%s;%v;", sum, t.m.sum, t.o.SkipUnreadable)
	ids := make([]string, 0, len(t.o.Answers))
	for id := range t.o.Answers {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		fmt.Fprintf(h, "%q=%q;", id, t.o.Answers[id])
	}
	return indicator.Delivery{Kind: indicator.OwnTable, Source: t.m.Source, Title: t.m.Title, Files: []string{t.file},
		Fingerprint: hex.EncodeToString(h.Sum(nil)), Licence: t.m.Licence,
		Attribution: cmp.Or(t.m.Attribution, "Bron: "+t.m.Source), Published: true, Year: t.m.Year, Report: t.found}
}

// sumOf returns the SHA-256 of a file.
func sumOf(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", problem.New(problem.Unavailable, "cbs.file_unreadable", "file", filepath.Base(file)).Because(err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", problem.New(problem.Unavailable, "cbs.file_unreadable", "file", filepath.Base(file)).Because(err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// trim returns a cell without blanks at its ends.
func trim(s string) string { return strings.Trim(s, " \t\r\n\v\f\u00a0\u202f\ufeff") }
