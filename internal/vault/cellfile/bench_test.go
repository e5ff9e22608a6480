package cellfile

import (
	"fmt"
	"strings"
	"testing"
)

// large is a table and persons of a whole country: 500 neighbourhoods with a category of 400 values.
func large(b *testing.B) (func(string) string, *Dims) {
	b.Helper()
	var geo, categories, cells, persons strings.Builder
	geo.WriteString("code,level,parent\n")
	cells.WriteString("geo,kind,freq\n")
	persons.WriteString("id,buurt,kind\n")
	for g := range 500 {
		fmt.Fprintf(&geo, "BU%08d,buurt,Total\n", g)
		for k := range 400 {
			fmt.Fprintf(&cells, "BU%08d,kind %d,%d\n", g, k, g*k%97)
			fmt.Fprintf(&persons, "%d,BU%08d,kind %d\n", g*400+k, g, k)
		}
	}
	for k := range 400 {
		fmt.Fprintf(&categories, "kind %d, ", k)
	}
	in := folder(b, map[string]string{"geo.csv": geo.String(), "cells.csv": cells.String(), "persons.csv": persons.String(),
		"dims.yaml": "dimensions:\n  geo: {codes: geo.csv}\n  kind: {total: All, categories: [" + strings.TrimSuffix(categories.String(), ", ") + "]}\n"})
	return in, mustDims(b, in("dims.yaml"))
}

// BenchmarkCells reads 200,000 cells.
func BenchmarkCells(b *testing.B) {
	in, dims := large(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ReadCells(b.Context(), in("cells.csv"), dims, CellsOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPersons reads 200,000 persons.
func BenchmarkPersons(b *testing.B) {
	in, dims := large(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ReadPersons(b.Context(), in("persons.csv"), dims, PersonsOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}
