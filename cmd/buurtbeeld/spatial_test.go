package main

import (
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/golden"
)

// rows is a table of text by column.
type rows struct {
	name   string
	n      int
	column map[string][]string
}

// parseRows reads CSV with a header.
func parseRows(t *testing.T, name string, r io.Reader) rows {
	t.Helper()
	lines, err := csv.NewReader(r).ReadAll()
	if err != nil || len(lines) == 0 {
		t.Fatalf("%s: %d lines, %v", name, len(lines), err)
	}
	out := rows{name: name, n: len(lines) - 1, column: map[string][]string{}}
	for c, head := range lines[0] {
		cells := make([]string, out.n)
		for i, line := range lines[1:] {
			cells[i] = line[c]
		}
		out.column[head] = cells
	}
	return out
}

// number returns a cell as a number, NaN when it is empty.
func (r rows) number(t *testing.T, column string, i int) float64 {
	t.Helper()
	cells, ok := r.column[column]
	if !ok {
		t.Fatalf("%s has no column %s", r.name, column)
	}
	if cells[i] == "" {
		return math.NaN()
	}
	v, err := strconv.ParseFloat(cells[i], 64)
	if err != nil {
		t.Fatalf("%s: row %d, column %s: %v", r.name, i, column, err)
	}
	return v
}

const oracles = "oracles/spatial/"

// shared returns the path of a shared file; without it there is nothing to hold the program against.
func shared(t *testing.T, name string) string {
	t.Helper()
	path, ok := golden.Shared(t, name)
	if !ok {
		t.Fatalf("%s is not there, though others are", name)
	}
	return path
}

// hasOracles reports whether the reference values are there.
func hasOracles(t *testing.T) bool {
	t.Helper()
	_, ok := golden.Shared(t, oracles+"README.md")
	return ok
}

// oracleRows reads a table of reference values.
func oracleRows(t *testing.T, name string) rows {
	t.Helper()
	f, err := os.Open(shared(t, oracles+name))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }() // nothing was written
	var in io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	return parseRows(t, name, in)
}

// oracleJSON reads reference values that are no table.
func oracleJSON(t *testing.T, name string, v any) {
	t.Helper()
	text, err := os.ReadFile(shared(t, oracles+name))
	if err == nil {
		err = json.Unmarshal(text, v)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// spatial runs a statistic and returns its rows.
func (a *testApp) spatial(args ...string) rows {
	a.t.Helper()
	return parseRows(a.t, strings.Join(args[:1], " "), strings.NewReader(a.must(append([]string{"spatial"}, args...)...)))
}

// close reports whether two numbers agree to a part of the larger, or to next to nothing near zero.
func nearly(got, want, part float64) bool {
	return got == want || math.IsNaN(got) && math.IsNaN(want) || math.Abs(got-want) <= part*max(math.Abs(got), math.Abs(want)) ||
		math.Abs(got-want) < 1e-13
}

// compare holds columns of ours, given as ours=theirs, against reference values by code. skip leaves out rows on which the
// two mean different things.
func compare(t *testing.T, got, want rows, part float64, skip func(i int, column string) bool, pairs ...string) {
	t.Helper()
	at := map[string]int{}
	for i, code := range got.column["code"] {
		at[code] = i
	}
	if got.n != want.n {
		t.Errorf("%s: %d rows, want %d", want.name, got.n, want.n)
	}
	for _, pair := range pairs {
		ours, theirs, _ := strings.Cut(pair, "=")
		if theirs == "" {
			theirs = ours
		}
		wrong, compared := 0, 0
		for j, code := range want.column["code"] {
			if skip != nil && skip(j, theirs) {
				continue
			}
			i, ok := at[code]
			if !ok {
				t.Fatalf("%s: %s is missing", want.name, code)
			}
			compared++
			if g, w := got.number(t, ours, i), want.number(t, theirs, j); !nearly(g, w, part) {
				if wrong++; wrong <= 3 {
					t.Errorf("%s: %s of %s is %v, want %v", want.name, ours, code, g, w)
				}
			}
		}
		if compared == 0 || wrong > 3 {
			t.Errorf("%s: %d of %d of %s are wrong", want.name, wrong, compared, ours)
		}
	}
}

// tieSlack is how much larger our p may be than that of esda, which counts a draw equal to what is seen for one side only,
// or for the other by the last bit of a sum. Package spatial holds each p against the exact chance of a tie.
const tieSlack = 0.06

// comparePermutations holds p-values of two sets of draws against each other: each within its error, and, where ties are
// rare, together not further apart than chance gives. Areas whose neighbours all have the lowest value are ties as a whole.
func comparePermutations(t *testing.T, got, want rows, draws float64, tiesAreRare bool) {
	t.Helper()
	lowest := math.Inf(1)
	for i := range got.n {
		if lag := got.number(t, "lag_z_std", i); !math.IsNaN(lag) {
			lowest = min(lowest, lag)
		}
	}
	sum, squares, n := 0.0, 0.0, 0.0
	for i := range want.n {
		p, perms := want.number(t, "p_perm_folded", i), 9999.0
		if _, ok := want.column["perms"]; ok {
			perms = want.number(t, "perms", i)
		}
		mine, lag := got.number(t, "p_perm", i), got.number(t, "lag_z_std", i)
		if math.IsNaN(p) || math.IsNaN(mine) || math.IsNaN(lag) || lag < lowest+1e-9 {
			continue
		}
		slack := 0.003
		if got.number(t, "n_neighbours", i) <= 2 {
			slack = 0.02
		}
		spread := math.Sqrt(p * (1 - p) * (1/perms + 1/draws))
		most := 5*spread + 2/perms + slack
		if mine < p-most || mine > p+most+tieSlack {
			t.Errorf("%s: p_perm of %s is %v, want %v", want.name, want.column["code"][i], mine, p)
		}
		if slack < 0.02 && p > 0.01 {
			d := (mine - p) / spread
			sum, squares, n = sum+d, squares+d*d, n+1
		}
	}
	if sd := math.Sqrt(squares/n - sum*sum/n/n); tiesAreRare && !(sd < 1.3) || n < 100 {
		t.Errorf("%s: standardised differences have a spread of %v over %v areas", want.name, sd, n)
	}
}
