package main

import (
	"bufio"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// dimensions of the reference cases, as a file names them; $ is the folder of the references.
var dimensions = map[string]string{
	"geo":            "{codes: $/geo.csv}",
	"age_group":      `{total: Total, categories: ["00-17", "18-24", "25-44", "45-64", "65-79", "80+"]}`,
	"sex":            "{total: Total, categories: [M, V]}",
	"benefit":        `{total: Total, categories: ["0", "1"]}`,
	"has_debt":       `{total: Total, categories: ["0", "1"]}`,
	"has_youth_care": `{total: Total, categories: ["0", "1"]}`,
	"pop":            `{total: Total, categories: ["0017", "18plus"]}`,
}

const threshold10 = "name: thr10\nlocked: true\nminimum_frequency: 10\nzeros: publish\n"

// reference is a case of the references as a command line.
type reference struct {
	// folder is the start of the name of the case; dims are its dimensions.
	folder, dims string
	rules        string
	// insiders are the suppressed cells that the protection against insiders may take at most.
	insiders int
	measures string
}

var suppressions = []reference{
	{"F1_geo_age_benefit_thr10", "geo age_group benefit", threshold10, 584 * 112 / 100, ""},
	{"F2_geo_care_debt_thr5_zeros", "geo has_debt has_youth_care", "name: z\nminimum_frequency: 5\nzeros: protect\n", 391 * 112 / 100, ""},
	{"F3_geo_care_debt_thr10", "geo has_debt has_youth_care", threshold10, 272 * 112 / 100, ""},
	{"F4_linked_thr10", "geo age_group sex benefit", threshold10, 449 * 112 / 100, ""},
	{"F5_overlap_pc4_thr10", "geo has_debt", threshold10, 94 * 112 / 100, ""},
	{"M1_income_geo_benefit_p10", "geo benefit", "name: p\np_percent: 10\n", 59 * 112 / 100, "income"},
	{"M2_income_geo_age_nk", "geo age_group", "name: nk\ndominance: [{n: 1, percent: 50}, {n: 2, percent: 75}]\n", 119 * 112 / 100, "income"},
	{"M3_mortgage_geo_minn", "geo benefit", "name: c\nminimum_contributors: 10\n", 103 * 112 / 100, "mortgage_burden"},
}

// write writes the files of a case.
func (r reference) write(a *testApp, folder string) {
	var b strings.Builder
	b.WriteString("dimensions:\n")
	for _, name := range strings.Fields(r.dims) {
		b.WriteString("  " + name + ": " + strings.ReplaceAll(dimensions[name], "$", folder) + "\n")
	}
	b.WriteString("inner: {geo: buurt}\n")
	if r.measures != "" {
		b.WriteString("measures: {value: " + r.measures + ", contributors: household_id}\n")
	}
	a.write("dims.yaml", b.String())
	a.write("policy.yaml", r.rules)
}

// suppressed counts the rows in which a column is 1.
func suppressed(rows []map[string]string, column string) (n int) {
	for _, r := range rows {
		if r[column] == "1" {
			n++
		}
	}
	return n
}

func TestProtectRepeatsTheReferences(t *testing.T) {
	folder, ok := oracle(t)
	if !ok {
		return
	}
	for _, r := range suppressions {
		t.Run(r.folder, func(t *testing.T) {
			a := newTestApp(t, nil)
			r.write(a, folder)
			file := filepath.Join(folder, r.folder, "cells.csv")
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			given := table(t, string(text))
			line := "protect " + file + " --dims $dims.yaml --policy $policy.yaml --method suppress --out $o.csv --report $r.json"
			a.must(exitDone, line)
			ours := table(t, a.read("o.csv"))
			for i, row := range ours {
				if row["primary"] != given[i]["primary"] {
					t.Fatalf("row %d: primary %s, want %s", i+2, row["primary"], given[i]["primary"])
				}
				if hidden := row["suppressed"] == "1"; hidden != (row["freq"] == "") || row["primary"] == "1" && !hidden {
					t.Fatalf("row %d: suppressed %s with count %q", i+2, row["suppressed"], row["freq"])
				} else if !hidden && (row["freq"] != given[i]["freq"] || row["value"] != given[i]["value"]) {
					t.Fatalf("row %d: a shown cell changed: %v", i+2, row)
				}
			}
			if n := suppressed(ours, "suppressed"); n > r.insiders {
				t.Errorf("%d cells suppressed, at most %d", n, r.insiders)
			}
			if _, there := given[0]["suppressed_none"]; !there {
				return
			}
			a.must(exitDone, line+" --order cand_rank --insider=false --certificate $c.bin")
			for i, row := range table(t, a.read("o.csv")) {
				if row["suppressed"] != given[i]["suppressed_none"] {
					t.Fatalf("row %d: suppressed %s, want %s", i+2, row["suppressed"], given[i]["suppressed_none"])
				}
			}
			var report struct {
				Method, Policy     string
				Cells, Primary     int
				Secondary          int
				InsiderGroups      *int     `json:"insider_groups"`
				SecondaryFreq      *int64   `json:"secondary_freq"`
				SecondaryValue     *float64 `json:"secondary_value"`
				SecondsCPU         *float64 `json:"seconds_cpu"`
				Certificate        struct{ Bytes int }
				NotPromised        []string `json:"not_promised"`
				EarlierReleases    *int     `json:"earlier_releases"`
				InsidersProtection *bool    `json:"insider_protection"`
			}
			if err := json.Unmarshal([]byte(a.read("r.json")), &report); err != nil {
				t.Fatal(err)
			}
			if report.Method != "suppress" || report.Cells != len(given) || report.Primary != suppressed(given, "primary") ||
				report.Secondary != suppressed(given, "suppressed_none")-report.Primary || report.Certificate.Bytes != len(a.read("c.bin")) ||
				report.InsiderGroups == nil || report.SecondaryFreq == nil || report.SecondaryValue == nil || report.SecondsCPU == nil ||
				len(report.NotPromised) == 0 || report.EarlierReleases == nil || *report.InsidersProtection {
				t.Errorf("the report: %s", a.read("r.json"))
			}
		})
	}
}

// disclosed are the cells that a reference attack lists.
func disclosed(t *testing.T, file string) []string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }() // nothing was written
	var cells []string
	for s := bufio.NewScanner(f); s.Scan(); {
		if words := strings.Fields(s.Text()); len(words) > 2 && words[0] == "disclosed" {
			cells = append(cells, words[2])
		}
	}
	slices.Sort(cells)
	return cells
}

// found are the cells that an audit lists for a kind of attack.
func found(rows []map[string]string, attack string) []string {
	var cells []string
	for _, r := range rows {
		if r["attack"] == attack {
			cells = append(cells, r["cell"])
		}
	}
	slices.Sort(cells)
	return cells
}

func TestAuditFindsWhatTheReferencesFind(t *testing.T) {
	folder, ok := oracle(t)
	if !ok {
		return
	}
	for _, r := range suppressions[:5] {
		t.Run(r.folder, func(t *testing.T) {
			a := newTestApp(t, nil)
			r.write(a, folder)
			cells := filepath.Join(folder, r.folder, "cells.csv")
			got := found(table(t, a.must(exitRefused, "audit "+cells+" --dims $dims.yaml --suppressed-col primary --explain 5")), "exact")
			if want := disclosed(t, filepath.Join(folder, r.folder, "attack_primary_only.txt")); !slices.Equal(got, want) {
				t.Errorf("%d cells found, want %d", len(got), len(want))
			}
			a.must(exitDone, "audit "+cells+" --dims $dims.yaml --suppressed-col suppressed_none")
		})
	}
}

func TestAuditOfReleasesTogether(t *testing.T) {
	folder, ok := oracle(t)
	if !ok {
		return
	}
	a := newTestApp(t, nil)
	in := func(name string) string { return filepath.Join(folder, name) }
	reference{dims: "geo age_group sex benefit"}.write(a, folder)
	linked := in("A2_linked_separately/release")
	a.must(exitDone, "audit "+linked+"1.csv "+linked+"2.csv --dims $dims.yaml "+linked+"3.csv")
	reference{dims: "geo has_debt"}.write(a, folder)
	overlap := in("A3_overlap_separately/release")
	a.must(exitDone, "audit --dims $dims.yaml "+overlap+"1.csv "+overlap+"2.csv --micro "+in("microdata.csv"))
	reference{dims: "geo pop benefit"}.write(a, folder)
	rows := table(t, a.must(exitRefused, "audit --dims $dims.yaml "+in("A5_subpopulation_separately/union_cells.csv")))
	if got, want := found(rows, "exact"), disclosed(t, in("A5_subpopulation_separately/expected_disclosed.txt")); !slices.Equal(got, want) {
		t.Errorf("%d cells found, want %d", len(got), len(want))
	}
	if n := suppressed(rows, "primary"); n != 16 {
		t.Errorf("%d of them are at risk, want 16", n)
	}
}

// TestChangedBoundaries counts the same people by two divisions, of which each alone is safe.
func TestChangedBoundaries(t *testing.T) {
	folder, ok := oracle(t)
	if !ok {
		return
	}
	a := newTestApp(t, nil)
	changedBoundaries(t, a, folder)
	line := "audit $old.csv $new.csv --dims $dims.yaml --micro $persons.csv"
	got := map[string]bool{}
	for _, r := range table(t, a.must(exitRefused, line+" --explain 3")) {
		got[r["cell"]] = true
	}
	text, err := os.ReadFile(filepath.Join(folder, "A4_boundary_change", "expected_differences.csv"))
	if err != nil {
		t.Fatal(err)
	}
	missing := 0
	for _, r := range table(t, string(text)) {
		if r["small"] == "1" && r["disclosed_by_differencing"] == "1" && !got[r["buurt"]+"&"+r["buurt_new"]+";"+r["has_debt"]] {
			if missing++; missing < 4 {
				t.Logf("%s in %s with %s", r["buurt"], r["buurt_new"], r["has_debt"])
			}
		}
	}
	if missing > 0 {
		t.Errorf("%d small groups were not found among %d", missing, len(got))
	}
	a.must(exitDone, "protect $old.csv --dims $dims.yaml --policy $none.yaml --method suppress --micro $persons.csv --ledger $ledger --out $o1.csv --report $r.json")
	a.must(exitRefused, "protect $new.csv --dims $dims.yaml --policy $policy.yaml --method suppress --micro $persons.csv --ledger $ledger --out $o2.csv --report $r2.json")
	if !strings.Contains(a.err.String(), "What left before already gives the cell") || slices.Contains(a.names(), "o2.csv") {
		t.Errorf("written: %v", a.names())
	}
}

func TestCellKeysAreThoseOfTheReference(t *testing.T) {
	folder, ok := oracle(t)
	if !ok {
		return
	}
	a := newTestApp(t, nil)
	reference{dims: "geo age_group benefit", rules: threshold10}.write(a, folder)
	in := filepath.Join(folder, "C1_cellkey")
	for ptable, column := range map[string]string{"D3V1": "pert_D3V1", "D5V3js2": "pert_D5V3js2", "D4V2pstay05": "pert_D4V2p5"} {
		line := " --dims $dims.yaml --policy $policy.yaml --method cellkey --out $o.csv --report $r.json --ptable " + filepath.Join(in, "ptable_"+ptable+".csv")
		a.must(exitDone, "protect "+filepath.Join(in, "cells.csv")+line)
		rows := table(t, a.read("o.csv"))
		at := map[string]string{}
		for i, r := range rows {
			if r["pert_"+ptable] != r[column] {
				t.Fatalf("row %d: %s, want %s", i+2, r["pert_"+ptable], r[column])
			}
			if r["vname"] == "total" {
				at[r["geo"]+";"+r["age_group"]+";"+r["benefit"]] = r[column]
			}
		}
		if len(rows) != 4032 {
			t.Errorf("%d rows", len(rows))
		}
		// The same cells made of the persons, with the keys of the records, get the same noise.
		a.must(exitDone, "protect --micro "+filepath.Join(folder, "microdata.csv")+line)
		same := 0
		for _, r := range table(t, a.read("o.csv")) {
			want, there := at[r["geo"]+";"+r["age_group"]+";"+r["benefit"]]
			if there && r["pert_"+ptable] != want {
				t.Fatalf("%v: %s, want %s", r, r["pert_"+ptable], want)
			}
			if there {
				same++
			}
		}
		if same != len(at) {
			t.Errorf("%d of %d cells are there", same, len(at))
		}
	}
}

func TestRoundingIsAsGoodAsTheReference(t *testing.T) {
	folder, ok := oracle(t)
	if !ok {
		return
	}
	for _, r := range []struct {
		name, dims string
		base       int
	}{{"R1_plsround_b5", "geo age_group benefit", 5}, {"R2_plsround_b10", "geo has_debt has_youth_care", 10},
		{"R3_plsround_b3_linked", "geo age_group sex benefit", 3}} {
		a := newTestApp(t, nil)
		reference{dims: r.dims, rules: "name: r\nround_to: " + strconv.Itoa(r.base) + "\n"}.write(a, folder)
		in := filepath.Join(folder, r.name)
		a.must(exitDone, "protect "+filepath.Join(in, "cells.csv")+" --dims $dims.yaml --policy $policy.yaml --method round --out $o.csv --report $r.json --micro "+
			filepath.Join(folder, "microdata.csv"))
		text, err := os.ReadFile(filepath.Join(in, "metrics.csv"))
		if err != nil {
			t.Fatal(err)
		}
		limit := map[string]float64{}
		for _, m := range table(t, string(text)) {
			if limit[m["metric"]], err = strconv.ParseFloat(m["value"], 64); err != nil {
				t.Fatal(err)
			}
		}
		rows := table(t, a.read("o.csv"))
		most, squares := 0.0, 0.0
		for i, row := range rows {
			original, _ := strconv.Atoi(row["original"])
			rounded, err := strconv.Atoi(row["rounded"])
			if err != nil || rounded > 0 && rounded < r.base || row["difference"] != strconv.Itoa(rounded-original) {
				t.Fatalf("%s, row %d: %v", r.name, i+2, row)
			}
			d := math.Abs(float64(rounded - original))
			most, squares = max(most, d), squares+d*d
		}
		if rms := math.Sqrt(squares / float64(len(rows))); most > 1.1*limit["maxdiff"] || rms > 1.1*limit["rootMeanSquare"] {
			t.Errorf("%s: at most %v and %v, the reference %v and %v", r.name, most, rms, limit["maxdiff"], limit["rootMeanSquare"])
		}
	}
}
