package cellfile

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

func TestNumbersOfEveryKind(t *testing.T) {
	for text, want := range map[string]exact{
		"0": {}, "12": {12, 0}, "-3": {-3, 0}, "12.50": {125, 1}, "12,5": {125, 1}, "0.0001": {1, 4}, "1e+05": {100000, 0}, "1.5E3": {1500, 0},
		" 7 ": {7, 0}, "3.00000000": {3, 0}, "25e-1": {25, 1}, ".5": {5, 1}, "900000000000000000": {9e17, 0}, "0e99": {},
	} {
		if got, p := parseExact(text); p != nil || got != want {
			t.Errorf("%q is %v, %v; want %v", text, got, p, want)
		}
	}
	for text, key := range map[string]string{
		"": "vault.number_empty", "NaN": "vault.not_a_number", "Inf": "vault.not_a_number", "1.2.3": "vault.not_a_number_hidden", "5.": "vault.not_a_number_hidden",
		"1 000": "vault.not_a_number_hidden", "0x1F": "vault.not_a_number_hidden", "1_000": "vault.not_a_number_hidden", "--1": "vault.not_a_number_hidden", "-": "vault.not_a_number",
		"1e": "vault.not_a_number_hidden", "1e999": "vault.not_a_number_hidden", "Jan Jansen": "vault.not_a_number_hidden", "Jansen": "vault.not_a_number_hidden", "3 pers.": "vault.not_a_number_hidden", "é": "vault.not_a_number_hidden",
		"0.00001": "vault.number_decimals", "1e-5": "vault.number_decimals", "99999999999999999999": "vault.number_large", "1e30": "vault.number_large",
	} {
		if got, p := parseExact(text); p == nil || p.Key() != key {
			t.Errorf("%q is %v, %v; want %s", text, got, p, key)
		}
	}
	for text, key := range map[string]string{"-1": "vault.negative", "1.5": "vault.not_whole", "x": "vault.not_a_number", "": "vault.number_empty"} {
		if n, p := parseWhole(text); p == nil || p.Key() != key {
			t.Errorf("%q is %d, %v; want %s", text, n, p, key)
		}
	}
	for text, want := range map[string]int64{"5000": 5000, "1e+05": 100000, "7.0": 7, "0": 0, "999999999999999999": 999999999999999999} {
		if n, p := parseWhole(text); p != nil || n != want {
			t.Errorf("%q is %d, %v", text, n, p)
		}
	}
}

// TestNumbersAreExact has any number with at most four decimals read, scaled and written without loss.
func TestNumbersAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units := rapid.Int64Range(-1e13, 1e13).Draw(t, "units")
		decimals := rapid.IntRange(0, mostDecimals).Draw(t, "decimals")
		text := string(appendExact(nil, units, decimals))
		unit := big.NewInt(1)
		for range decimals {
			unit.Mul(unit, big.NewInt(10))
		}
		want := new(big.Rat).SetFrac(big.NewInt(units), unit)
		got, ok := new(big.Rat).SetString(text)
		if !ok || got.Cmp(want) != 0 || strings.Contains(text, ".") && strings.HasSuffix(text, "0") {
			t.Fatalf("%d with %d decimals was written as %q", units, decimals, text)
		}
		back, p := parseExact(text)
		if p != nil {
			t.Fatal(p)
		}
		if scaled, ok := shift(back.units, decimals-back.decimals); !ok || scaled != units {
			t.Fatalf("%q was read as %v", text, back)
		}
	})
}

func TestKeys(t *testing.T) {
	if key, p := parseKey("0.0123456789", true); p != nil || key != 123456789 {
		t.Errorf("%d, %v", key, p)
	}
	if key, p := parseKey("18446744073709551615", false); p != nil || key != 1<<64-1 {
		t.Errorf("%d, %v", key, p)
	}
	for text, decimal := range map[string]bool{"0.25": true, "1.0000000000": true, "": true, "-1": false, "18446744073709551616": false, "0.5": false} {
		if key, p := parseKey(text, decimal); p == nil {
			t.Errorf("%q was read as %d", text, key)
		}
	}
}

// FuzzParseExact looks for texts that are neither refused nor a number.
func FuzzParseExact(f *testing.F) {
	for _, s := range []string{"1", "-1.5", "1e+05", "NaN", "..", "1,5", "9e18"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, p := parseExact(text)
		if p != nil {
			if p.Kind() != problem.Invalid {
				t.Errorf("%q: %v", text, p)
			}
			return
		}
		want, ok := new(big.Rat).SetString(strings.Replace(strings.TrimSpace(text), ",", ".", 1))
		got, good := new(big.Rat).SetString(fmt.Sprintf("%de-%d", n.units, n.decimals))
		if !ok || !good || got.Cmp(want) != 0 {
			t.Errorf("%q was read as %v", text, n)
		}
	})
}
