package disclosure_test

import (
	"encoding/json"
	"errors"
	"math"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
	"github.com/buurtbeeld/buurtbeeld/disclosure/policy"
)

func dimension(t fatal, name string, codes ...disclosure.Code) disclosure.Dimension {
	t.Helper()
	d, err := disclosure.NewDimension(name, total, codes)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// line is one cell of a table that is written down.
type line struct {
	codes []string
	n     disclosure.Numbers
}

func people(count int64, codes ...string) line { return line{codes, disclosure.Numbers{Count: count}} }

// written makes a table of lines.
func written(facts disclosure.Facts, lines []line, dims ...disclosure.Dimension) (disclosure.Table, error) {
	b, err := disclosure.NewBuilder(facts, dims...)
	if err != nil {
		return disclosure.Table{}, err
	}
	for _, l := range lines {
		if err := b.Add(l.codes, l.n); err != nil {
			return disclosure.Table{}, err
		}
	}
	return b.Table()
}

// What is wrong with a table is refused by name, with the cell.
func TestRefusesTables(t *testing.T) {
	two := dimension(t, "area", disclosure.Code{Name: "east", Level: "part"}, disclosure.Code{Name: "west", Level: "part"})
	sums := disclosure.Sums | disclosure.Contributors | disclosure.Largest
	for name, c := range map[string]struct {
		facts disclosure.Facts
		lines []line
		want  error
		cell  string
	}{
		"parent is not the sum":       {0, []line{people(10, "T"), people(4, "east"), people(5, "west")}, disclosure.ErrNotSum, "T"},
		"parts are more":              {0, []line{people(10, "T"), people(14, "east")}, disclosure.ErrNotSum, "T"},
		"cell twice":                  {0, []line{people(1, "east"), people(1, "east")}, disclosure.ErrCellTwice, "east"},
		"unknown code":                {0, []line{people(1, "north")}, disclosure.ErrUnknownCode, "north"},
		"too many codes":              {0, []line{people(1, "east", "T")}, disclosure.ErrCodes, "east;T"},
		"no code":                     {0, []line{people(1)}, disclosure.ErrCodes, ""},
		"below zero":                  {0, []line{people(-1, "east")}, disclosure.ErrNegative, "east"},
		"contributors below zero":     {sums, []line{{[]string{"east"}, disclosure.Numbers{Contributors: -1}}}, disclosure.ErrNegative, "east"},
		"too large":                   {0, []line{people(math.MaxInt64, "east")}, disclosure.ErrTooLarge, "east"},
		"sum too large":               {sums, []line{{[]string{"east"}, disclosure.Numbers{Sum: math.MinInt64}}}, disclosure.ErrTooLarge, "east"},
		"largest too large":           {sums, []line{{[]string{"east"}, disclosure.Numbers{Sum: 5, Contributors: 1, Largest: [3]int64{math.MaxInt64}}}}, disclosure.ErrTooLarge, "east"},
		"more contributors than all":  {disclosure.Contributors, []line{{[]string{"east"}, disclosure.Numbers{Count: 1, Contributors: 2}}}, disclosure.ErrContributors, "east"},
		"contributors too many":       {disclosure.Contributors | disclosure.Sums, []line{{[]string{"east"}, disclosure.Numbers{Count: 1, Contributors: math.MaxInt64}}}, disclosure.ErrTooLarge, "east"},
		"largest do not fall":         {sums, []line{{[]string{"east"}, disclosure.Numbers{Sum: 9, Contributors: 2, Largest: [3]int64{1, 5}}}}, disclosure.ErrContributors, "east"},
		"the sums do not add up":      {sums, []line{{[]string{"T"}, disclosure.Numbers{Sum: 9}}, {[]string{"east"}, disclosure.Numbers{Sum: 4}}, {[]string{"west"}, disclosure.Numbers{Sum: 4}}}, disclosure.ErrNotSum, "T"},
		"nothing at all":              {0, nil, disclosure.ErrEmpty, ""},
		"keys of more than 10 digits": {disclosure.DecimalKeys, []line{{[]string{"east"}, disclosure.Numbers{Count: 1, Key: 10_000_000_000}}}, disclosure.ErrKey, "east"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := written(c.facts, c.lines, two)
			if !errors.Is(err, c.want) {
				t.Fatalf("%v, want %v", err, c.want)
			}
			var cell *disclosure.CellError
			if c.want != disclosure.ErrEmpty && (!errors.As(err, &cell) || key(cell.Cell) != c.cell) {
				t.Fatalf("%v names no cell %q", err, c.cell)
			}
		})
	}
	if _, err := written(0, nil); !errors.Is(err, disclosure.ErrNoDimension) {
		t.Error(err)
	}
	if _, err := written(0, nil, disclosure.Dimension{}); !errors.Is(err, disclosure.ErrNoDimension) {
		t.Error(err)
	}
	if _, err := written(0, []line{people(1, "T", "T")}, two, two); !errors.Is(err, disclosure.ErrDimensionTwice) {
		t.Error(err)
	}
}

func TestRefusesClassifications(t *testing.T) {
	for name, c := range map[string]struct {
		codes []disclosure.Code
		want  error
		code  string
	}{
		"cycle":             {[]disclosure.Code{{Name: "a", Parents: []string{"b"}}, {Name: "b", Parents: []string{"a"}}}, disclosure.ErrCycle, "a"},
		"part of itself":    {[]disclosure.Code{{Name: "a", Parents: []string{"a"}}}, disclosure.ErrCycle, "a"},
		"twice":             {[]disclosure.Code{{Name: "a"}, {Name: "a"}}, disclosure.ErrCodeTwice, "a"},
		"the total twice":   {[]disclosure.Code{{Name: "T"}}, disclosure.ErrCodeTwice, "T"},
		"unknown parent":    {[]disclosure.Code{{Name: "a", Parents: []string{"z"}}}, disclosure.ErrParent, "a"},
		"empty":             {[]disclosure.Code{{Name: ""}}, disclosure.ErrEmptyCode, ""},
		"same parent twice": {[]disclosure.Code{{Name: "a", Parents: []string{"T", "T"}}}, disclosure.ErrCodeTwice, "a"},
	} {
		_, err := disclosure.NewDimension("area", total, c.codes)
		var at *disclosure.CodeError
		if !errors.Is(err, c.want) || !errors.As(err, &at) || at.Code != c.code || at.Dim != "area" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRefusesWhatIsAskedOfATable(t *testing.T) {
	two := dimension(t, "area", disclosure.Code{Name: "east", Level: "part"}, disclosure.Code{Name: "west", Level: "part"})
	table, err := written(0, []line{people(10, "T"), people(4, "east"), people(6, "west")}, two)
	if err != nil {
		t.Fatal(err)
	}
	assessed, err := table.Assess(parse(t, "name: five\nminimum_frequency: 5\n"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		o    disclosure.Options
		want error
	}{
		"no randomness":  {disclosure.Options{}, disclosure.ErrNoRandom},
		"unknown method": {disclosure.Options{Random: seeded("a"), Method: 99}, disclosure.ErrMethod},
		"none":           {disclosure.Options{Random: seeded("a"), Method: disclosure.None}, disclosure.ErrRisky},
		"no base":        {disclosure.Options{Random: seeded("a"), Method: disclosure.Round}, disclosure.ErrNoBase},
		"no keys":        {disclosure.Options{Random: seeded("a"), Method: disclosure.CellKey}, disclosure.ErrNoKeys},
		"short rank":     {disclosure.Options{Random: seeded("a"), Rank: []int64{1}}, disclosure.ErrLength},
		"short keep":     {disclosure.Options{Random: seeded("a"), Keep: []bool{true}}, disclosure.ErrLength},
		"empty release":  {disclosure.Options{Random: seeded("a"), Ledger: disclosure.NewLedger(disclosure.Release{})}, disclosure.ErrEmpty},
	} {
		if _, err := assessed.Protect(t.Context(), c.o); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	var cell *disclosure.CellError
	if _, err := assessed.Protect(t.Context(), disclosure.Options{Random: seeded("a"), Method: disclosure.None}); !errors.As(err, &cell) || key(cell.Cell) != "east" {
		t.Errorf("%v names no cell", err)
	}
	if _, err := table.Assess(parse(t, "name: p\np_percent: 10\ndominance: [{n: 1, percent: 50}]\n")); err != nil {
		t.Errorf("counts have no contributions, so that rules about them say nothing: %v", err)
	}
	if _, err := table.Assess(parse(t, "name: c\nminimum_contributors: 3\n")); !errors.Is(err, policy.ErrFactsMissing) || !errors.As(err, &cell) {
		t.Errorf("%v: a rule without its facts", err)
	}
	protected, err := assessed.Protect(t.Context(), disclosure.Options{Random: seeded("a")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := protected.Audit(t.Context(), disclosure.AuditOptions{}); !errors.Is(err, disclosure.ErrNoRandom) {
		t.Error(err)
	}
}

// The zero value of every stage gives nothing.
func TestPromiseZeroValuesGiveNothing(t *testing.T) {
	var table disclosure.Table
	if _, err := table.Assess(parse(t, "name: five\nminimum_frequency: 5\n")); !errors.Is(err, disclosure.ErrEmpty) {
		t.Error(err)
	}
	if table.Len() != 0 || table.Dimensions() != nil {
		t.Error("a table without cells has some")
	}
	if _, err := (disclosure.Assessed{}).Protect(t.Context(), disclosure.Options{Random: seeded("a")}); !errors.Is(err, disclosure.ErrUnassessed) {
		t.Error(err)
	}
	if _, err := (disclosure.Protected{}).Audit(t.Context(), disclosure.AuditOptions{Random: seeded("a")}); !errors.Is(err, disclosure.ErrUnassessed) {
		t.Error(err)
	}
	var audited disclosure.Audited
	if _, err := audited.Cells(); !errors.Is(err, disclosure.ErrNotSafe) {
		t.Error(err)
	}
	if _, err := audited.Release("a", "b"); !errors.Is(err, disclosure.ErrNotSafe) {
		t.Error(err)
	}
	if _, err := audited.Certificate(); !errors.Is(err, disclosure.ErrNotSafe) {
		t.Error(err)
	}
	if (disclosure.Verdict{}).Safe() {
		t.Error("a verdict that was never made is safe")
	}
	if _, err := (&disclosure.Certificate{}).MarshalBinary(); !errors.Is(err, disclosure.ErrCertificate) {
		t.Error(err)
	}
	if _, err := json.Marshal(disclosure.Release{}); !errors.Is(err, disclosure.ErrEmpty) {
		t.Error(err)
	}
	if (disclosure.Release{}).Cells() != 0 || (disclosure.Ledger{}).Len() != 0 {
		t.Error("nothing left, and there are cells")
	}
	two := dimension(t, "area", disclosure.Code{Name: "east", Level: "part"})
	full, err := written(0, []line{people(1000, "T"), people(1000, "east")}, two)
	if err != nil {
		t.Fatal(err)
	}
	a, err := full.Assess(policy.Policy{})
	if err != nil || a.AtRisk() != 2 {
		t.Errorf("without rules every cell is at risk: %v, %d", err, a.AtRisk())
	}
}
