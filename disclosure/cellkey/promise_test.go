package cellkey_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/disclosure/cellkey"
)

// drawParams draws noise that can be had: rows 1..JS need a variance of (JS+1)^2/4 at most, and row 1 can have one up to D.
func drawParams(t *rapid.T) cellkey.Params {
	p := cellkey.Params{D: rapid.Int64Range(1, 9).Draw(t, "D")}
	p.JS = rapid.Int64Range(0, 3).Draw(t, "JS")
	if (p.JS+1)*(p.JS+1)/4 >= p.D {
		p.JS = 0
	}
	low, high := float64((p.JS+1)*(p.JS+1)/4), float64(p.D)
	p.V = low + (high-low)*rapid.Float64Range(0.01, 0.99).Draw(t, "V")
	return p
}

func drawTable(t *rapid.T) (cellkey.Params, *cellkey.PTable) {
	p := drawParams(t)
	table, err := cellkey.Design(p)
	if err != nil {
		t.Fatalf("%+v: %v", p, err)
	}
	return p, table
}

func drawKey(t *rapid.T) cellkey.Key {
	decimal, err := cellkey.DecimalOf(rapid.Uint64Range(0, 9_999_999_999).Draw(t, "decimal"))
	if err != nil {
		t.Fatal(err)
	}
	binary := cellkey.BinaryOf(rapid.OneOf(rapid.Uint64(), rapid.Just(uint64(math.MaxUint64)), rapid.Just(uint64(0))).Draw(t, "binary"))
	return rapid.SampledFrom([]cellkey.Key{decimal, binary}).Draw(t, "key")
}

func drawCount(t *rapid.T) int64 {
	return rapid.OneOf(rapid.Int64Range(0, 30), rapid.Int64Range(0, 1<<60)).Draw(t, "count")
}

func secret(t testing.TB) cellkey.Secret {
	t.Helper()
	bytes := make([]byte, 40)
	for i := range bytes {
		bytes[i] = byte(i + 1)
	}
	s, err := cellkey.NewSecret(bytes)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestPromiseSamePeopleSameNoise(t *testing.T) {
	s := secret(t)
	rapid.Check(t, func(t *rapid.T) {
		_, table := drawTable(t)
		ids := make([]string, rapid.IntRange(0, 40).Draw(t, "people"))
		part := make([]int, len(ids))
		for i := range ids {
			ids[i] = strconv.Itoa(i)
			part[i] = rapid.IntRange(0, 3).Draw(t, "part")
		}
		keys, err := s.Records(ids)
		if err != nil {
			t.Fatal(err)
		}
		whole := cellkey.Sum(keys)
		// In another order, one by one, from another import.
		other, outsider := cellkey.Binary{}, cellkey.BinaryOf(rapid.Uint64().Draw(t, "outsider"))
		for _, id := range rapid.Permutation(ids).Draw(t, "order") {
			key, err := s.Record(id)
			if err != nil {
				t.Fatal(err)
			}
			other = other.Add(key)
		}
		// Rolled up from parts, with one person too many who is taken out again.
		var parts [4]cellkey.Binary
		for i, key := range keys {
			parts[part[i]] = parts[part[i]].Add(key)
		}
		rolled := cellkey.Sum(parts[:]).Add(outsider).Sub(outsider)
		if other != whole || rolled != whole {
			t.Fatalf("keys %v, %v, %v", whole, other, rolled)
		}
		count := int64(len(ids))
		all, err := cellkey.PerturbAll(table, []int64{7, count, count}, []cellkey.Binary{outsider, rolled, other})
		if err != nil {
			t.Fatal(err)
		}
		alone, err := table.Perturb(count, whole)
		if err != nil || all[1] != alone || all[2] != alone {
			t.Fatalf("%v, %v, %v", all, alone, err)
		}
	})
}

func TestDecimalKeysAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := make([]cellkey.Decimal, rapid.IntRange(1, 30).Draw(t, "people"))
		units := uint64(0)
		for i := range keys {
			u := rapid.Uint64Range(0, 9_999_999_999).Draw(t, "units")
			var err error
			if keys[i], err = cellkey.ParseDecimal(fmt.Sprintf("0.%010d", u)); err != nil {
				t.Fatal(err)
			}
			units += u
		}
		sum := cellkey.Sum(rapid.Permutation(keys).Draw(t, "order"))
		if sum.Units() != units%10_000_000_000 || sum.Sub(keys[0]).Add(keys[0]) != sum {
			t.Fatalf("%s of %v", sum, keys)
		}
	})
}

func TestPromiseZeroStaysZero(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, table := drawTable(t)
		if n, err := table.Perturb(0, drawKey(t)); err != nil || n.Int64() != 0 {
			t.Fatal(n, err)
		}
	})
}

func TestPromiseNoiseIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, table := drawTable(t)
		count, key := drawCount(t), drawKey(t)
		n, err := table.Perturb(count, key)
		if err != nil || n.Int64() < 0 || n.Int64() < count-p.D || n.Int64() > count+p.D || n.Int64()-count != table.Lookup(count, key) {
			t.Fatal(count, n, err)
		}
	})
}

func TestPromiseSmallCountsAreNotShown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, table := drawTable(t)
		if n, err := table.Perturb(drawCount(t), drawKey(t)); err != nil || n.Int64() >= 1 && n.Int64() <= p.JS {
			t.Fatal(p, n, err)
		}
	})
}

func TestPromiseNoiseHasNoDrift(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, table := drawTable(t)
		count := max(drawCount(t), 1)
		sum, mean, square := 0.0, 0.0, 0.0
		for _, c := range table.Chances(count) {
			v := float64(c.Noise)
			sum, mean, square = sum+c.Share, mean+v*c.Share, square+v*v*c.Share
		}
		if math.Abs(sum-1) > 1e-12 || math.Abs(mean) > 1e-8 || math.Abs(square-p.V) > 1e-7 {
			t.Fatalf("%+v count %d: sum %g, mean %g, variance %g", p, count, sum, mean, square)
		}
	})
}

// The noise of 100,000 cells of real keys falls as the table says.
func TestNoiseFallsAsTheTableSays(t *testing.T) {
	const cells = 100_000
	s := secret(t)
	table, err := cellkey.Design(cellkey.Params{D: 5, V: 3, JS: 2})
	if err != nil {
		t.Fatal(err)
	}
	for _, count := range []int64{1, 3, 8} {
		seen := map[int64]int{}
		for cell := range cells {
			var key cellkey.Binary
			for person := range count {
				k, err := s.Record(fmt.Sprintf("%d/%d/%d", count, cell, person))
				if err != nil {
					t.Fatal(err)
				}
				key = key.Add(k)
			}
			seen[table.Lookup(count, key)]++
		}
		for _, c := range table.Chances(count) {
			if off := math.Abs(float64(seen[c.Noise]) - cells*c.Share); off > 5*math.Sqrt(cells*c.Share)+1 {
				t.Errorf("count %d: noise %d of %d cells, %.1f expected", count, c.Noise, seen[c.Noise], cells*c.Share)
			}
		}
	}
}

// What the package does not promise, so that nobody comes to rely on it: cells that are nearly the same average to the truth, and
// where two cells differ by one address, another result says for sure that somebody there counts.
func TestNotPromisedAgainstFreeQueries(t *testing.T) {
	s := secret(t)
	table, err := cellkey.Design(cellkey.Params{D: 3, V: 1})
	if err != nil {
		t.Fatal(err)
	}
	const truth, neighbours = 40, 2_000
	sum, told := 0.0, 0
	for i := range neighbours {
		keys, err := s.Records([]string{fmt.Sprintf("all of cell %d", i), fmt.Sprintf("neighbour %d", i)})
		if err != nil {
			t.Fatal(err)
		}
		with, err1 := table.Perturb(truth+1, cellkey.Sum(keys))
		without, err2 := table.Perturb(truth, keys[0])
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		sum += float64(with.Int64() - 1)
		if with != without {
			told++
		}
	}
	if mean := sum / neighbours; math.Abs(mean-truth) > 0.1 {
		t.Errorf("the mean of %d neighbours is %g: mend what doc.go says", neighbours, mean)
	}
	if share := float64(told) / neighbours; math.Abs(share-0.78) > 0.03 {
		t.Errorf("%g of the results tell: mend what doc.go says", share)
	}
}

func TestPromiseSecretIsNotPrinted(t *testing.T) {
	bytes := []byte("correct horse battery staple, and more")
	s, err := cellkey.NewSecret(bytes)
	if err != nil {
		t.Fatal(err)
	}
	held := struct{ Key cellkey.Secret }{s}
	texts := []string{}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%X", "%d", "%q"} {
		texts = append(texts, fmt.Sprintf(verb, s), fmt.Sprintf(verb, &s), fmt.Sprintf(verb, held))
	}
	encoded, err := json.Marshal(held)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range append(texts, string(encoded)) {
		if !strings.Contains(text, "(secret)") || strings.Contains(text, "horse") || strings.Contains(text, "686f727365") || strings.Contains(text, "104 111") {
			t.Errorf("printed as %s", text)
		}
	}
	// The secret is the package's own: what the caller does with the bytes later changes no key.
	before, _ := s.Record("1")
	clear(bytes)
	if after, err := s.Record("1"); err != nil || after != before {
		t.Errorf("%v, %v: %v", before, after, err)
	}
}
