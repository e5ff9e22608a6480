package attack

import (
	"context"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"github.com/buurtbeeld/buurtbeeld/internal/golden"
)

const oracles = "oracles/sdc/open/"

// table is a table of the reference cases.
type table struct {
	cube       *cube.Cube
	freq       []int64
	primary    []bool
	suppressed []bool
}

func (x table) published() []bool { return not(x.suppressed) }

func not(a []bool) []bool {
	b := make([]bool, len(a))
	for i, v := range a {
		b[i] = !v
	}
	return b
}

// columnsOf are the names of a reference table's dimensions, in order.
func columnsOf(t *testing.T, name string) []string {
	t.Helper()
	known := []string{"geo", "pop", "age_group", "sex", "has_debt", "has_youth_care", "benefit"}
	columns, ok := golden.Table(t, oracles+name)
	if !ok {
		return nil
	}
	var dims []string
	for _, k := range known {
		if _, there := columns[k]; there {
			dims = append(dims, k)
		}
	}
	return dims
}

// geography reads the areas, and what more codes are to lie below them.
func geography(t *testing.T, more []cube.Code) *cube.Dim {
	t.Helper()
	geo, _ := golden.Table(t, oracles+"geo.csv")
	var codes []cube.Code
	for i, c := range geo["code"] {
		code := cube.Code{Name: c, Level: geo["level"][i]}
		if up := geo["parent"][i]; up != "Total" {
			code.Parents = []string{up}
		}
		codes = append(codes, code)
	}
	return dimension(t, "geo", append(codes, more...))
}

func dimension(t testing.TB, name string, codes []cube.Code) *cube.Dim {
	t.Helper()
	d, err := cube.NewDim(name, "Total", codes)
	if err != nil {
		t.Fatal(err)
	}
	d.Place = name == "geo"
	return d
}

// reference reads a reference table; geo is its first dimension, if not nil.
func reference(t *testing.T, name string, geo *cube.Dim) (table, bool) {
	t.Helper()
	columns, ok := golden.Table(t, oracles+name)
	if !ok {
		return table{}, false
	}
	names := columnsOf(t, name)
	dims := make([]*cube.Dim, len(names))
	for d, n := range names {
		if n == "geo" {
			if dims[d] = geo; geo == nil {
				dims[d] = geography(t, nil)
			}
			continue
		}
		dims[d] = dimension(t, n, codesOf(n, columns[n]))
	}
	out := table{cube: cube.New(dims)}
	for i := range columns["freq"] {
		codes := make([]int32, len(dims))
		for d, n := range names {
			codes[d], _ = dims[d].Find(columns[n][i])
		}
		if _, fresh := out.cube.Add(codes); !fresh {
			t.Fatalf("%s: line %d stands twice", name, i+2)
		}
		out.freq = append(out.freq, number(t, columns["freq"][i]))
		out.primary = append(out.primary, columns["primary"][i] == "1")
		out.suppressed = append(out.suppressed, columns["suppressed"][i] == "1")
	}
	return out, true
}

// solved builds and solves, with the seed that tests use.
func solved(t testing.TB, c *cube.Cube, known []bool, freq []int64, o Options) (*System, *Solution) {
	t.Helper()
	s, err := Build(c, known, freq, o)
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.Solve(context.Background(), [32]byte{1, 2, 3})
	if err != nil {
		t.Fatal(err)
	}
	return s, out
}

// disclosed are the hidden cells of a table that a reader computes, as the reference programs write them; the computed values
// are compared with the true ones.
func (x table) disclosed(t *testing.T, o *Solution) []string {
	t.Helper()
	var out []string
	for i := range int32(x.cube.Len()) {
		v, ok := o.Value(i)
		if o.Determined(i) != ok {
			t.Fatalf("%v: determined %v, value %v", x.cube.Name(i), o.Determined(i), ok)
		}
		if !ok || o.system.Known[i] {
			continue
		}
		if v != x.freq[i] {
			t.Errorf("%v: computed %d, is %d", x.cube.Name(i), v, x.freq[i])
		}
		out = append(out, "disclosed "+x.line(i))
	}
	return out
}

// line is a cell as the reference programs write it.
func (x table) line(i int32) string {
	kind := "secondary"
	if x.primary[i] {
		kind = "PRIMARY"
	}
	return kind + " " + strings.Join(x.cube.Name(i), ";") + " freq=" + strconv.FormatInt(x.freq[i], 10)
}

func number(t testing.TB, text string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// codesOf are the codes of a column, each once.
func codesOf(level string, column []string) []cube.Code {
	var codes []cube.Code
	seen := map[string]bool{"Total": true}
	for _, c := range column {
		if !seen[c] {
			seen[c] = true
			codes = append(codes, cube.Code{Name: c, Level: level})
		}
	}
	return codes
}

// listed reads the cells that a reference file lists.
func listed(t *testing.T, name string) []string {
	t.Helper()
	all := lines(t, oracles+name)
	var out []string
	for _, l := range all {
		if l = strings.TrimSpace(l); strings.HasPrefix(l, "disclosed ") {
			out = append(out, l)
		}
	}
	return out
}

func sameLines(t *testing.T, got, want []string) {
	t.Helper()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%d disclosed, want %d:\ngot  %v\nwant %v", len(got), len(want), got, want)
	}
}

func lines(t *testing.T, name string) []string {
	t.Helper()
	file, ok := golden.Shared(t, name)
	if !ok {
		return nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(text), "\n")
}
