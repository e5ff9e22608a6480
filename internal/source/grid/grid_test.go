package grid

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet"
)

func undecided(*Column) (sheet.DecimalSign, bool) { return 0, false }

func load(t *testing.T, text string, o Options) *Grid {
	t.Helper()
	file := filepath.Join(t.TempDir(), "t.csv")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := sheet.OpenFile(file, sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	g := New(r.Columns(), o)
	if err := g.Append(context.Background(), "t.csv", r, o); err != nil {
		t.Fatal(err)
	}
	return g
}

func TestNumbersAndSigns(t *testing.T) {
	g := load(t, "code;a;b\nBU1;1,5;.\nBU2;   2;x\nBU3;.;-99999997\nBU4;;12\nBU5;-0,25;nvt\n",
		Options{Signs: []string{"nvt"}, Role: func(i int, _ sheet.Column) Role {
			if i == 0 {
				return Text
			}
			return Figures
		}})
	if err := g.Settle(undecided); err != nil {
		t.Fatal(err)
	}
	a, b := g.Find("a"), g.Find("b")
	if !slices.Equal(a.Numbers, []float64{1.5, 2, 0, 0, -0.25}) || !slices.Equal(a.Signs, []Sign{Number, Number, Point, Blank, Number}) {
		t.Errorf("a: %v %v", a.Numbers, a.Signs)
	}
	if own, ok := g.OwnSign("nvt"); !ok || !slices.Equal(b.Signs, []Sign{Point, Cross, Minus99999997, Number, own}) || g.SignName(own) != "nvt" {
		t.Errorf("b: %v", b.Signs)
	}
	if a.Count() != 3 || a.AllZero() || a.NothingYet() || g.Find("code").Texts[4] != "BU5" {
		t.Error("counts")
	}
	if p := g.Place(4, b); p.Row != 6 || p.Column != "b" || p.File != "t.csv" {
		t.Errorf("place %+v", p)
	}
}

// A column in which 1.234 could be either follows the others of its file, and is a problem when they do not help.
func TestDecimalSignOfTheFileHelps(t *testing.T) {
	g := load(t, "a;b\n1.234;0.5\n2.345;1.5\n", Options{})
	if err := g.Settle(undecided); err != nil || g.Find("a").Numbers[0] != 1.234 {
		t.Errorf("%v %v", err, g.Find("a").Numbers)
	}
	g = load(t, "a;b\n1.234;5\n2.345;6\n", Options{})
	if err := g.Settle(undecided); problem.KeyOf(err) != "table.decimal_unclear" {
		t.Errorf("got %v", err)
	}
	g = load(t, "a;b\n1.234;5\n2.345;6\n", Options{})
	if err := g.Settle(func(*Column) (sheet.DecimalSign, bool) { return sheet.Comma, true }); err != nil || g.Find("a").Numbers[0] != 1234 {
		t.Errorf("%v %v", err, g.Find("a").Numbers)
	}
}

func TestWordsAreCounted(t *testing.T) {
	g := load(t, "a;b\n1;2\ntwee;3\nNaN;4\n", Options{})
	if err := g.Settle(undecided); err != nil {
		t.Fatal(err)
	}
	if a := g.Find("a"); a.Words != 2 || a.WordRow != 1 {
		t.Errorf("%d words, first in row %d", a.Words, a.WordRow)
	}
}

func TestEveryColumnMustStay(t *testing.T) {
	g := load(t, "a;b\n1;2\n3;4\n", Options{})
	file := filepath.Join(t.TempDir(), "u.csv")
	if err := os.WriteFile(file, []byte("a;c\n1;2\n3;4\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := sheet.OpenFile(file, sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := g.Append(context.Background(), "u.csv", r, Options{}); problem.KeyOf(err) != "cbs.columns_changed" {
		t.Errorf("got %v", err)
	}
}

func TestStatusOfEverySign(t *testing.T) {
	for s, want := range map[Sign]indicator.Status{Number: indicator.Known, Blank: indicator.NotMeasured, Null: indicator.NotMeasured,
		NA: indicator.NotMeasured, NullWord: indicator.NotMeasured, Point: indicator.NotMeasured, Cross: indicator.Withheld,
		SmallNullWord: indicator.NotMeasured, CapitalCross: indicator.Withheld,
		Minus99995: indicator.NotMeasured, Minus99997: indicator.NotMeasured, Minus99999997: indicator.Withheld,
		Minus99999998: indicator.NotMeasured, Minus99999999: indicator.NotMeasured, own: indicator.NotMeasured} {
		if got := s.Status(); got != want {
			t.Errorf("%d: %v, want %v", s, got, want)
		}
	}
}

func TestTextOfEverySign(t *testing.T) {
	g := New(nil, Options{Signs: []string{"nvt"}})
	if text, ok := g.SignText(Number); ok || text != "" {
		t.Error("a number has no sign")
	}
	b := indicator.NewBuilder(indicator.Key{}, oneArea(t))
	for s := Blank; s <= own; s++ {
		text, ok := g.SignText(s)
		if again, known := signOf(text); !ok || known && again != s && s != Null || g.SignName(s) == "" {
			t.Errorf("%d: %q (%v), %q", s, text, ok, g.SignName(s))
		}
		b.SetSign(0, text)
		if c := b.Column(); !c.HasSign(0) || c.SignAt(0) != text {
			t.Errorf("%q cannot be kept in a column", text)
		}
	}
	if _, ok := g.SignText(own + 1); ok {
		t.Error("a sign that nobody declared")
	}
}

func oneArea(t *testing.T) *area.Index {
	t.Helper()
	code, err := area.ParseCode("BU05050000")
	if err != nil {
		t.Fatal(err)
	}
	x, err := area.NewIndex(area.DivisionID{Level: area.Neighbourhood, Year: 2020}, []area.Code{code})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestANumberThatWasDeclaredASignIsNoFigure(t *testing.T) {
	o := Options{Signs: []string{"-1", "0.5", "-99999997"}}
	g := load(t, "a;b\n-1;-1.0\n1;0.5\n-99999997;2.5\n-99999998;-2.5\n", o)
	g.Add(sheet.Row{Number: 6, Cells: []sheet.Cell{{Typed: true, Number: -1}, {Typed: true, Number: 0.5}}})
	if err := g.Settle(undecided); err != nil {
		t.Fatal(err)
	}
	want := [][]Sign{{own, Number, own + 2, Minus99999998, own}, {own, own + 1, Number, Number, own + 1}}
	for i, c := range g.Columns {
		if !slices.Equal(c.Signs, want[i]) {
			t.Errorf("%s: %v, want %v", c.Head.Name, c.Signs, want[i])
		}
		for row, s := range c.Signs {
			if s != Number && c.Numbers[row] != 0 {
				t.Errorf("%s: a sign is read as %v", c.Head.Name, c.Numbers[row])
			}
		}
	}
}

func TestMoreSignsThanFitAreWords(t *testing.T) {
	var o Options
	for i := range 300 {
		o.Signs = append(o.Signs, "s"+strconv.Itoa(i))
	}
	g := load(t, "a\n1\ns0\ns299\n", o)
	if err := g.Settle(undecided); err != nil {
		t.Fatal(err)
	}
	if c := g.Columns[0]; c.Words != 1 || c.Signs[1] != own || c.Signs[2] != Blank {
		t.Errorf("%d words, %v", c.Words, c.Signs)
	}
}
