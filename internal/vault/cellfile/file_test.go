package cellfile

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
	"github.com/buurtbeeld/buurtbeeld/disclosure/policy"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// folder writes files and returns where they are.
func folder(t testing.TB, files map[string]string) func(name string) string {
	t.Helper()
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	for name, text := range files {
		if err := os.WriteFile(in(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return in
}

const town = "code,level,parent\nW1,wijk,Total\nB1,buurt,W1\nB2,buurt,W1\nP1,pc4,Total\nB1,buurt,P1\n"

// dimsFile is a file with dimensions, in which places and traits are there.
const dimsFile = "measures: {value: income, contributors: household}\ninner: {geo: [buurt, pc4]}\ndimensions:\n" +
	"  geo: {codes: geo.csv}\n  debt: {total: All, categories: [no, yes]}\n"

func mustDims(t testing.TB, file string) *Dims {
	t.Helper()
	d, err := ReadDims(file)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDims(t *testing.T) {
	in := folder(t, map[string]string{"geo.csv": town, "dims.yaml": dimsFile})
	d := mustDims(t, in("dims.yaml"))
	geo, debt := d.list[0], d.list[1]
	if geo.Name() != "geo" || geo.Total() != "Total" || debt.Total() != "All" || !slices.Equal(geo.inner, []string{"buurt", "pc4"}) ||
		d.measures["value"] != "income" || !slices.Equal(debt.leaves, []string{"debt"}) || !slices.Equal(geo.leaves, []string{"buurt"}) {
		t.Errorf("read %+v", d)
	}
	for _, c := range geo.Codes() {
		if c.Name == "B1" && !slices.Equal(c.Parents, []string{"W1", "P1"}) {
			t.Errorf("B1 is part of %v", c.Parents)
		}
	}
}

func TestTheWholeHasAName(t *testing.T) {
	for situation, tt := range map[string]struct {
		codes, given, want string
		fault              string
	}{
		"the one parent that is no code":       {"NL1,land,EU\nG1,gemeente,NL1\n", "", "EU", ""},
		"no parents at all":                    {"a,x,\nb,x,\n", "", "Total", ""},
		"the one code without a parent":        {"NL,land,\nG1,gemeente,NL\nG2,gemeente,NL\n", "", "NL", ""},
		"as the file with dimensions says":     {"NL,land,\nG1,gemeente,NL\n", "NL", "NL", ""},
		"two parents that are no codes":        {"G1,gemeente,Total\nG2,gemeente,Totaal\n", "", "", "vault.parent_missing"},
		"another parent than the one that was": {"G1,gemeente,NL\n", "Total", "", "vault.parent_missing"},
	} {
		in := folder(t, map[string]string{"c.csv": "code,level,parent\n" + tt.codes})
		l, err := readCodes(in("c.csv"))
		if err != nil {
			t.Fatal(err)
		}
		d, err := l.dimension("geo", tt.given)
		if problem.KeyOf(err) != tt.fault || err == nil && d.Total() != tt.want {
			t.Errorf("%s: %v, want %q", situation, err, tt.want)
		}
	}
}

// TestDialects reads the same table in every form that it may have.
func TestDialects(t *testing.T) {
	const plain = "geo,debt,freq,income,note\nW1,All,3,12.5,a\nW1,no,2,10,\"b, \"\"c\"\"\"\nW1,yes,1,2.5,d\n"
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte(plain)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	semicolons := strings.NewReplacer("b, \"\"c\"\"", "b, \"\"c\"\"", ",", ";").Replace(plain)
	in := folder(t, map[string]string{"geo.csv": town, "dims.yaml": dimsFile, "plain.csv": plain, "packed.csv.gz": packed.String(),
		"bom.csv": "\ufeff" + strings.ReplaceAll(plain, "\n", "\r\n"), "dutch.csv": strings.NewReplacer("12.5", "12,5", "2.5", "2,5").Replace(semicolons)})
	dims := mustDims(t, in("dims.yaml"))
	for _, name := range []string{"plain.csv", "packed.csv.gz", "bom.csv", "dutch.csv"} {
		c, err := ReadCells(t.Context(), in(name), dims, CellsOptions{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if c.Decimals != 1 || c.Table.Len() != 3 {
			t.Errorf("%s: %d decimals, %d cells", name, c.Decimals, c.Table.Len())
		}
		for codes, n := range c.Table.Each {
			if codes[1] == "yes" && (n.Count != 1 || n.Sum != 25) {
				t.Errorf("%s: %v is %+v", name, codes, n)
			}
		}
		var b bytes.Buffer
		if err := c.Write(&b, func(row int) bool { return row == 2 }, Mark("suppressed", func(row int) bool { return row == 2 })); err != nil {
			t.Fatal(err)
		}
		want := "geo,debt,freq,income,note,suppressed\nW1,All,3,12.5,a,0\nW1,no,2,10,\"b, \"\"c\"\"\",0\nW1,yes,,,,1\n"
		if got := b.String(); name != "dutch.csv" && got != want {
			t.Errorf("%s: written\n%s", name, got)
		}
	}
}

// TestColumnsAreReplaced writes a table that holds the columns already.
func TestColumnsAreReplaced(t *testing.T) {
	in := folder(t, map[string]string{"geo.csv": town, "dims.yaml": dimsFile, "c.csv": "suppressed,geo,freq,rank\n0,B1,3,1\n0,B2,4,2\n"})
	c, err := ReadCells(t.Context(), in("c.csv"), mustDims(t, in("dims.yaml")), CellsOptions{Method: disclosure.CellKey, Order: "rank"})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	hidden := func(row int) bool { return row == 0 }
	if err := c.Write(&b, hidden, Mark("primary", hidden), Mark("suppressed", hidden)); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); got != "suppressed,geo,freq,rank,primary\n1,B1,,,1\n0,B2,4,2,0\n" || !slices.Equal(c.Rank, []int64{1, 2}) {
		t.Errorf("written\n%s", got)
	}
}

func TestPersonsMakeATable(t *testing.T) {
	in := folder(t, map[string]string{"dims.yaml": dimsFile,
		"geo.csv": "code,level,parent\nW1,wijk,Total\nB1,buurt,W1\nB2,buurt,W1\nP1,pc4,Total\n", "p.csv": "household,buurt,pc4,debt,income\nh1,B1,P1,no,100\nh1,B1,P1,yes,50.25\nh2,B2,P1,no,-5\nh3,B2,P1,no,0\nh4,B2,P1,no,7\n"})
	p, err := ReadPersons(t.Context(), in("p.csv"), mustDims(t, in("dims.yaml")), PersonsOptions{})
	if err != nil {
		t.Fatal(err)
	}
	table, err := p.Table(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := p.Cells(table)
	var b bytes.Buffer
	if err := c.Write(&b, nil); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"geo,debt,freq,value,n_contr,top1,top2,top3\n", "\nTotal,All,3,157.25,2,150.25,7,0\n", "\nB1,All,2,150.25,1,150.25,0,0\n",
		"\nB2,yes,0,0,0,0,0,0\n", "\nB2,All,1,7,1,7,0,0\n"} {
		if !strings.Contains("\n"+b.String(), want) {
			t.Errorf("%q is not in\n%s", want, b.String())
		}
	}
}

func TestPersonsThatContradictTheCodes(t *testing.T) {
	in := folder(t, map[string]string{"geo.csv": town, "dims.yaml": dimsFile, "p.csv": "household,buurt,pc4,debt,income\nh1,B2,P1,no,100\n"})
	p, err := ReadPersons(t.Context(), in("p.csv"), mustDims(t, in("dims.yaml")), PersonsOptions{})
	if err != nil {
		t.Fatal(err)
	}
	// B2 is not part of P1, which consists of B1.
	if _, err := p.Table(t.Context()); problem.KeyOf(err) != "vault.persons_refused" {
		t.Errorf("got %v", err)
	}
}

// TestPromiseOrderTellsNothing gives a table in any order, one of them sorted by its counts, and what may leave is the same.
func TestPromiseOrderTellsNothing(t *testing.T) {
	in := folder(t, map[string]string{"dims.yaml": "dimensions:\n  place: {total: Total, categories: [\"=A()\", B, C]}\n  debt: {total: Total, categories: [yes, no]}\n"})
	rows := []string{"Total,Total,90", "Total,no,70", "=A(),Total,40", "=A(),no,31", "C,Total,28", "B,Total,22", "Total,yes,20", "C,no,20", "B,no,19", "=A(),yes,9",
		"C,yes,8", "B,yes,3"}
	rules, err := policy.Parse([]byte("name: five\nminimum_frequency: 5\n"))
	if err != nil {
		t.Fatal(err)
	}
	public := func(rows []string) string {
		file := in("cells.csv")
		if err := os.WriteFile(file, []byte("place,debt,freq\n"+strings.Join(rows, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := ReadCells(t.Context(), file, mustDims(t, in("dims.yaml")), CellsOptions{})
		if err != nil {
			t.Fatal(err)
		}
		assessed, err := c.Table.Assess(rules)
		if err != nil {
			t.Fatal(err)
		}
		protected, err := assessed.Protect(t.Context(), disclosure.Options{Random: rand.Reader})
		if err != nil {
			t.Fatal(err)
		}
		audited, err := protected.Audit(t.Context(), disclosure.AuditOptions{Random: rand.Reader})
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := c.WritePublic(&b, audited); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	want := public(rows)
	if !strings.HasPrefix(want, "place,debt,freq,status,level,at\nTotal,Total,90,,,\nTotal,yes,20,,,\nTotal,no,70,,,\n'=A(),Total,40,,,\n") {
		t.Errorf("not in the order of the codes, or with a formula:\n%s", want)
	}
	rapid.Check(t, func(t *rapid.T) {
		if got := public(rapid.Permutation(rows).Draw(t, "rows")); got != want {
			t.Fatalf("another order of the rows gives\n%s\nand not\n%s", got, want)
		}
	})
}
