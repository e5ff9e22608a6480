package cellkey_test

import (
	"bytes"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure/cellkey"
	"github.com/buurtbeeld/buurtbeeld/internal/golden"
)

const oracle = "oracles/sdc/open/"

// sharedTable reads a table that the program ptable made, and its text.
func sharedTable(t *testing.T, name string) (*cellkey.PTable, []byte, bool) {
	t.Helper()
	file, ok := golden.Shared(t, oracle+"C1_cellkey/"+name)
	if !ok {
		return nil, nil, false
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	table, err := cellkey.ReadPTable(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return table, text, true
}

// The three tables of ptable 1.0.0, each with the column of results that cellKey 1.0.3 made with it.
var sharedTables = []struct {
	column, file string
	noise, small int64
	params       cellkey.Params
}{
	{"pert_D3V1", "ptable_D3V1.csv", 3, 0, cellkey.Params{D: 3, V: 1, Unimodal: true}},
	{"pert_D5V3js2", "ptable_D5V3js2.csv", 5, 2, cellkey.Params{D: 5, V: 3, JS: 2, Unimodal: true}},
	{"pert_D4V2p5", "ptable_D4V2pstay05.csv", 4, 0, cellkey.Params{D: 4, V: 2, PStay: 0.5, Unimodal: true,
		Rows: map[int64]cellkey.RowParams{1: {}, 2: {V: 2, PStay: 0.45}}}},
}

// cellOf names a cell: area, age group, benefit and what is counted.
type cellOf [4]string

// countShared counts the persons of the oracle anew, in every cell that they are part of, with their keys.
func countShared(t *testing.T) (map[cellOf]int64, map[cellOf]cellkey.Decimal, bool) {
	t.Helper()
	people, ok := golden.Table(t, oracle+"microdata.csv")
	if !ok {
		return nil, nil, false
	}
	counts, keys := map[cellOf]int64{}, map[cellOf]cellkey.Decimal{}
	for i, text := range people["rkey"] {
		key, err := cellkey.ParseDecimal(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, area := range []string{"Total", people["gemeente"][i], people["wijk"][i], people["buurt"][i]} {
			for _, age := range []string{"Total", people["age_group"][i]} {
				for _, benefit := range []string{"Total", people["benefit"][i]} {
					for _, name := range []string{"total", "has_debt", "has_youth_care"} {
						if name == "total" || people[name][i] == "1" {
							cell := cellOf{area, age, benefit, name}
							counts[cell]++
							keys[cell] = keys[cell].Add(key)
						}
					}
				}
			}
		}
	}
	return counts, keys, true
}

func TestEveryCellOfTheOracle(t *testing.T) {
	cells, ok := golden.Table(t, oracle+"C1_cellkey/cells.csv")
	if !ok {
		return
	}
	counts, keys, _ := countShared(t)
	compared := 0
	for _, shared := range sharedTables {
		table, _, _ := sharedTable(t, shared.file)
		for i, want := range cells[shared.column] {
			cell := cellOf{cells["geo"][i], cells["age_group"][i], cells["benefit"][i], cells["vname"][i]}
			count, key := counts[cell], keys[cell]
			if got := key.String(); got != cells["cell_key"][i] && count > 0 {
				t.Fatalf("%v: key %s, want %s", cell, got, cells["cell_key"][i])
			}
			noisy, err := table.Perturb(count, key)
			if err != nil {
				t.Fatal(err)
			}
			if got := strconv.FormatInt(noisy.Int64(), 10); got != want || strconv.FormatInt(count, 10) != cells["freq"][i] {
				t.Errorf("%s of %v: %d becomes %s, want %s to become %s", shared.column, cell, count, got, cells["freq"][i], want)
			}
			compared++
		}
	}
	if compared != 12_096 {
		t.Errorf("%d results compared", compared)
	}
}

func TestTablesAreWrittenAsTheyWereRead(t *testing.T) {
	for _, shared := range sharedTables {
		table, text, ok := sharedTable(t, shared.file)
		if !ok {
			return
		}
		var out bytes.Buffer
		if err := table.Write(&out); err != nil || !bytes.Equal(out.Bytes(), text) {
			t.Errorf("%s: %v\n%s", shared.file, err, out.Bytes())
		}
	}
}

// The shares of a file have eight decimals, which rounding has moved by up to 3.2e-8 in the one row that the program had to solve
// under an order.
func TestDesignAgainstPTable(t *testing.T) {
	for _, shared := range sharedTables {
		table, _, ok := sharedTable(t, shared.file)
		if !ok {
			return
		}
		ours, err := cellkey.Design(shared.params)
		if err != nil {
			t.Fatal(shared.file, err)
		}
		for _, made := range []*cellkey.PTable{ours, table} {
			if made.Rows() != table.Rows() || made.MaxNoise() != shared.noise || made.Small() != shared.small {
				t.Errorf("%s: %d rows, noise %d, small %d", shared.file, made.Rows(), made.MaxNoise(), made.Small())
			}
		}
		worst := 0.0
		for count := range table.Rows() {
			same := slices.EqualFunc(ours.Chances(count), table.Chances(count), func(a, b cellkey.Chance) bool {
				worst = max(worst, math.Abs(a.Share-b.Share))
				return a.Noise == b.Noise
			})
			if !same {
				t.Errorf("%s row %d: %v, want %v", shared.file, count, ours.Chances(count), table.Chances(count))
			}
		}
		if worst > 4e-8 {
			t.Errorf("%s: shares differ by %g", shared.file, worst)
		}
	}
}
