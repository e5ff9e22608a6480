package grid

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

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
		Minus99995: indicator.NotMeasured, Minus99997: indicator.NotMeasured, Minus99999997: indicator.Withheld,
		Minus99999998: indicator.NotMeasured, Minus99999999: indicator.NotMeasured, own: indicator.NotMeasured} {
		if got := s.Status(); got != want {
			t.Errorf("%d: %v, want %v", s, got, want)
		}
	}
}
