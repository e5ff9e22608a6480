package disclosure

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// release reads a file of cells as a release; what the column suppressed marks is withheld.
func (o oracle) release(t *testing.T, suppressed string) Release {
	t.Helper()
	b, err := NewReleaseBuilder(filepath.Base(o.dir), o.table.facts, o.dims...)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range o.rows {
		n := o.table.data.at(int32(i))
		if err := b.Add(o.codes(r), n, State{Shown: r[suppressed] != "1", Primary: r["primary"] == "1", Truth: true}); err != nil {
			t.Fatal(err)
		}
	}
	release, err := b.Release()
	if err != nil {
		t.Fatal(err)
	}
	return release
}

// disclosed are the cells that a reference attack lists, one per line.
func disclosed(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var cells []string
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) > 2 && f[0] == "disclosed" {
			cells = append(cells, f[2])
		}
	}
	slices.Sort(cells)
	return cells
}

func (v Verdict) cells(kind Kind) []string {
	var cells []string
	for _, a := range v.Attacks {
		if a.Kind == kind {
			cells = append(cells, strings.Join(a.Cell, ";"))
		}
	}
	slices.Sort(cells)
	return cells
}

// When only the cells at risk are withheld, the attack finds exactly the cells that the reference attack finds.
func TestAttackFindsWhatTheReferenceFinds(t *testing.T) {
	if _, ok := oracles(t); !ok {
		return
	}
	groups := map[string]int{"F1_geo_age_benefit_thr10": 12, "F2_geo_care_debt_thr5_zeros": 20, "F3_geo_care_debt_thr10": 9, "F4_linked_thr10": 6, "F5_overlap_pc4_thr10": 0}
	for name := range frequency {
		o := readOracle(t, name, 0)
		var counter Counter
		if name == "F5_overlap_pc4_thr10" { // bounds bind neighbourhoods and postcodes together where they overlap
			counter = microdata(t)
		}
		want := disclosed(t, filepath.Join(o.dir, "attack_primary_only.txt"))
		v, err := AttackReleases(t.Context(), []Release{o.release(t, "primary")}, AuditOptions{Random: random(name), IgnoreInsiders: true})
		if err != nil {
			t.Fatal(err)
		}
		if got := v.cells(Exact); !slices.Equal(got, want) {
			t.Errorf("%s: %d found, want %d", name, len(got), len(want))
		}
		v, err = AttackReleases(t.Context(), []Release{o.release(t, "suppressed")}, AuditOptions{Random: random(name), Intervals: 10000, Counter: counter})
		if err != nil {
			t.Fatal(err)
		}
		if len(v.cells(Exact)) > 0 || v.Groups != groups[name] {
			t.Errorf("%s: %v found in the reference's table, %d insiders, want %d", name, v.cells(Exact), v.Groups, groups[name])
		}
		at := map[string]map[string]string{}
		for _, r := range o.rows {
			at[strings.Join(o.codes(r), ";")] = r
		}
		wrong := 0
		for _, iv := range v.Intervals {
			r := at[strings.Join(iv.Cell, ";")]
			if lo, up := real64(t, r["lo"]), real64(t, r["up"]); math.Abs(lo-iv.Lower) > 1e-6*(1+lo) || math.Abs(up-iv.Upper) > 1e-6*(1+up) {
				wrong++
				if wrong < 3 {
					t.Log(name, iv, r)
				}
			}
		}
		if wrong > 0 {
			t.Errorf("%s: %d of %d intervals differ", name, wrong, len(v.Intervals))
		}
	}
}

func real64(t *testing.T, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}
