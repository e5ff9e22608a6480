package disclosure

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure/policy"
	"github.com/buurtbeeld/buurtbeeld/internal/golden"
)

// random is a source of randomness with a seed, for tests.
func random(seed string) io.Reader { return rand.NewChaCha8(sha256.Sum256([]byte(seed))) }

// rows reads a CSV file as maps from column to text.
func rows(t *testing.T, path string) (header []string, all []map[string]string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, name := range lines[0] {
			row[name] = line[i]
		}
		all = append(all, row)
	}
	return lines[0], all
}

// oracle is one case of the shared folder.
type oracle struct {
	dir    string
	names  []string
	rows   []map[string]string
	dims   []Dimension
	table  Table
	counts []int64
}

// oracles is the folder of the cases; a test that needs it ends where it is not there.
func oracles(t *testing.T) (string, bool) { return golden.Shared(t, "oracles/sdc/open") }

func folder(t *testing.T) string {
	t.Helper()
	dir, ok := oracles(t)
	if !ok {
		t.Fatal("ask oracles before reading one")
	}
	return dir
}

func geography(t *testing.T, dir string) Dimension {
	t.Helper()
	_, list := rows(t, filepath.Join(dir, "geo.csv"))
	var codes []Code
	at := map[string]int{}
	for _, r := range list {
		i, ok := at[r["code"]]
		if !ok {
			i = len(codes)
			at[r["code"]] = i
			codes = append(codes, Code{Name: r["code"], Level: r["level"]})
		}
		codes[i].Parents = append(codes[i].Parents, r["parent"])
	}
	d, err := NewDimension("geo", "Total", codes)
	if err != nil {
		t.Fatal(err)
	}
	return d.OfPlaces()
}

func readOracle(t *testing.T, name string, facts Facts) oracle {
	t.Helper()
	dir := folder(t)
	o := oracle{dir: filepath.Join(dir, name)}
	header, list := rows(t, filepath.Join(o.dir, "cells.csv"))
	o.names, o.rows = header[:slices.Index(header, "freq")], list
	for _, dim := range o.names {
		if dim == "geo" {
			o.dims = append(o.dims, geography(t, dir))
			continue
		}
		var categories []string
		for _, r := range list {
			if c := r[dim]; c != "Total" && !slices.Contains(categories, c) {
				categories = append(categories, c)
			}
		}
		d, err := NewCategories(dim, "Total", categories...)
		if err != nil {
			t.Fatal(err)
		}
		o.dims = append(o.dims, d)
	}
	b, err := NewBuilder(facts, o.dims...)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range list {
		n := Numbers{Count: whole64(t, r["freq"]), Sum: whole64(t, r["value"]), Contributors: whole64(t, r["n_contr"]),
			Largest: [3]int64{whole64(t, r["top1"]), whole64(t, r["top2"]), whole64(t, r["top3"])}}
		if err := b.Add(o.codes(r), n); err != nil {
			t.Fatal(err)
		}
		o.counts = append(o.counts, n.Count)
	}
	if o.table, err = b.Table(); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o oracle) codes(row map[string]string) []string {
	codes := make([]string, len(o.names))
	for i, name := range o.names {
		codes[i] = row[name]
	}
	return codes
}

// column reads a column of whole numbers.
func (o oracle) column(t *testing.T, name string) []int64 {
	t.Helper()
	all := make([]int64, len(o.rows))
	for i, r := range o.rows {
		all[i] = whole64(t, r[name])
	}
	return all
}

func whole64(t *testing.T, s string) int64 {
	t.Helper()
	if s == "" {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// persons counts the people of the microdata by area (buurt and pc4) and categories.
type persons struct{ rows []map[string]string }

func microdata(t *testing.T) persons {
	t.Helper()
	_, list := rows(t, filepath.Join(folder(t), "microdata.csv"))
	return persons{list}
}

// Atoms implements Counter.
func (p persons) Atoms(_ context.Context, dims []string) ([]Atom, error) {
	var atoms []Atom
	at := map[string]int{}
	for _, r := range p.rows {
		key, codes := "", make([][]string, len(dims))
		for d, name := range dims {
			codes[d] = []string{r[name]}
			if name == "geo" {
				codes[d] = []string{r["buurt"], r["pc4"]}
			}
			for _, c := range codes[d] {
				key += c + ";"
			}
		}
		i, ok := at[key]
		if !ok {
			i = len(atoms)
			at[key] = i
			atoms = append(atoms, Atom{Codes: codes})
		}
		atoms[i].Count++
	}
	return atoms, nil
}

func rules(t *testing.T, yaml string) policy.Policy {
	t.Helper()
	p, err := policy.Parse([]byte(yaml))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const (
	thr10 = "name: thr10\nminimum_frequency: 10\nzeros: publish\n"
	thr5z = "name: thr5\nminimum_frequency: 5\nzeros: protect\n"
)

// frequency are the cases of counts, with their rules.
var frequency = map[string]string{
	"F1_geo_age_benefit_thr10":    thr10,
	"F2_geo_care_debt_thr5_zeros": thr5z,
	"F3_geo_care_debt_thr10":      thr10,
	"F4_linked_thr10":             thr10,
	"F5_overlap_pc4_thr10":        thr10,
}

// The cells at risk and, in the order of the reference, the cells withheld are the very same.
func TestReferenceSuppressesTheSameCells(t *testing.T) {
	if _, ok := oracles(t); !ok {
		return
	}
	for name, yaml := range frequency {
		for _, counter := range []Counter{nil, microdata(t)} {
			o := readOracle(t, name, 0)
			a, err := o.table.Assess(rules(t, yaml))
			if err != nil {
				t.Fatal(err)
			}
			p, err := a.Protect(t.Context(), Options{Random: random(name), IgnoreInsiders: true, Rank: o.column(t, "cand_rank"), Counter: counter})
			if err != nil {
				t.Fatal(err)
			}
			primary, none, wrong, wrongPrimary := o.column(t, "primary"), o.column(t, "suppressed_none"), 0, 0
			for cell := range o.rows {
				if p.Primary(cell) != (primary[cell] == 1) {
					wrongPrimary++
				}
				if p.Hidden(cell) != (none[cell] == 1) {
					wrong++
				}
			}
			if wrong+wrongPrimary > 0 {
				t.Errorf("%s, counter %v: %d of %d cells otherwise at risk, %d otherwise withheld", name, counter != nil, wrongPrimary, len(o.rows), wrong)
			}
			p, err = a.Protect(t.Context(), Options{Random: random(name), IgnoreInsiders: true, Counter: counter})
			if err != nil {
				t.Fatal(err)
			}
			q, err := a.Protect(t.Context(), Options{Random: random(name), Counter: counter})
			if err != nil {
				t.Fatal(err)
			}
			ref := 0
			for _, s := range o.column(t, "suppressed") {
				ref += int(s)
			}
			t.Log(name, counter != nil, "own", p.Cost().Primary+p.Cost().Secondary, "insider", q.Cost().Primary+q.Cost().Secondary, "peer", ref)
		}
	}
}
