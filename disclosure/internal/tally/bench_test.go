package tally_test

import (
	"fmt"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/tally"
)

// splitmix is the generator of Steele, Lea and Flood (doi:10.1145/2714064.2660195): the same seed gives the same records.
type splitmix uint64

func (s *splitmix) below(n int) int {
	*s += 0x9E3779B97F4A7C15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return int((z ^ z>>31) % uint64(n))
}

// country is households of invented people in the neighbourhoods of a country: dimensions and sizes are those of the reference
// table of a million cells.
func country(b *testing.B, people int) ([]*cube.Dim, tally.Records) {
	var areas []cube.Code
	var finest []int32
	chance := splitmix(14)
	for g := range 340 {
		town := fmt.Sprintf("GM%04d", g)
		areas = append(areas, cube.Code{Name: town, Level: "gemeente"})
		for w := range 5 + chance.below(11) {
			district := fmt.Sprintf("WK%04d%02d", g, w)
			areas = append(areas, cube.Code{Name: district, Level: "wijk", Parents: []string{town}})
			for k := range 1 + chance.below(7) {
				areas = append(areas, cube.Code{Name: fmt.Sprintf("BU%04d%02d%02d", g, w, k), Level: "buurt", Parents: []string{district}})
				finest = append(finest, int32(len(areas)))
			}
		}
	}
	dims := []*cube.Dim{newDim(b, "geo", areas...)}
	for _, n := range []int{6, 2, 2} {
		var codes []cube.Code
		for i := range n {
			codes = append(codes, cube.Code{Name: fmt.Sprint(i)})
		}
		dims = append(dims, newDim(b, fmt.Sprint("trait", len(dims)), codes...))
	}
	r := tally.Records{Codes: make([][]int32, 4)}
	for household := int32(0); r.Len() < people; household++ {
		// The smaller of two draws: some neighbourhoods are far larger than others.
		home := finest[min(chance.below(len(finest)), chance.below(len(finest)))]
		for range 1 + chance.below(4) {
			r.Codes[0] = append(r.Codes[0], home)
			r.Codes[1] = append(r.Codes[1], int32(1+chance.below(6)))
			r.Codes[2] = append(r.Codes[2], int32(1+min(chance.below(20), 1)))
			r.Codes[3] = append(r.Codes[3], int32(1+min(chance.below(10), 1)))
			r.Contributor, r.Value = append(r.Contributor, household), append(r.Value, int64(chance.below(8_000_000)))
			r.Key = append(r.Key, uint64(chance.below(1<<62)))
		}
	}
	return dims, r
}

func BenchmarkFullProduct(b *testing.B) {
	dims, _ := country(b, 1)
	for b.Loop() {
		c, err := tally.FullProduct(dims, 0)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(c.Len()), "cells")
	}
}

// BenchmarkCount counts 1.7 million people into a million cells: counts only, with record keys, and with households and what they
// earn.
func BenchmarkCount(b *testing.B) {
	dims, all := country(b, 1_700_000)
	c, err := tally.FullProduct(dims, 0)
	if err != nil {
		b.Fatal(err)
	}
	counts := tally.Records{Codes: all.Codes}
	keys := tally.Records{Codes: all.Codes, Key: all.Key}
	for _, kind := range []struct {
		name string
		r    tally.Records
	}{{"counts", counts}, {"keys", keys}, {"contributors", all}} {
		b.Run(kind.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := tally.Count(b.Context(), c, kind.r, tally.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("linked", func(b *testing.B) {
		linked := cube.New(dims)
		for cell := range int32(c.Len()) {
			if codes := c.At(cell); codes[1] == 0 || codes[2] == 0 && codes[3] == 0 {
				linked.Add(codes)
			}
		}
		b.ReportAllocs()
		for b.Loop() {
			if _, err := tally.Count(b.Context(), linked, counts, tally.Options{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkAtoms(b *testing.B) {
	_, all := country(b, 1_700_000)
	for b.Loop() {
		if _, _, err := tally.Atoms(all.Codes); err != nil {
			b.Fatal(err)
		}
	}
}
