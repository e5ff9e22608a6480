package wkb

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

func bytesOf(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The same triangle (0 0, 1 0, 0 1) in every spelling, written out by hand after OGC 06-103r4 and PostGIS's EWKB.
const (
	zero, one  = "0000000000000000", "000000000000f03f"
	triangle   = zero + zero + one + zero + zero + one + zero + zero
	bigOne     = "3ff0000000000000"
	bigCorners = zero + zero + bigOne + zero + zero + bigOne + zero + zero
	withZ      = zero + zero + one + one + zero + one + zero + one + one + zero + zero + one
)

var good = map[string]string{
	"polygon":           "01 03000000 01000000 04000000" + triangle,
	"big end first":     "00 00000003 00000001 00000004" + bigCorners,
	"multipolygon":      "01 06000000 01000000 01 03000000 01000000 04000000" + triangle,
	"EWKB with a SRID":  "01 03000020 40710000 01000000 04000000" + triangle,
	"EWKB with heights": "01 03000080 01000000 04000000" + withZ,
	"ISO with heights":  "01 eb030000 01000000 04000000" + withZ,
	"collection":        "01 07000000 02000000 01 01000000" + zero + zero + "01 03000000 01000000 04000000" + triangle,
}

func TestRead(t *testing.T) {
	for name, s := range good {
		t.Run(name, func(t *testing.T) {
			budget := Budget{4, 4}
			shape, err := Read(bytesOf(t, s), &budget)
			if err != nil || shape.Polygons.SquareMetres() != 0.5 || budget.Left != 0 {
				t.Fatalf("%+v, %v", shape, err)
			}
			if shape.HasSRID != (name == "EWKB with a SRID") || shape.HasSRID && shape.SRID != 28992 || shape.Other != (name == "collection") {
				t.Errorf("%+v", shape)
			}
			b := bytesOf(t, s)
			for n := range b {
				if _, err := Read(b[:n], &Budget{4, 4}); err == nil || err.Kind() != problem.Invalid {
					t.Fatalf("cut off at %d: %v", n, err)
				}
			}
			if _, err := Read(b, &Budget{3, 3}); err == nil || err.Key() != "boundary.too_many_points" {
				t.Errorf("past the budget: %v", err)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	for name, tt := range map[string]struct{ hex, key string }{
		"a curve":                {"01 0a000000 00000000", "boundary.curves"},
		"an unknown form":        {"01 63000000 00000000", "boundary.wkb_broken"},
		"an unknown dimension":   {"01 a10f0000 00000000", "boundary.wkb_broken"},
		"an unknown order":       {"02 03000000", "boundary.wkb_broken"},
		"2^32-1 points":          {"01 03000000 01000000 ffffffff", "boundary.wkb_broken"},
		"2^32-1 rings":           {"01 03000000 ffffffff", "boundary.wkb_broken"},
		"2^32-1 parts":           {"01 06000000 ffffffff", "boundary.wkb_broken"},
		"2^32-1 points of lines": {"01 02000000 ffffffff", "boundary.wkb_broken"},
		"a collection in itself": {strings.Repeat("01 07000000 01000000", 20) + zero + zero, "boundary.too_deep"},
		"something behind":       {good["polygon"] + "00", "boundary.wkb_broken"},
	} {
		if _, err := Read(bytesOf(t, tt.hex), &Budget{10, 10}); err == nil || err.Key() != tt.key {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range good {
		f.Add(bytesOf(f, s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		budget := Budget{1000, 1000}
		shape, err := Read(b, &budget)
		if err == nil && (shape.Polygons.Points() > len(b)/16 || shape.Polygons.Points() != 1000-budget.Left) {
			t.Fatalf("%d points of %d bytes", shape.Polygons.Points(), len(b))
		}
	})
}
