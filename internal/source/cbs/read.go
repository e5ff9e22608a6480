// Package cbs reads the tables of Statistics Netherlands (CBS) and of RIVM that are published like them: StatLine's
// OData in every form, the yearly spreadsheets, exports of the portal, and the figures in boundary files
// (Dutch: CBS-bron).
package cbs

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet"
	"github.com/buurtbeeld/buurtbeeld/internal/source/cbs/stem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/grid"
)

// Options say how to read (Dutch: keuzen bij het inlezen). The zero value asks whatever the files do not tell.
type Options struct {
	// Year is the year of the division in which the figures are expressed. Default: as the table says.
	Year int
	// Answers are answers to the questions of an earlier report, by the ID of the question.
	Answers map[string]string
	// WithOrigin also reads columns that count people by country of origin. Default: they are left out and reported.
	WithOrigin bool
	// Previous is the columns of the report of the delivery of the year before, to tell what is new, renamed or gone.
	Previous []indicator.ReportColumn
	// Divisions are what the store knows, for exports that have names instead of codes, and to notice codes of another
	// year. Default: none.
	Divisions []*area.Division
	// Uninhabited tells areas without inhabitants where the table itself does not count them. Default: none.
	Uninhabited func(area.DivisionID, area.Code) bool
	// Progress is told how many rows were read, of how many; 0 when nobody knows. Default: nobody is told.
	Progress func(done, total int64)
	// Address is where the files were fetched from. Default: not fetched.
	Address string
}

// Read reads one table from one or more files: its figures, and with them, in any order, the files that describe it
// (DataProperties, ColDescriptions, table information, regions), recognised by their content. Questions that must be
// answered before saving stand in the report.
func Read(ctx context.Context, files []string, o Options) (indicator.Batch, error) {
	in, err := openAll(ctx, files)
	if err != nil {
		return indicator.Batch{}, err
	}
	defer in.close()
	first := in.data[0].reader
	title := in.describe.title
	if title == "" {
		if above := first.Dialect().Title; len(above) > 0 {
			title = above[0]
		}
		in.describe.title = title
	}
	t := &table{o: o, d: in.describe}
	t.m = &matcher{family: familyOf(title, first.Columns()), answers: o.Answers, d: in.describe}
	if err := t.load(ctx, in); err != nil {
		return indicator.Batch{}, err
	}
	return t.batch(in)
}

// table is one table on its way from cells to columns.
type table struct {
	o     Options
	d     *description
	m     *matcher
	g     *grid.Grid
	heads []head // of the columns of the grid
	// of the rows
	codes   []area.Code
	slices  []slice
	sliceOf []int32 // -1: a row of another kind of region
	margins []margin
	empty   []bool // an area without inhabitants

	year     int
	report   indicator.Report
	outliers indicator.Outliers
	batchd   indicator.Batch
}

// familyOf tells to which group of tables this one belongs.
func familyOf(title string, columns []sheet.Column) stem.Family {
	lower := strings.ToLower(title)
	names := map[string]bool{}
	matches := 0
	sesSeen := false
	for _, c := range columns {
		names[c.Name] = true
		if len(stem.Known().Lookup(stem.KWB, stem.FoldName(stem.Of(c.Name)), "")) > 0 {
			matches++
		}
		sesSeen = sesSeen || strings.Contains(c.Raw, "SES-WOA")
	}
	switch {
	case strings.Contains(lower, "kerncijfers wijken en buurten"):
		return stem.KWB
	case strings.Contains(lower, "ses-woa"), sesSeen:
		return stem.SES
	case names["Marges"] && names["Leeftijd"] && names["WijkenEnBuurten"]:
		return stem.Health
	case strings.Contains(lower, "kerncijfers"), strings.Contains(lower, "gezondheid") && names["Marges"]:
		return stem.Other
	case matches >= 6:
		return stem.KWB
	}
	for _, c := range columns {
		if dotted.MatchString(c.Name) && strings.HasPrefix(c.Name, "Regioaanduiding.") {
			return stem.KWB
		}
	}
	return stem.Other
}

// load reads all rows and settles how numbers are written.
func (t *table) load(ctx context.Context, in *input) error {
	columns := in.data[0].reader.Columns()
	o := grid.Options{Role: func(_ int, c sheet.Column) grid.Role { return t.role(c) }}
	if t.o.Progress != nil {
		o.Progress = func(rows int) { t.o.Progress(int64(rows), t.d.records) }
	}
	if in.data[0].long {
		g, err := widen(ctx, in, o)
		if err != nil {
			return err
		}
		t.g = g
	} else {
		t.g = grid.New(columns, o)
		for _, d := range in.data {
			if err := t.g.Append(ctx, d.name, d.reader, o); err != nil {
				return grid.Problems(err, problem.Place{File: d.name})
			}
		}
	}
	return t.settle()
}

// settle finds out what the columns are and reads their numbers.
func (t *table) settle() error {
	var unknown []*head
	t.heads = make([]head, len(t.g.Columns))
	for i, c := range t.g.Columns {
		t.heads[i] = t.m.headOf(c.Head)
		if c.Role == grid.Figures && len(t.heads[i].entries) == 0 && len(t.heads[i].choices) == 0 {
			unknown = append(unknown, &t.heads[i])
		}
	}
	t.m.nameUnknown(unknown)
	return t.g.Settle(func(c *grid.Column) (sheet.DecimalSign, bool) {
		switch t.o.Answers["decimal:"+c.Head.Name] {
		case "comma":
			return sheet.Comma, true
		case "point":
			return sheet.Point, true
		}
		return 0, false
	})
}

// Columns by what they are called, folded.
var (
	regionColumns = []string{"wijkenenbuurten", "regiokenmerken", "regios", "codering", "gwbcode10", "gwbcode", "gwbcode8",
		"regiocodegemeentewijkbuurtcode", "regiocode", "regioaanduidingcoderingcode", "bucode", "wkcode", "gmcode",
		"buurtcode", "wijkcode", "gemeentecode", "statcode", "code"}
	periodColumns = []string{"perioden", "periode", "jaar"}
	namedText     = []string{"gemeentenaam", "soortregio", "indelingswijzigingwijkenenbuurten", "regio", "recs", "gmnaam",
		"meestvoorkomendepostcode", "indwbz", "indwbi", "marges", "leeftijd", "geslacht", "bunaam", "wknaam", "statnaam"}
	textUnits = []string{"naam", "omschrijving"}
)

// role says what a column is kept as. In a table of OData figures have a number behind their name, and dimensions have
// none.
func (t *table) role(c sheet.Column) grid.Role {
	h := t.m.headOf(c)
	folded := stem.Fold(stem.Of(c.Name))
	switch info := t.d.topics[c.Name]; {
	case c.Name == "ID" || c.Name == "" && c.Raw == "":
		return grid.Skip
	case info.kind != "" && info.kind != "Topic" && info.kind != "TopicGroup":
		return grid.Text
	case h.isKey(), slices.Contains(namedText, folded), slices.Contains(regionColumns, folded), slices.Contains(periodColumns, folded),
		slices.Contains(textUnits, h.unit), strings.Contains(folded, "codering"), h.stem == "codering", isRegionName(c):
		return grid.Text
	}
	return grid.Figures
}

// isRegionName tells the column of names in exports of StatLine's portal.
func isRegionName(c sheet.Column) bool {
	f := stem.Fold(c.Name)
	return f == "wijkenenbuurten" || f == "regios" || f == "regio" || f == "populatie" || f == "kenmerkenvanhuishoudens"
}

var tableID = regexp.MustCompile(`\b(\d{5}(?:NED|ned|ENG|eng))`)

// identifier returns the number of the table: from its description, or from the name of a file.
func (t *table) identifier(in *input) string {
	if t.d.table != "" {
		return t.d.table
	}
	for _, n := range in.names {
		if m := tableID.FindString(n); m != "" {
			return m
		}
	}
	return ""
}
