package tally_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/tally"
	"github.com/buurtbeeld/buurtbeeld/internal/golden"
)

// persons are the invented persons of the reference cases.
type persons struct {
	golden.Columns
	geo golden.Columns
	n   int
}

func readPersons(t testing.TB) (persons, bool) {
	people, ok := golden.Table(t, "oracles/sdc/open/microdata.csv")
	if !ok {
		return persons{}, false
	}
	geo, _ := golden.Table(t, "oracles/sdc/open/geo.csv")
	return persons{people, geo, len(people["person_id"])}, true
}

// places are the areas of the geography at some levels.
func (p persons) places(t testing.TB, levels ...string) *cube.Dim {
	t.Helper()
	var codes []cube.Code
	for i, code := range p.geo["code"] {
		if slices.Contains(levels, p.geo["level"][i]) {
			codes = append(codes, cube.Code{Name: code, Level: p.geo["level"][i], Parents: []string{p.geo["parent"][i]}})
		}
	}
	return newDim(t, "geo", codes...)
}

func newDim(t testing.TB, name string, codes ...cube.Code) *cube.Dim {
	t.Helper()
	d, err := cube.NewDim(name, "Total", codes)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// trait is the categories of a column.
func (p persons) trait(t testing.TB, column string) *cube.Dim {
	t.Helper()
	var codes []cube.Code
	for _, name := range slices.Compact(slices.Sorted(slices.Values(p.Columns[column]))) {
		codes = append(codes, cube.Code{Name: name})
	}
	return newDim(t, column, codes...)
}

// coded is a column as codes of a dimension.
func (p persons) coded(t testing.TB, d *cube.Dim, column string) []int32 {
	t.Helper()
	codes := make([]int32, p.n)
	for i, name := range p.Columns[column] {
		code, ok := d.Find(name)
		if !ok {
			t.Fatalf("%s: no code %q", d.Name, name)
		}
		codes[i] = code
	}
	return codes
}

func (p persons) whole(t testing.TB, column string) []int64 {
	t.Helper()
	values := make([]int64, p.n)
	for i, text := range p.Columns[column] {
		values[i] = whole(t, text)
	}
	return values
}

func whole(t testing.TB, text string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// reference is the cells of a reference case, with a cube of them.
func reference(t testing.TB, folder string, dims []*cube.Dim, keep func(golden.Columns, int) bool) (golden.Columns, []int, *cube.Cube) {
	t.Helper()
	want, _ := golden.Table(t, "oracles/sdc/open/"+folder+"/cells.csv")
	c := cube.New(dims)
	var rows []int
	codes := make([]int32, len(dims))
	for row := range want[dims[0].Name] {
		if keep != nil && !keep(want, row) {
			continue
		}
		for d, dim := range dims {
			code, ok := dim.Find(want[dim.Name][row])
			if !ok {
				t.Fatalf("%s: no code %q", dim.Name, want[dim.Name][row])
			}
			codes[d] = code
		}
		c.Add(codes)
		rows = append(rows, row)
	}
	return want, rows, c
}

// TestReferenceCells counts the persons into the cells of every reference case: all numbers are those of the reference (R 4.2.2
// with GaussSuppression 1.2.3), none excepted.
func TestReferenceCells(t *testing.T) {
	p, ok := readPersons(t)
	if !ok {
		return
	}
	for folder, c := range map[string]struct {
		traits []string
		value  string
	}{
		"F1_geo_age_benefit_thr10":    {[]string{"age_group", "benefit"}, ""},
		"F2_geo_care_debt_thr5_zeros": {[]string{"has_debt", "has_youth_care"}, ""},
		"F3_geo_care_debt_thr10":      {[]string{"has_debt", "has_youth_care"}, ""},
		"F4_linked_thr10":             {[]string{"age_group", "sex", "benefit"}, ""},
		"F5_overlap_pc4_thr10":        {[]string{"has_debt"}, ""},
		"M1_income_geo_benefit_p10":   {[]string{"benefit"}, "income"},
		"M2_income_geo_age_nk":        {[]string{"age_group"}, "income"},
		"M3_mortgage_geo_minn":        {[]string{"benefit"}, "mortgage_burden"},
	} {
		t.Run(folder, func(t *testing.T) {
			dims := []*cube.Dim{p.places(t, "gemeente", "wijk", "buurt")}
			r := tally.Records{Codes: [][]int32{p.coded(t, dims[0], "buurt")}}
			if strings.Contains(folder, "pc4") {
				overlap := p.places(t, "gemeente", "wijk", "buurt", "pc4")
				var err error
				dims[0], r.Codes[0], err = tally.WithAtoms(overlap, [][]int32{p.coded(t, overlap, "buurt"), p.coded(t, overlap, "pc4")})
				if err != nil {
					t.Fatal(err)
				}
			}
			for _, name := range c.traits {
				d := p.trait(t, name)
				dims, r.Codes = append(dims, d), append(r.Codes, p.coded(t, d, name))
			}
			if c.value != "" {
				value := p.whole(t, c.value)
				r.Value = value
				for _, id := range p.whole(t, "household_id") {
					r.Contributor = append(r.Contributor, int32(id))
				}
				r = where(r, func(i int) bool { return value[i] > 0 })
			}
			want, rows, cells := reference(t, folder, dims, nil)
			got, err := tally.Count(t.Context(), cells, r, tally.Options{})
			if err != nil {
				t.Fatal(err)
			}
			compare(t, want, rows, "freq", got.Count)
			if c.value != "" {
				for name, column := range map[string][]int64{"value": got.Sum, "n_contr": got.Contributors, "top1": got.Top[0], "top2": got.Top[1], "top3": got.Top[2]} {
					compare(t, want, rows, name, column)
				}
			}
		})
	}
}

func compare(t *testing.T, want golden.Columns, rows []int, column string, got []int64) {
	t.Helper()
	if len(got) != len(rows) || len(got) == 0 {
		t.Fatalf("%s: %d cells, want %d", column, len(got), len(rows))
	}
	for i, row := range rows {
		if whole(t, want[column][row]) != got[i] {
			t.Fatalf("%s in row %d: %d, want %s", column, row+1, got[i], want[column][row])
		}
	}
}

// TestReferenceKeys sums decimal record keys as the reference does (cellKey 1.0.3).
func TestReferenceKeys(t *testing.T) {
	p, ok := readPersons(t)
	if !ok {
		return
	}
	dims := []*cube.Dim{p.places(t, "gemeente", "wijk", "buurt"), p.trait(t, "age_group"), p.trait(t, "benefit")}
	r := tally.Records{Codes: [][]int32{p.coded(t, dims[0], "buurt"), p.coded(t, dims[1], "age_group"), p.coded(t, dims[2], "benefit")}}
	for i, text := range p.Columns["rkey"] {
		r.Decimal = append(r.Decimal, whole(t, strings.TrimPrefix(text, "0.")))
		r.Key = append(r.Key, uint64(whole(t, p.Columns["rkey32"][i]))<<32)
	}
	for _, name := range []string{"total", "has_debt", "has_youth_care"} {
		of := r
		if name != "total" {
			of = where(r, func(i int) bool { return p.Columns[name][i] == "1" })
		}
		want, rows, c := reference(t, "C1_cellkey", dims, func(w golden.Columns, row int) bool { return w["vname"][row] == name })
		got, err := tally.Count(t.Context(), c, of, tally.Options{})
		if err != nil {
			t.Fatal(err)
		}
		compare(t, want, rows, "freq", got.Count)
		for i, row := range rows {
			if key := fmt.Sprintf("0.%010d", got.Decimal[i]); key != pad(want["cell_key"][row]) {
				t.Fatalf("%s, row %d: %s, want %s", name, row+1, key, want["cell_key"][row])
			}
		}
	}
}

// pad gives a key all its ten decimals.
func pad(key string) string {
	whole, part, _ := strings.Cut(key, ".")
	return whole + "." + part + strings.Repeat("0", 10-len(part))
}

// TestBoundaryChange cuts the neighbourhoods of two divisions into what they have in common: the counts are those of the reference.
func TestBoundaryChange(t *testing.T) {
	p, ok := readPersons(t)
	if !ok {
		return
	}
	file, _ := golden.Shared(t, "oracles/sdc/open/A4_boundary_change/buurt_new.csv")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	moved := map[string]string{}
	for line := range strings.Lines(string(text)) {
		id, code, _ := strings.Cut(strings.TrimSpace(line), ",")
		moved[id] = code
	}
	p.Columns["buurt_new"] = make([]string, p.n)
	for i, id := range p.Columns["household_id"] {
		p.Columns["buurt_new"][i] = moved[id]
	}
	before, after := p.trait(t, "buurt"), p.trait(t, "buurt_new")
	debt := p.trait(t, "has_debt")
	columns := [][]int32{p.coded(t, before, "buurt"), p.coded(t, after, "buurt_new"), p.coded(t, debt, "has_debt")}
	pieces, count, err := tally.Atoms(columns)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int64{}
	for i, codes := range pieces {
		for _, category := range []int32{0, codes[2]} {
			got[before.Codes[codes[0]]+"&"+after.Codes[codes[1]]+"&"+debt.Codes[category]] += count[i]
		}
	}
	want, _ := golden.Table(t, "oracles/sdc/open/A4_boundary_change/expected_differences.csv")
	for row, old := range want["buurt"] {
		piece := old + "&" + want["buurt_new"][row] + "&" + want["has_debt"][row]
		if n := got[piece]; n != whole(t, want["freq"][row]) {
			t.Errorf("%s: %d, want %s", piece, n, want["freq"][row])
		}
	}
}

// where is the records that are kept.
func where(r tally.Records, keep func(record int) bool) tally.Records {
	kept := tally.Records{Contributor: pick(r.Contributor, keep), Value: pick(r.Value, keep), Key: pick(r.Key, keep), Decimal: pick(r.Decimal, keep)}
	for _, column := range r.Codes {
		kept.Codes = append(kept.Codes, pick(column, keep))
	}
	return kept
}

func pick[T any](column []T, keep func(record int) bool) []T {
	var kept []T
	for i, v := range column {
		if keep(i) {
			kept = append(kept, v)
		}
	}
	return kept
}
