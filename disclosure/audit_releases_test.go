package disclosure

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// file reads one release of a case: columns of dimensions up to freq, over the dimensions of the whole.
func releaseOf(t *testing.T, path string, dims []Dimension, fixed map[string]string) Release {
	t.Helper()
	_, list := rows(t, path)
	b, err := NewReleaseBuilder(filepath.Base(path), 0, dims...)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range list {
		codes := make([]string, len(dims))
		for i, d := range dims {
			codes[i] = r[d.Name()]
			if codes[i] == "" {
				codes[i] = d.Total()
			}
			if f, ok := fixed[d.Name()]; ok {
				codes[i] = f
			}
		}
		s := State{Shown: r["suppressed"] == "0", Primary: r["primary"] == "1", Truth: true}
		if err := b.Add(codes, Numbers{Count: whole64(t, r["freq"])}, s); err != nil {
			t.Fatal(err)
		}
	}
	release, err := b.Release()
	if err != nil {
		t.Fatal(err)
	}
	return release
}

func categories(t *testing.T, name string, codes ...string) Dimension {
	t.Helper()
	d, err := NewCategories(name, "Total", codes...)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Releases that were protected one by one, and that happen to stay safe together, are accepted.
func TestReleasesThatStaySafeTogether(t *testing.T) {
	dir, ok := oracles(t)
	if !ok {
		return
	}
	geo := geography(t, dir)
	ages := categories(t, "age_group", "00-17", "18-24", "25-44", "45-64", "65-79", "80+")
	for name, dims := range map[string][]Dimension{
		"A2_linked_separately":  {geo, ages, categories(t, "sex", "M", "V"), categories(t, "benefit", "0", "1")},
		"A3_overlap_separately": {geo, categories(t, "has_debt", "0", "1")},
	} {
		files, err := filepath.Glob(filepath.Join(dir, name, "release*.csv"))
		if err != nil || len(files) < 2 {
			t.Fatal(files, err)
		}
		for _, counter := range []Counter{nil, microdata(t)} {
			var releases []Release
			for _, f := range files {
				releases = append(releases, releaseOf(t, f, dims, nil))
			}
			v, err := AttackReleases(t.Context(), releases, AuditOptions{Random: random(name), IgnoreInsiders: true, Counter: counter})
			if err != nil {
				t.Fatal(err)
			}
			if got := v.cells(Exact); len(got) > 0 {
				t.Errorf("%s: %v", name, got)
			}
			t.Log(name, counter != nil, v.cells(Published), v.cells(Differencing))
		}
	}
}

// Everybody, and everybody of 18 and older: the difference is a group that was never released.
func TestSubpopulationIsFound(t *testing.T) {
	dir, ok := oracles(t)
	if !ok {
		return
	}
	dims := []Dimension{geography(t, dir), categories(t, "pop", "18plus", "0017"), categories(t, "benefit", "0", "1")}
	a5 := filepath.Join(dir, "A5_subpopulation_separately")
	want := disclosed(t, filepath.Join(a5, "expected_disclosed.txt"))
	union := releaseOf(t, filepath.Join(a5, "union_cells.csv"), dims, nil)
	v, err := AttackReleases(t.Context(), []Release{union}, AuditOptions{Random: random("A5"), IgnoreInsiders: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := v.cells(Exact); !slices.Equal(got, want) {
		t.Errorf("together: %d found, want %d", len(got), len(want))
	}
	apart := []Release{releaseOf(t, filepath.Join(a5, "release1.csv"), dims, nil), releaseOf(t, filepath.Join(a5, "release2.csv"), dims, map[string]string{"pop": "18plus"})}
	v, err = AttackReleases(t.Context(), apart, AuditOptions{Random: random("A5"), IgnoreInsiders: true})
	if err != nil {
		t.Fatal(err)
	}
	var small []string
	for _, a := range v.Attacks {
		if a.Harms {
			small = append(small, strings.Join(a.Cell, ";"))
			if a.Lower != a.Upper || a.Lower < 1 || a.Lower > 9 || len(a.By) == 0 {
				t.Errorf("%v is not told well", a)
			}
		}
	}
	if len(small) != 16 {
		t.Errorf("%d small groups found, want 16: %v", len(small), small)
	}
}

// moved counts people by the old and the new division.
type moved struct{ rows []map[string]string }

func (m moved) Atoms(_ context.Context, dims []string) ([]Atom, error) {
	count := map[string]int64{}
	for _, r := range m.rows {
		var key []string
		for _, d := range dims {
			key = append(key, r[d])
		}
		count[strings.Join(key, ";")]++
	}
	var atoms []Atom
	for key, n := range count {
		var codes [][]string
		for _, c := range strings.Split(key, ";") {
			codes = append(codes, []string{c})
		}
		atoms = append(atoms, Atom{Codes: codes, Count: n})
	}
	slices.SortFunc(atoms, func(a, b Atom) int { return strings.Compare(fmt.Sprint(a.Codes), fmt.Sprint(b.Codes)) })
	return atoms, nil
}

// A boundary moved: counts for both divisions give every group that moved.
func TestBoundaryChangeIsFound(t *testing.T) {
	dir, ok := oracles(t)
	if !ok {
		return
	}
	_, expected := rows(t, filepath.Join(dir, "A4_boundary_change", "expected_differences.csv"))
	_, changes := rows(t, filepath.Join(dir, "A4_boundary_change", "buurt_new.csv"))
	fresh := map[string]string{}
	var areas []string
	for _, r := range changes {
		fresh[r["household_id"]] = r["buurt_new"]
		if !slices.Contains(areas, r["buurt_new"]) {
			areas = append(areas, r["buurt_new"])
		}
	}
	people := microdata(t).rows
	for _, r := range people {
		r["geo"], r["buurt_new"] = r["buurt"], fresh[r["household_id"]]
	}
	var nested []Code
	for _, c := range geography(t, dir).Codes()[1:] {
		if c.Level != "pc4" {
			nested = append(nested, c)
		}
	}
	geo, err := NewDimension("geo", "Total", nested)
	if err != nil {
		t.Fatal(err)
	}
	dims := []Dimension{geo.OfPlaces(), categories(t, "buurt_new", areas...), categories(t, "has_debt", "0", "1")}
	apart := func(name string, at int) Release {
		records, err := NewRecords(0, dims[at], dims[2])
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range people {
			if err := records.Add([][]string{{r[dims[at].Name()]}, {r["has_debt"]}}, Record{}); err != nil {
				t.Fatal(err)
			}
		}
		table, err := records.Table(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		b, err := NewReleaseBuilder(name, 0, dims[at], dims[2])
		if err != nil {
			t.Fatal(err)
		}
		table.Each(func(codes []string, n Numbers) bool {
			if err := b.Add(codes, n, State{Shown: true}); err != nil {
				t.Fatal(err)
			}
			return true
		})
		r, err := b.Release()
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	v, err := AttackReleases(t.Context(), []Release{apart("old", 0), apart("new", 1)}, AuditOptions{Random: random("A4"), Counter: moved{people}, Explain: 10000})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]Attack{}
	for _, a := range v.Attacks {
		if a.Kind == Differencing && !strings.Contains(strings.Join(a.Cell, ""), "−") {
			got[strings.Join(a.Cell, ";")] = a
		}
	}
	n, small := 0, 0
	for _, e := range expected {
		key := strings.Join([]string{e["buurt"], e["has_debt"], e["buurt_new"]}, ";")
		a, found := got[key]
		if found != (e["disclosed_by_differencing"] == "1" && e["freq"] != "0") {
			t.Errorf("%s: found %v, want %v of %s", key, found, e["disclosed_by_differencing"], e["freq"])
			continue
		}
		delete(got, key)
		if !found {
			continue
		}
		n++
		if a.Lower != float64(whole64(t, e["freq"])) || a.Harms != (e["small"] == "1") || len(a.By) == 0 {
			t.Errorf("%s: %v, want %s", key, a, e["freq"])
		}
		if a.Harms {
			small++
		}
	}
	if n < 100 || small < 10 || len(got) > 0 {
		t.Errorf("%d found, %d small; %d more found", n, small, len(got))
	}
}
