package main

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// changedBoundaries writes two releases of the same people: one by neighbourhood, and one by neighbourhood after some households
// moved over a boundary. Nothing is withheld in either.
func changedBoundaries(t *testing.T, a *testApp, folder string) {
	t.Helper()
	read := func(name string) []map[string]string {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		return table(t, string(text))
	}
	moved := map[string]string{}
	for _, r := range read("A4_boundary_change/buurt_new.csv") {
		moved[r["household_id"]] = r["buurt_new"]
	}
	counts := map[string]map[string]map[string]int{"buurt": {}, "buurt_new": {}}
	var codes, persons strings.Builder
	codes.WriteString("code,level,parent\n")
	persons.WriteString("buurt,buurt_new,has_debt\n")
	for _, r := range read("microdata.csv") {
		r["buurt_new"] = moved[r["household_id"]]
		persons.WriteString(r["buurt"] + "," + r["buurt_new"] + "," + r["has_debt"] + "\n")
		for level, of := range counts {
			for _, area := range []string{"Total", r[level]} {
				if of[area] == nil {
					of[area] = map[string]int{}
				}
				of[area]["Total"]++
				of[area][r["has_debt"]]++
			}
		}
	}
	for file, level := range map[string]string{"old.csv": "buurt", "new.csv": "buurt_new"} {
		var areas []string
		for area := range counts[level] {
			areas = append(areas, area)
		}
		slices.Sort(areas)
		var b strings.Builder
		b.WriteString("geo,has_debt,freq,primary,suppressed\n")
		for _, area := range areas {
			if area != "Total" {
				codes.WriteString(area + "," + level + ",Total\n")
			}
			for _, debt := range []string{"Total", "0", "1"} {
				b.WriteString(area + "," + debt + "," + strconv.Itoa(counts[level][area][debt]) + ",0,0\n")
			}
		}
		a.write(file, b.String())
	}
	a.write("geo.csv", codes.String())
	a.write("persons.csv", persons.String())
	a.write("dims.yaml", "dimensions:\n  geo: {codes: geo.csv}\n  has_debt: "+dimensions["has_debt"]+"\ninner: {geo: [buurt, buurt_new]}\n")
	a.write("policy.yaml", threshold10)
	a.write("none.yaml", "name: none\nminimum_frequency: 0\n")
}
