package cellkey_test

import (
	"strconv"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure/cellkey"
)

func BenchmarkRecords(b *testing.B) {
	ids := make([]string, 10_000)
	for i := range ids {
		ids[i] = strconv.Itoa(i)
	}
	s := secret(b)
	for b.Loop() {
		if _, err := s.Records(ids); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(ids)), "ns/person")
}

// BenchmarkPerturb adds noise to the 91,476 cells that took the program cellKey 0.21 s, and 66 s to prepare.
func BenchmarkPerturb(b *testing.B) {
	table, err := cellkey.Design(cellkey.Params{D: 5, V: 3, JS: 2})
	if err != nil {
		b.Fatal(err)
	}
	counts, keys := make([]int64, 91_476), make([]cellkey.Binary, 91_476)
	for i := range counts {
		counts[i], keys[i] = int64(i%40), cellkey.BinaryOf(uint64(i)*0x9E3779B97F4A7C15)
	}
	for b.Loop() {
		if _, err := cellkey.PerturbAll(table, counts, keys); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDesign(b *testing.B) {
	for b.Loop() {
		if _, err := cellkey.Design(cellkey.Params{D: 5, V: 3, JS: 2, Unimodal: true}); err != nil {
			b.Fatal(err)
		}
	}
}
